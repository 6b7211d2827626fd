"""Minimax approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, best, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> int:
    return max((len(committee ^ s) for s, w in zip(sets, weights, strict=True) if w > 0), default=0)


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return best(committees(n_items, k, allowed), lambda c: -score(c, sets, weights))
