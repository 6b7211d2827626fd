"""Schulze: the strongest chains of defeats."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import Matrix, preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def strengths(prefer: Matrix, *, strength: str) -> Matrix:
    """The strength of every defeat, 0 where there is none."""
    n_items = len(prefer)
    links: Matrix = [[0] * n_items for _ in range(n_items)]
    for i in range(n_items):
        for j in range(n_items):
            own, other = prefer[i][j], prefer[j][i]
            if own > other:
                links[i][j] = {"winning_votes": own, "margins": own - other}[strength]
    return links


def widest_paths(links: Matrix) -> Matrix:
    """The largest over all paths of the weakest link on them (Floyd and Warshall)."""
    n_items = len(links)
    paths = [list(row) for row in links]
    for via in range(n_items):
        for i in range(n_items):
            for j in range(n_items):
                paths[i][j] = max(paths[i][j], min(paths[i][via], paths[via][j]))
    return paths


def schulze(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    strength: str = "winning_votes",
    missing: str = "below",
) -> list[Fraction]:
    """How many others each item has at least as strong a path to as they have back."""
    paths = widest_paths(strengths(preference(ballots, n_items, weights, missing=missing), strength=strength))
    return [Fraction(sum(paths[i][j] >= paths[j][i] for j in range(n_items) if j != i)) for i in range(n_items)]
