"""Baldwin: the item with the lowest Borda points among those left leaves, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.borda import borda
from tests.naive.elimination import Leaving, histories, least, scores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def points(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None, left: set[int], missing: str
) -> list[Fraction]:
    """Borda points on the ballots with everybody else struck out; 0 for those."""
    at = {item: number for number, item in enumerate(sorted(left))}
    struck = [[[at[item] for item in tier if item in left] for tier in ballot] for ballot in ballots]
    among = borda([[tier for tier in ballot if tier] for ballot in struck], len(left), weights, missing=missing)
    return [among[at[item]] if item in left else 0 * among[0] for item in range(n_items)]


def baldwin(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves, counted from 1."""

    def leaving(left: set[int]) -> Leaving:
        return Leaving(least(points(ballots, n_items, weights, left, missing), left))

    return scores(n_items, histories(set(range(n_items)), leaving, tie_break, labels))
