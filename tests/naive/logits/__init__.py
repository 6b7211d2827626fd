"""The obvious way to the numbers of logits, in numpy and 64 bits."""
