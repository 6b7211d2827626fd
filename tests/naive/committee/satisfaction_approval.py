"""Satisfaction approval voting."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, best, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction:
    shares = (w * Fraction(len(committee & s), len(s)) for s, w in zip(sets, weights, strict=True) if s)
    return sum(shares, Fraction(0))


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return best(committees(n_items, k, allowed), lambda c: score(c, sets, weights))
