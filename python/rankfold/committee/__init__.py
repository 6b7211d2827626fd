"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee.additive import approval, bloc, k_borda, satisfaction_approval, sntv
from rankfold.committee.bounds import proportional_bounds
from rankfold.committee.committee import Committee, Round
from rankfold.committee.exact import (
    greedy_monroe,
    lexicographic_chamberlin_courant,
    minimax_approval,
    monroe,
)
from rankfold.committee.registry import RULES
from rankfold.committee.score import committee_score
from rankfold.committee.transferable import Stage, TransferableVote, expanding_approvals, stv
from rankfold.committee.welfare import (
    chamberlin_courant,
    owa,
    pav,
    reverse_sequential_pav,
    sequential_chamberlin_courant,
    sequential_pav,
    thiele,
)

__all__ = [
    "RULES",
    "Committee",
    "Round",
    "Stage",
    "TransferableVote",
    "approval",
    "bloc",
    "chamberlin_courant",
    "committee_score",
    "expanding_approvals",
    "greedy_monroe",
    "k_borda",
    "lexicographic_chamberlin_courant",
    "minimax_approval",
    "monroe",
    "owa",
    "pav",
    "proportional_bounds",
    "reverse_sequential_pav",
    "satisfaction_approval",
    "sequential_chamberlin_courant",
    "sequential_pav",
    "sntv",
    "stv",
    "thiele",
]
