"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee.additive import approval
from rankfold.committee.bounds import proportional_bounds
from rankfold.committee.committee import Committee, Round
from rankfold.committee.exact import (
    greedy_monroe,
    lexicographic_chamberlin_courant,
    minimax_approval,
    monroe,
)
from rankfold.committee.registry import RULES

__all__ = [
    "RULES",
    "Committee",
    "Round",
    "approval",
    "greedy_monroe",
    "lexicographic_chamberlin_courant",
    "minimax_approval",
    "monroe",
    "proportional_bounds",
]
