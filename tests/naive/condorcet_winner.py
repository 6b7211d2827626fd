"""The Condorcet winner: the item that beats every other."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def condorcet_winner(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction]:
    """1 for the item that beats every other, 0 for the rest: for all, where no item does."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    return [Fraction(int(all(prefer[i][j] > prefer[j][i] for j in range(n_items) if j != i))) for i in range(n_items)]
