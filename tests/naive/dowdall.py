"""Dowdall: 1/r points for the place r."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.positional import positional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def dowdall(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Points of each item."""
    points = [Fraction(1, place) for place in range(1, n_items + 1)]
    return positional(ballots, n_items, weights, points=points, ties=ties, missing=missing)
