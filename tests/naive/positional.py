"""Positional scoring: any points by place."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def positional(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    points: Sequence[float | Fraction],
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Points of each item, ``points[p]`` for place ``p``."""
    worth = [Fraction(value) for value in points]
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            block = worth[place.start : place.start + place.size]
            mean = sum(block, Fraction(0)) / len(block)
            if not place.is_ranked and missing != "below":
                given = {"average": mean, "zero_points": Fraction(0)}[missing]
            else:
                given = {"average": mean, "max": block[0], "min": block[-1]}[ties]
            scores[item] += given * weight
    return scores
