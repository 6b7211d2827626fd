"""Benham: instant runoff until one of the items left beats all others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.elimination import Leaving, first_places, histories, least, scores
from tests.naive.pairwise_counts import preference
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def benham(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves, counted from 1."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    counted = exact(weights, len(ballots))

    def leaving(left: set[int]) -> Leaving:
        for item in left:
            others = left - {item}
            if others and all(prefer[item][other] > prefer[other][item] for other in others):
                return Leaving(others, are_tied=False)
        return Leaving(least(first_places(ballots, counted, n_items, left), left))

    return scores(n_items, histories(set(range(n_items)), leaving, tie_break, labels))
