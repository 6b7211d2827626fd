"""The rule of Phragmén and Eneström."""

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
    price = sum(weights, start=Fraction(0)) / k

    def behind(item: int, budgets: list[Fraction]) -> Fraction:
        return sum((b for b, s in zip(budgets, sets, strict=True) if item in s), start=Fraction(0))

    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        budgets = list(weights)
        for item in elected:
            money = behind(item, budgets)
            part = 1 - price / money if money > price else Fraction(0)
            budgets = [b * part if item in s else b for b, s in zip(budgets, sets, strict=True)]
        most = max(behind(item, budgets) for item in may)
        return [item for item in may if behind(item, budgets) == most]

    return sequential(n_items, k, allowed, tied)
