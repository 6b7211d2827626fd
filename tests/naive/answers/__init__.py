"""The obvious implementation of every method that chooses an answer."""
