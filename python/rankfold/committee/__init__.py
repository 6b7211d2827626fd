"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee.additive import approval
from rankfold.committee.bounds import proportional_bounds
from rankfold.committee.committee import Committee, Round
from rankfold.committee.registry import RULES
from rankfold.committee.transferable import Stage, TransferableVote, expanding_approvals, stv

__all__ = [
    "RULES",
    "Committee",
    "Round",
    "Stage",
    "TransferableVote",
    "approval",
    "expanding_approvals",
    "proportional_bounds",
    "stv",
]
