"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee import bias
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
from rankfold.committee.representation import Group, Prices, Representation, check
from rankfold.committee.score import committee_score
from rankfold.committee.shares import (
    consensus_rule,
    e_pluribus_hugo,
    equal_shares,
    maximin_support,
    minimax_phragmen,
    phragmen_enestroem,
    sequential_phragmen,
)
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
    "Group",
    "Prices",
    "Representation",
    "Round",
    "Stage",
    "TransferableVote",
    "approval",
    "bias",
    "bloc",
    "chamberlin_courant",
    "check",
    "committee_score",
    "consensus_rule",
    "e_pluribus_hugo",
    "equal_shares",
    "expanding_approvals",
    "greedy_monroe",
    "k_borda",
    "lexicographic_chamberlin_courant",
    "maximin_support",
    "minimax_approval",
    "minimax_phragmen",
    "monroe",
    "owa",
    "pav",
    "phragmen_enestroem",
    "proportional_bounds",
    "reverse_sequential_pav",
    "satisfaction_approval",
    "sequential_chamberlin_courant",
    "sequential_pav",
    "sequential_phragmen",
    "sntv",
    "stv",
    "thiele",
]
