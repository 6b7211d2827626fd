"""Instant runoff: the item with the fewest first places leaves, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.elimination import Leaving, first_places, histories, least, scores
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def instant_runoff(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves, counted from 1."""
    counted = exact(weights, len(ballots))

    def leaving(left: set[int]) -> Leaving:
        return Leaving(least(first_places(ballots, counted, n_items, left), left))

    return scores(n_items, histories(set(range(n_items)), leaving, tie_break, labels))
