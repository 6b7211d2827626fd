"""E Pluribus Hugo."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    every = committees(n_items, k, allowed)

    def points(item: int, left: frozenset[int]) -> Fraction:
        return sum((w / len(s & left) for s, w in zip(sets, weights, strict=True) if item in s), start=Fraction(0))

    def voters(item: int) -> Fraction:
        return sum((w for s, w in zip(sets, weights, strict=True) if item in s), start=Fraction(0))

    def leaving(left: frozenset[int], may: list[int]) -> frozenset[int]:
        second = sorted(points(item, left) for item in may)[:2][-1]
        lowest = [item for item in may if points(item, left) <= second]
        return frozenset(item for item in lowest if voters(item) == min(map(voters, lowest)))

    found: set[Committee] = set()
    seen = set()

    def go(left: frozenset[int], pending: frozenset[int]) -> None:
        if (left, pending) in seen:
            return
        seen.add((left, pending))
        if len(left) == k:
            found.add(left)
            return
        may = [item for item in left if any(c <= left - {item} for c in every)]
        pending = frozenset(pending & set(may)) or leaving(left, may)
        for item in pending:
            go(left - {item}, pending - {item})

    go(frozenset(range(n_items)), frozenset())
    return found
