"""Borda: how many items stand below, summed over the ballots."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, Place, places
from tests.naive.ranking import ranking
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def points(place: Place, n_items: int, *, ties: str, missing: str) -> Fraction:
    """What one place on one ballot is worth."""
    half_of_all = Fraction(n_items - 1, 2)
    if place.n_ranked < n_items and missing != "below":
        if not place.is_ranked:
            n_unranked = n_items - place.n_ranked
            return {
                "absent": half_of_all,
                "compatible": half_of_all,
                "average": Fraction(n_unranked - 1, 2),
                "zero_points": Fraction(0),
            }[missing]
        if missing == "absent":
            # A point for every item below, half of one for every tie and for every comparison that is not made.
            below = place.n_ranked - place.start - place.size
            return below + Fraction(place.size - 1, 2) + Fraction(n_items - place.n_ranked, 2)
        if missing == "compatible":
            return n_items - place.mid_rank * (n_items + 1) / (place.n_ranked + 1)
    best, worst = n_items - 1 - place.start, n_items - place.start - place.size
    return {"average": Fraction(best + worst, 2), "max": Fraction(best), "min": Fraction(worst)}[ties]


def borda(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    ties: str = "average",
    missing: str = "below",
    levels: int = 1,
    groups: Sequence[int] | None = None,
) -> list[Fraction]:
    """Points of each item; with two levels, those of the rankings that the groups arrive at."""
    if levels == 2:
        assert groups is not None
        return _two_levels(ballots, n_items, exact(weights, len(ballots)), groups, ties, missing)
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            scores[item] += points(place, n_items, ties=ties, missing=missing) * weight
    return scores


def _two_levels(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[int | Fraction],
    groups: Sequence[int],
    ties: str,
    missing: str,
) -> list[Fraction]:
    scores = [Fraction(0)] * n_items
    for group in sorted(set(groups)):
        rows = [row for row, of in enumerate(groups) if of == group]
        totals = [Fraction(0)] * n_items
        for row in rows:
            for item, place in enumerate(places(ballots[row], n_items)):
                totals[item] += points(place, n_items, ties=ties, missing=missing) * weights[row]
        for item, place in enumerate(places(ranking(totals).tiers, n_items)):
            scores[item] += points(place, n_items, ties="average", missing="below")
    return scores
