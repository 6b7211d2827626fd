"""Majority judgment: the median grade, then that of what is left without it, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.filled_rows import filled_rows

if TYPE_CHECKING:
    from collections.abc import Sequence


def majority_judgment(
    rows: Sequence[Sequence[float | None]],
    n_items: int,
    weights: Sequence[int] | None = None,
    *,
    missing: str | None = None,
    lower_is_better: bool = False,
) -> list[list[float]]:
    """The medians of each item in the order in which they are taken away; the worse of two in the middle."""
    filled = list(filled_rows(rows, weights, missing=missing, lower_is_better=lower_is_better))
    found = []
    for item in range(n_items):
        grades = [row[item] for row, weight in filled for _ in range(int(weight))]
        # Worst first.
        grades.sort(reverse=lower_is_better)
        found.append([grades.pop((len(grades) - 1) // 2) for _ in range(len(grades))])
    return found
