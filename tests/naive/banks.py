"""The Banks set: first items of chains of wins that cannot be extended."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def banks(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """1 for items that are the first of a longest chain: one that is no part of another chain."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    chains = [
        chain
        for size in range(1, n_items + 1)
        for chain in permutations(range(n_items), size)
        if all(prefer[i][j] > prefer[j][i] for i, j in combinations(chain, 2))
    ]
    # The order within a chain follows from its members.
    maximal = [chain for chain in chains if not any(set(chain) < set(other) for other in chains)]
    firsts = {chain[0] for chain in maximal}
    return [Fraction(item in firsts) for item in range(n_items)]
