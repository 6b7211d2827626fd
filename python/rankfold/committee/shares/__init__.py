"""Rules in which voters carry loads or pay from budgets, so that groups get their share of the seats."""

from rankfold.committee.shares.equal_shares import equal_shares
from rankfold.committee.shares.sequential_phragmen import sequential_phragmen

__all__ = ["equal_shares", "sequential_phragmen"]
