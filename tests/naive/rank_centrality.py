"""Rank centrality: a walk that moves to a rival as often as the rival is preferred."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.markov import stationary
from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def rank_centrality(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    regularization: float = 0.0,
    missing: str = "below",
) -> list[Fraction]:
    """The walk goes from i to j at the share of the votes on the two that prefer j; regularized on both sides."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    added = Fraction(regularization)
    rates = [[Fraction(0)] * n_items for _ in range(n_items)]
    for i in range(n_items):
        for j in range(n_items):
            both = prefer[i][j] + prefer[j][i] + 2 * added
            if i != j and both:
                rates[i][j] = Fraction(prefer[j][i] + added) / both
    return stationary(rates)
