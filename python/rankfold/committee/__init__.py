"""Many rankings or approvals into one committee, with bounds for groups."""

from rankfold.committee.additive import approval
from rankfold.committee.bounds import proportional_bounds
from rankfold.committee.committee import Committee, Round
from rankfold.committee.registry import RULES
from rankfold.committee.representation import Group, Prices, Representation, check
from rankfold.committee.shares import (
    consensus_rule,
    e_pluribus_hugo,
    equal_shares,
    maximin_support,
    minimax_phragmen,
    phragmen_enestroem,
    sequential_phragmen,
)

__all__ = [
    "RULES",
    "Committee",
    "Group",
    "Prices",
    "Representation",
    "Round",
    "approval",
    "check",
    "consensus_rule",
    "e_pluribus_hugo",
    "equal_shares",
    "maximin_support",
    "minimax_phragmen",
    "phragmen_enestroem",
    "proportional_bounds",
    "sequential_phragmen",
]
