"""What a bootstrap reports of the ranks that its resamples gave."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Stability(NamedTuple):
    """Per item, and for ``p_above`` per ordered pair of items."""

    rank_low: list[int]
    rank_median: list[int]
    rank_high: list[int]
    p_first: list[Fraction]
    p_above: list[list[Fraction]]


def quantile(values: Sequence[int], p: float) -> int:
    """The smallest value that a share ``p`` of them does not exceed."""
    at = max(math.ceil(p * len(values)), 1)
    return sorted(values)[at - 1]


def bootstrap(
    resamples: Sequence[Sequence[int]], level: float = 0.95, *, n_winners: Sequence[int] | None = None
) -> Stability:
    """Summary of competition ranks: one row a resample, one column an item.

    Where a rule may find no winner, ``n_winners`` says how many each resample had.
    """
    n_resamples, n_items = len(resamples), len(resamples[0])
    columns = [[ranks[item] for ranks in resamples] for item in range(n_items)]
    tail = (1 - level) / 2
    p_first = [Fraction(0)] * n_items
    above = [[0] * n_items for _ in range(n_items)]
    for number, ranks in enumerate(resamples):
        first = [item for item in range(n_items) if ranks[item] == 1]
        if n_winners is not None and n_winners[number] == 0:
            first = []
        for item in first:
            p_first[item] += Fraction(1, len(first) * n_resamples)
        for i in range(n_items):
            for j in range(n_items):
                above[i][j] += ranks[i] < ranks[j]
    return Stability(
        rank_low=[quantile(column, tail) for column in columns],
        rank_median=[quantile(column, 0.5) for column in columns],
        rank_high=[quantile(column, 1 - tail) for column in columns],
        p_first=p_first,
        p_above=[[Fraction(count, n_resamples) for count in row] for row in above],
    )
