"""The Schwartz set: items that reach whoever reaches them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import Matrix, preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def reaches(prefer: Matrix) -> list[list[bool]]:
    """Whether a chain of wins leads from one item to another (Warshall)."""
    n_items = len(prefer)
    chain = [[prefer[i][j] > prefer[j][i] for j in range(n_items)] for i in range(n_items)]
    for via in range(n_items):
        for i in range(n_items):
            for j in range(n_items):
                chain[i][j] = chain[i][j] or (chain[i][via] and chain[via][j])
    return chain


def schwartz_set(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """1 for items that nobody reaches whom they do not reach."""
    chain = reaches(preference(ballots, n_items, weights, missing=missing))
    items = range(n_items)
    return [Fraction(all(chain[i][j] or not chain[j][i] for j in items)) for i in items]
