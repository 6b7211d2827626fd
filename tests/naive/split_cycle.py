"""Split Cycle: wins that are not among the weakest of a cycle."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import Matrix, preference
from tests.naive.schulze import strengths, widest_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def defeated_by(prefer: Matrix, *, strength: str) -> list[list[int]]:
    """For each item the rivals whose win over it is stronger than every chain of wins back."""
    links = strengths(prefer, strength=strength)
    paths = widest_paths(links)
    items = range(len(prefer))
    return [[j for j in items if links[j][i] > 0 and links[j][i] > paths[i][j]] for i in items]


def split_cycle(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    strength: str = "margins",
    missing: str = "below",
) -> list[Fraction]:
    """How many others do not defeat each item."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    return [Fraction(n_items - 1 - len(rivals)) for rivals in defeated_by(prefer, strength=strength)]
