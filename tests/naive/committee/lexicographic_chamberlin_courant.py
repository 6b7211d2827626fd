"""Chamberlin and Courant's rule for approvals, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, best, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction


def levels(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> list[Fraction]:
    pairs = list(zip(sets, weights, strict=True))
    zero = weights[0] * 0
    return [sum((w for s, w in pairs if len(s & committee) >= i), start=zero) for i in range(1, len(committee) + 1)]


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction:
    return levels(committee, sets, weights)[0]


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return best(committees(n_items, k, allowed), lambda c: levels(c, sets, weights))
