"""Committees: several items chosen together."""

from rankfold.committee import bias

__all__ = ["bias"]
