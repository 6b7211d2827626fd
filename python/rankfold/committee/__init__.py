"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee.additive import approval
from rankfold.committee.bounds import proportional_bounds
from rankfold.committee.committee import Committee, Round
from rankfold.committee.registry import RULES
from rankfold.committee.shares import equal_shares, sequential_phragmen

__all__ = [
    "RULES",
    "Committee",
    "Round",
    "approval",
    "equal_shares",
    "proportional_bounds",
    "sequential_phragmen",
]
