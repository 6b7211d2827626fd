"""Robust rank aggregation: the least likely of an item's order statistics, in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from tests.naive.normalised_ranks import normalised_ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def p_values(ranks: Sequence[Fraction]) -> list[Fraction]:
    """For each k the probability that k or more of as many uniform numbers are at most the k-th smallest rank."""
    n = len(ranks)
    return [
        sum((comb(n, j) * rank**j * (1 - rank) ** (n - j) for j in range(k, n + 1)), Fraction(0))
        for k, rank in enumerate(ranks, 1)
    ]


def robust_rank_aggregation(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction | None]:
    """Corrected probability of each item; None where no ballot says anything of it."""
    return [
        min(Fraction(1), len(ranks) * min(p_values(ranks))) if ranks else None
        for ranks in normalised_ranks(ballots, n_items, weights, missing)
    ]
