"""Approval at k: the weight of the ballots that have an item among their first k."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def approval_at_k(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    k: int,
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Weight of each item; unranked items get none whatever ``missing`` says."""
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            if place.is_ranked:
                # Which of the places that it shares are among the first k?
                above = [place.start + offset < k for offset in range(place.size)]
                share = Fraction(sum(above), place.size)
                scores[item] += {"average": share, "max": Fraction(any(above)), "min": Fraction(all(above))}[
                    ties
                ] * weight
    return scores
