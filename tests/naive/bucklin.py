"""Bucklin: one place more in each round, until an item has more than half of the weight."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.approval_at_k import approval_at_k
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def bucklin(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    form: str = "full",
    ties: str = "average",
    missing: str = "below",
) -> list[Fraction]:
    """Rounds left when an item passes, plus its share of the weight then."""
    total = sum((w for ballot, w in zip(ballots, exact(weights, len(ballots)), strict=True) if ballot), Fraction(0))
    if not total:
        return [Fraction(0)] * n_items
    scores: list[Fraction | None] = [None] * n_items
    share = [Fraction(0)] * n_items
    for round_ in range(1, n_items + 1):
        share = [weight / total for weight in approval_at_k(ballots, n_items, weights, k=round_, ties=ties)]
        for item in range(n_items):
            if scores[item] is None and share[item] > Fraction(1, 2):
                scores[item] = n_items - round_ + (share[item] if form == "full" else 1)
    return [last if score is None else score for score, last in zip(scores, share, strict=True)]
