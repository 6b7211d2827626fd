"""Median rank: the weighted median over the ballots of an item's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places, rank_of
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


def median_rank(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction | None]:
    """Median rank of each item, lower being better; None where no ballot of any weight says anything."""
    ranks: list[list[tuple[Fraction, int | Fraction]]] = [[] for _ in range(n_items)]
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            rank = rank_of(place, n_items, missing)
            if rank is not None and weight > 0:
                ranks[item].append((rank, weight))
    return [_median(sorted(pairs)) if pairs else None for pairs in ranks]


def _median(pairs: Sequence[tuple[Fraction, int | Fraction]]) -> Fraction:
    """The mean of the first rank that half of the weight reaches and the first that more than half does."""
    total = sum(weight for _, weight in pairs)
    reached: int | Fraction = 0
    lower = upper = None
    for rank, weight in pairs:
        reached += weight
        if lower is None and 2 * reached >= total:
            lower = rank
        if upper is None and 2 * reached > total:
            upper = rank
    assert lower is not None
    assert upper is not None
    return (lower + upper) / 2
