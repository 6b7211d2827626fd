"""Whether a committee represents the groups of voters that deserve it."""

from rankfold.committee.representation.check import check
from rankfold.committee.representation.verdict import Group, Prices, Representation

__all__ = ["Group", "Prices", "Representation", "check"]
