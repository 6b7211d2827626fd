"""Rules whose score of a committee is the sum of points of its members."""

from rankfold.committee.additive.approval import approval

__all__ = ["approval"]
