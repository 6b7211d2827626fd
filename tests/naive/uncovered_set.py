"""The uncovered set: items that no rival is better than in every respect."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def uncovered_set(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    version: str = "gillies",
    missing: str = "below",
) -> list[Fraction]:
    """1 for items that nobody covers."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    items = range(n_items)
    beaten_by = [{j for j in items if prefer[j][i] > prefer[i][j]} for i in items]
    not_worse = [{j for j in items if prefer[j][i] >= prefer[i][j]} for i in items]

    def covers(j: int, i: int) -> bool:
        beats, strict, weak = j in beaten_by[i], beaten_by[j] <= beaten_by[i], not_worse[j] <= not_worse[i]
        return {
            "gillies": beats and strict,
            "fishburn": beaten_by[j] < beaten_by[i],
            "bordes": beats and weak,
            "mckelvey": beats and strict and weak,
        }[version]

    return [Fraction(not any(covers(j, i) for j in items)) for i in items]
