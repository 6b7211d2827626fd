"""How much weight puts which item at which place."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def positional_counts(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None
) -> list[list[Fraction]]:
    """Weight by item and place; items that share places, unranked ones too, are spread evenly over them."""
    counts = [[Fraction(0)] * n_items for _ in range(n_items)]
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            for at in range(place.start, place.start + place.size):
                counts[item][at] += Fraction(1, place.size) * weight
    return counts
