"""Copeland: rivals beaten less rivals lost to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def copeland(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction]:
    """Wins less losses of each item over the pairs."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    scores = []
    for i in range(n_items):
        beaten = sum(prefer[i][j] > prefer[j][i] for j in range(n_items))
        lost = sum(prefer[i][j] < prefer[j][i] for j in range(n_items))
        scores.append(Fraction(beaten - lost))
    return scores
