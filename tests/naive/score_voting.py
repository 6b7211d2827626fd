"""Score voting: the weighted total of an item's scores."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.filled_rows import filled_rows

if TYPE_CHECKING:
    from collections.abc import Sequence


def score_voting(
    rows: Sequence[Sequence[float | None]],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str | None = None,
    lower_is_better: bool = False,
) -> list[Fraction]:
    """Total of each item."""
    totals = [Fraction(0)] * n_items
    for row, weight in filled_rows(rows, weights, missing=missing, lower_is_better=lower_is_better):
        for item, score in enumerate(row):
            totals[item] += Fraction(score) * weight
    return totals
