"""The consensus rule."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, sequential

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    total = sum(weights, start=Fraction(0))

    def behind(item: int, budgets: list[Fraction]) -> Fraction:
        return sum((max(b, Fraction(0)) for b, s in zip(budgets, sets, strict=True) if item in s), start=Fraction(0))

    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        budgets = [Fraction(0)] * len(sets)
        for item in elected:
            budgets = [b + w for b, w in zip(budgets, weights, strict=True)]
            payers = [v for v, s in enumerate(sets) if item in s and budgets[v] > 0]
            weight = sum((weights[v] for v in payers), start=Fraction(0))
            for v in payers:
                budgets[v] -= weights[v] * total / weight
        budgets = [b + w for b, w in zip(budgets, weights, strict=True)]
        most = max(behind(item, budgets) for item in may)
        return [item for item in may if behind(item, budgets) == most]

    return sequential(n_items, k, allowed, tied)
