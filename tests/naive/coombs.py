"""Coombs: the item with the most last places leaves, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.elimination import Leaving, first_places, histories, last_places, least, scores
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def coombs(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    until: str = "majority",
    tie_break: str = "simultaneous",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves; all others leave where one has a majority of first places."""
    counted = exact(weights, len(ballots))

    def leaving(left: set[int]) -> Leaving:
        first = first_places(ballots, counted, n_items, left)
        others = {item for item in left if 2 * first[item] <= sum(first)}
        if until == "majority" and len(others) == len(left) - 1 > 0:
            return Leaving(others, are_tied=False)
        last = last_places(ballots, counted, n_items, left, missing)
        return Leaving(least([-score for score in last], left))

    return scores(n_items, histories(set(range(n_items)), leaving, tie_break, labels))
