"""Nanson: all items below the mean of the Borda points leave at once, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.baldwin import points
from tests.naive.elimination import Leaving, histories, scores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot


def nanson(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    form: str = "strict",
    missing: str = "below",
) -> list[Fraction]:
    """The round in which each item leaves; where nobody stands out, everybody does."""

    def leaving(left: set[int]) -> Leaving:
        borda = points(ballots, n_items, weights, left, missing)
        mean = sum(borda) / len(left)
        if form == "strict":
            return Leaving({item for item in left if borda[item] < mean} or left, are_tied=False)
        return Leaving({item for item in left if borda[item] <= mean}, are_tied=False)

    return scores(n_items, histories(set(range(n_items)), leaving))
