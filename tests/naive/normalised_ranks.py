"""Ranks as shares of all ranks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, Place, places

if TYPE_CHECKING:
    from collections.abc import Sequence


def normalised_rank(place: Place, n_items: int, missing: str) -> Fraction | None:
    """None where a ballot says nothing of an item."""
    if missing == "absent":
        return place.mid_rank / place.n_ranked if place.is_ranked else None
    if place.is_ranked or missing == "below":
        return place.mid_rank / n_items
    if missing == "last":
        return Fraction(1)
    assert missing == "list_length"
    return Fraction(place.n_ranked, n_items) if place.n_ranked else None


def normalised_ranks(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None, missing: str
) -> list[list[Fraction]]:
    """For each item its ranks, the best first, each as often as its weight says."""
    found: list[list[Fraction]] = [[] for _ in range(n_items)]
    for voter, ballot in enumerate(ballots):
        for item, place in enumerate(places(ballot, n_items)):
            rank = normalised_rank(place, n_items, missing)
            if rank is not None:
                found[item] += [rank] * (1 if weights is None else int(weights[voter]))
    return [sorted(ranks) for ranks in found]
