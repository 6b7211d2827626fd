"""Anti-plurality: the weight of last places, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.positional import positional

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot


def anti_plurality(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Minus one point for the last of all places."""
    points = [0] * (n_items - 1) + [-1]
    return positional(ballots, n_items, weights, points=points, ties=ties, missing=missing)
