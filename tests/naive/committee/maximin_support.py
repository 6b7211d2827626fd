"""The maximin support method."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, sequential

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def support(members: Iterable[int], sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction:
    """The least support of members when it is as large as possible, by the duality of linear programs."""
    own = sorted(members)
    parts = [frozenset(part) for size in range(1, len(own) + 1) for part in combinations(own, size)]
    return min(
        sum((w for s, w in zip(sets, weights, strict=True) if s & part), start=Fraction(0)) / len(part)
        for part in parts
    )


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction:
    return support(committee, sets, weights)


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        values = {item: support({*elected, item}, sets, weights) for item in may}
        return [item for item in may if values[item] == max(values.values())]

    return sequential(n_items, k, allowed, tied)
