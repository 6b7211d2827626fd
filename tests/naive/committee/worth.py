"""What committees are worth to voters, as sums of weighted utilities, and the searches that use it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.naive.committee.search import Committee, best, committees, sequential

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: What each item is worth to each voter.
Utilities = list[list[Fraction]]


def weight_list(weights: str | Sequence[Any], k: int) -> list[Fraction]:
    """The first ``k`` weights of this name, or as listed and then 0."""
    if isinstance(weights, str):
        named: dict[str, Callable[[int], Fraction]] = {
            "harmonic": lambda i: Fraction(1, i),
            "odd": lambda i: Fraction(1, 2 * i - 1),
            "geometric": lambda i: Fraction(1, 2 ** (i - 1)),
            "coverage": lambda i: Fraction(int(i == 1)),
            "constant": lambda _: Fraction(1),
        }
        return [named[weights](i) for i in range(1, k + 1)]
    return [Fraction(weights[i]) if i < len(weights) else Fraction(0) for i in range(k)]


def of_sets(sets: Sequence[frozenset[int]]) -> Utilities:
    """1 for what is approved of."""
    n_items = max((item for s in sets for item in s), default=-1) + 1
    return [[Fraction(int(item in s)) for item in range(n_items)] for s in sets]


def worth(
    committee: Committee, utilities: Utilities, weights: Sequence[Fraction], factors: Sequence[Fraction]
) -> Fraction:
    total = Fraction(0)
    for row, weight in zip(utilities, weights, strict=True):
        of_members = sorted((row[item] if item < len(row) else Fraction(0) for item in committee), reverse=True)
        total += weight * sum((f * u for f, u in zip(factors, of_members, strict=False)), Fraction(0))
    return total


def optimal(
    n_items: int, k: int, allowed: Callable[[Committee], bool], score: Callable[[Committee], Fraction]
) -> set[Committee]:
    return best(committees(n_items, k, allowed), score)


def greedy(
    n_items: int, k: int, allowed: Callable[[Committee], bool], score: Callable[[Committee], Fraction]
) -> set[Committee]:
    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        gains = {item: score(frozenset(elected) | {item}) for item in may}
        return [item for item in may if gains[item] == max(gains.values())]

    return sequential(n_items, k, allowed, tied)


def reverse(
    n_items: int, k: int, allowed: Callable[[Committee], bool], score: Callable[[Committee], Fraction]
) -> set[Committee]:
    found: set[Committee] = set()
    every = committees(n_items, k, allowed)
    seen: set[Committee] = set()

    def go(left: Committee) -> None:
        if left in seen:
            return
        seen.add(left)
        if len(left) == k:
            found.add(left)
            return
        may = [item for item in left if any(c <= left - {item} for c in every)]
        losses = {item: score(left) - score(left - {item}) for item in may}
        for item in may:
            if losses[item] == min(losses.values()):
                go(left - {item})

    go(frozenset(range(n_items)))
    return found
