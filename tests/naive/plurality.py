"""Plurality: the weight of the first places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def plurality(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Points of each item; unranked items get none whatever ``missing`` says."""
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        if not ballot:
            continue
        first = ballot[0]
        share = {"average": Fraction(1, len(first)), "max": Fraction(1), "min": Fraction(int(len(first) == 1))}[ties]
        for item in first:
            scores[item] += share * weight
    return scores
