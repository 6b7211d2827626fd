"""Slater: the first items of the orders that disagree with the fewest wins."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def slater(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """1 for the first items of the best of all orders."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    fewest: dict[int, int] = {}
    for order in permutations(range(n_items)):
        against = sum(prefer[j][i] > prefer[i][j] for i, j in combinations(order, 2))
        fewest[order[0]] = min(against, fewest.get(order[0], against))
    return [Fraction(fewest[item] == min(fewest.values())) for item in range(n_items)]
