"""Llull: rivals that do not beat the item."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def llull(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """A point for each rival beaten or tied with."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    return [Fraction(sum(prefer[i][j] >= prefer[j][i] for j in range(n_items) if j != i)) for i in range(n_items)]
