"""Rows of scores with every cell filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction


def filled_rows(
    rows: Sequence[Sequence[float | None]],
    weights: Sequence[float] | None,
    *,
    missing: str | None,
    lower_is_better: bool,
) -> Iterator[tuple[list[float], int | Fraction]]:
    """The rows that count, with their weights; None marks a missing cell."""
    for row, weight in zip(rows, exact(weights, len(rows)), strict=True):
        given = [score for score in row if score is not None]
        if weight and (given or missing != "worst"):
            blank = (max(given) if lower_is_better else min(given)) if missing == "worst" else 0.0
            assert missing is not None or len(given) == len(row)
            yield [blank if score is None else score for score in row], weight
