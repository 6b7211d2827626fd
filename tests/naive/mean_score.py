"""Mean score: the weighted mean of an item's scores."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence


def mean_score(
    rows: Sequence[Sequence[float | None]], n_items: int, weights: Sequence[float] | None = None
) -> list[Fraction | None]:
    """Mean of the scores that are there (None where a cell is missing); None where there is none of any weight."""
    sums = [Fraction(0)] * n_items
    totals = [Fraction(0)] * n_items
    for row, weight in zip(rows, exact(weights, len(rows)), strict=True):
        for item, score in enumerate(row):
            if score is not None:
                sums[item] += Fraction(score) * weight
                totals[item] += weight
    return [total / weight if weight else None for total, weight in zip(sums, totals, strict=True)]
