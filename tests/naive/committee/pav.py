"""Proportional approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.committee.worth import of_sets, optimal, weight_list, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from tests.naive.committee.search import Committee


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction:
    return worth(committee, of_sets(sets), weights, weight_list("harmonic", len(committee)))


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return optimal(n_items, k, allowed, lambda c: score(c, sets, weights))
