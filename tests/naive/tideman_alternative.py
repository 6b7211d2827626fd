"""Tideman's alternative: the Smith set stays, then the item with the fewest first places leaves, and so on in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.elimination import Leaving, first_places, histories, least, scores
from tests.naive.majority_sets import schwartz, smith
from tests.naive.pairwise_counts import preference
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def tideman_alternative(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    within: str = "smith",
    tie_break: str = "simultaneous",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves, counted from 1."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    counted = exact(weights, len(ballots))
    top = {"smith": smith, "schwartz": schwartz}[within]

    def leaving(left: set[int]) -> Leaving:
        outside = left - top(prefer, left)
        if outside:
            return Leaving(outside, are_tied=False)
        return Leaving(least(first_places(ballots, counted, n_items, left), left))

    return scores(n_items, histories(set(range(n_items)), leaving, tie_break, labels))
