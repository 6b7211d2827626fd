"""Phragmén's sequential rule."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, sequential

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def least(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    loads: list[Fraction],
    price: Callable[[int], Fraction],
    may: list[int],
) -> tuple[list[int], Fraction | None]:
    """Whoever leads to the least load, and that load; items that nobody approves of are the last choice."""
    after = {}
    for item in may:
        support = sum((w for w, s in zip(weights, sets, strict=True) if item in s), start=Fraction(0))
        if support:
            carried = sum((w * x for w, x, s in zip(weights, loads, sets, strict=True) if item in s), start=Fraction(0))
            after[item] = (price(item) + carried) / support
    if not after:
        return may, None
    load = min(after.values())
    return [item for item in after if after[item] == load], load


def loads_of(sets: Sequence[frozenset[int]], weights: Sequence[Fraction], elected: Sequence[int]) -> list[Fraction]:
    """The loads after these rounds."""
    loads = [Fraction(0)] * len(sets)
    for item in elected:
        _, load = least(sets, weights, loads, lambda _: Fraction(1), [item])
        loads = [x if load is None or item not in s else load for x, s in zip(loads, sets, strict=True)]
    return loads


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        return least(sets, weights, loads_of(sets, weights, elected), lambda _: Fraction(1), may)[0]

    return sequential(n_items, k, allowed, tied)
