"""Mean rank: the mean over the ballots of an item's place."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places, rank_of
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def mean_rank(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction | None]:
    """Mean rank of each item, lower being better; None where no ballot of any weight says anything."""
    sums = [Fraction(0)] * n_items
    totals = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            rank = rank_of(place, n_items, missing)
            if rank is not None:
                sums[item] += rank * weight
                totals[item] += weight
    return [total / weight if weight else None for total, weight in zip(sums, totals, strict=True)]
