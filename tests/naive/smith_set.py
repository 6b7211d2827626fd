"""The Smith set: the smallest set whose members beat everybody outside."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def smith_set(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """1 for members of the first set, by size, that beats all others."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    items = range(n_items)
    for size in range(1, n_items + 1):
        for inside in combinations(items, size):
            if all(prefer[i][j] > prefer[j][i] for i in inside for j in items if j not in inside):
                return [Fraction(item in inside) for item in items]
    return []
