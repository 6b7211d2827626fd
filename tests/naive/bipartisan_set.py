"""The bipartisan set: the items that the maximal lottery over majorities may draw."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.maximal_lottery import margins, maximal_lottery
from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def bipartisan_set(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction]:
    """1 for items with weight in some maximal lottery of the signs, 0 for the rest."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    essential = maximal_lottery(margins(prefer, by="signs")).essential
    return [Fraction(item in essential) for item in range(n_items)]
