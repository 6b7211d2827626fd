"""Smith-IRV: instant runoff among the items of the Smith set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.elimination import Leaving, first_places, histories, least, scores
from tests.naive.majority_sets import smith
from tests.naive.pairwise_counts import preference
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def smith_irv(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves; everybody outside of the set leaves in the first."""
    counted = exact(weights, len(ballots))
    everybody = set(range(n_items))
    inside = smith(preference(ballots, n_items, weights, missing=missing), everybody)

    def leaving(left: set[int]) -> Leaving:
        return Leaving(least(first_places(ballots, counted, n_items, left), left))

    found = histories(inside, leaving, tie_break, labels)
    return scores(n_items, [[everybody - inside, *history] if everybody > inside else history for history in found])
