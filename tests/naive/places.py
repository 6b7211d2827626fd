"""Where each item stands on a ballot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

#: Groups of tied items, best first; items that are named nowhere are unranked.
Ballot = Sequence[Sequence[int]]


class Place(NamedTuple):
    """The place of one item on one ballot."""

    start: int  # how many ranked items stand strictly above
    size: int  # how many items share the place; unranked items share the last one
    n_ranked: int
    is_ranked: bool

    @property
    def mid_rank(self) -> Fraction:
        """The mean of the ranks that the place spans, 1 being best."""
        return self.start + Fraction(self.size + 1, 2)


def places(ballot: Ballot, n_items: int) -> list[Place]:
    """The place of every item, in item order."""
    n_ranked = sum(len(tier) for tier in ballot)
    found = [Place(n_ranked, n_items - n_ranked, n_ranked, False)] * n_items
    start = 0
    for tier in ballot:
        for item in tier:
            found[item] = Place(start, len(tier), n_ranked, True)
        start += len(tier)
    return found


def rank_of(place: Place, n_items: int, missing: str) -> Fraction | None:
    """The rank that mean and median take: None where the item is left out."""
    if place.n_ranked == n_items or missing == "below":
        return place.mid_rank
    if missing == "absent":
        return place.mid_rank if place.is_ranked else None
    if missing == "compatible":
        if not place.is_ranked:
            return Fraction(n_items + 1, 2)
        return place.mid_rank * (n_items + 1) / (place.n_ranked + 1)
    raise ValueError(f"missing={missing!r} does not say at which rank an unranked item stands")
