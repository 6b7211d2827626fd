"""Rules in which voters carry loads or pay from budgets, so that groups get their share of the seats."""

from rankfold.committee.shares.consensus_rule import consensus_rule
from rankfold.committee.shares.e_pluribus_hugo import e_pluribus_hugo
from rankfold.committee.shares.equal_shares import equal_shares
from rankfold.committee.shares.maximin_support import maximin_support
from rankfold.committee.shares.minimax_phragmen import minimax_phragmen
from rankfold.committee.shares.phragmen_enestroem import phragmen_enestroem
from rankfold.committee.shares.sequential_phragmen import sequential_phragmen

__all__ = [
    "consensus_rule",
    "e_pluribus_hugo",
    "equal_shares",
    "maximin_support",
    "minimax_phragmen",
    "phragmen_enestroem",
    "sequential_phragmen",
]
