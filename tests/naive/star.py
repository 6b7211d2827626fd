"""STAR: the two highest totals meet in a runoff."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.naive.filled_rows import filled_rows
from tests.naive.ranking import ranking
from tests.naive.score_voting import score_voting

if TYPE_CHECKING:
    from collections.abc import Sequence


class Star(NamedTuple):
    """``runoff`` holds None outside of the runoff; ``keys`` rank the items, the greatest first."""

    totals: list[Fraction]
    runoff: list[Fraction | None]
    keys: list[tuple[bool, Fraction, Fraction]]


def star(
    rows: Sequence[Sequence[float | None]],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str | None = None,
    lower_is_better: bool = False,
) -> Star:
    """Totals, the runoff, and what ranks the items."""
    sign = -1 if lower_is_better else 1
    totals = score_voting(rows, n_items, weights, missing=missing, lower_is_better=lower_is_better)
    tiers = ranking(totals, higher_is_better=not lower_is_better).tiers
    finalists = tiers[0] if len(tiers[0]) > 1 else [item for tier in tiers[:2] for item in tier]
    runoff: list[Fraction | None] = [Fraction(0) if item in finalists else None for item in range(n_items)]
    for row, weight in filled_rows(rows, weights, missing=missing, lower_is_better=lower_is_better):
        for item in finalists:
            above = sum(sign * row[item] > sign * row[other] for other in finalists)
            runoff[item] = (runoff[item] or 0) + weight * Fraction(above)
    keys = [
        (votes is not None, votes or Fraction(0), sign * total) for votes, total in zip(runoff, totals, strict=True)
    ]
    return Star(totals, runoff, keys)
