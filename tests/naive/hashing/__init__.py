"""Obvious implementations of hashing, in plain numpy."""
