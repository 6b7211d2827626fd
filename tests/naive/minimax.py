"""Minimax: the worst defeat, as small as possible."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def minimax(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    by: str = "winning_votes",
    missing: str = "below",
) -> list[Fraction]:
    """The largest defeat of each item, negated; 0 where there is no rival."""
    prefer = preference(ballots, n_items, weights, missing=missing)

    def defeat(i: int, j: int) -> Fraction:
        own, other = Fraction(prefer[i][j]), Fraction(prefer[j][i])
        if by == "winning_votes":
            return other if other > own else Fraction(0)
        return {"margins": other - own, "opposition": other}[by]

    return [-max((defeat(i, j) for j in range(n_items) if j != i), default=Fraction(0)) for i in range(n_items)]
