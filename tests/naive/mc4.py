"""MC4: a walk that moves to whatever a majority prefers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.markov import stationary
from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def mc4(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    teleport: float = 0.05,
    missing: str = "below",
) -> list[Fraction]:
    """The walk's transitions from item i: one of all items is drawn, and taken if a majority prefers it."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    anywhere = Fraction(teleport)
    steps = [
        [
            ((1 - anywhere) * (prefer[j][i] > prefer[i][j]) + anywhere) / n_items if i != j else Fraction(0)
            for j in range(n_items)
        ]
        for i in range(n_items)
    ]
    return stationary(steps)
