"""The method of equal shares, for seats and for a budget."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, committees
from tests.naive.committee.sequential_phragmen import least

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Weights = Sequence[Fraction]
    Sets = Sequence[frozenset[int]]


def share(item: int, sets: Sets, weights: Weights, rests: list[Fraction], cost: Fraction) -> Fraction | None:
    """The least share per unit of weight with which those who approve of an item pay for it."""
    voters = sorted((rest / w, w) for s, w, rest in zip(sets, weights, rests, strict=True) if item in s and w)
    paid, rich = Fraction(0), sum((w for _, w in voters), start=Fraction(0))
    for rest, weight in voters:
        if paid + rich * rest >= cost:
            return (cost - paid) / rich
        paid, rich = paid + rest * weight, rich - weight
    return None


def elections(
    sets: Sets,
    weights: Weights,
    may: Callable[[frozenset[int]], list[int]],
    money: Fraction,
    cost: Callable[[int], Fraction],
    worth: Callable[[int], Fraction],
) -> set[tuple[frozenset[int], tuple[Fraction, ...]]]:
    """All ways through the rounds: who was elected, and what everybody has left."""
    total = sum(weights, start=Fraction(0))
    found, seen = set(), set()

    def go(elected: frozenset[int], rests: tuple[Fraction, ...]) -> None:
        if (elected, rests) in seen:
            return
        seen.add((elected, rests))
        shares = {}
        for item in may(elected):
            own = share(item, sets, weights, list(rests), cost(item))
            if own is not None:
                shares[item] = own
        if not shares:
            found.add((elected, rests))
            return
        best = min(own / worth(item) for item, own in shares.items())
        for item, own in shares.items():
            if own / worth(item) == best:
                left = [
                    max(rest - own * w, Fraction(0)) if item in s else rest
                    for s, w, rest in zip(sets, weights, rests, strict=True)
                ]
                go(elected | {item}, tuple(left))

    go(frozenset(), tuple(w * money / total if total else Fraction(0) for w in weights))
    return found


def fill(
    sets: Sets,
    weights: Weights,
    may: Callable[[frozenset[int]], list[int]],
    elected: frozenset[int],
    rests: Sequence[Fraction],
    completion: str | None,
    cost: Callable[[int], Fraction],
) -> set[Committee]:
    """All ways to use what is left."""
    found: set[Committee] = set()
    seen = set()

    def go(elected: frozenset[int], loads: tuple[Fraction, ...]) -> None:
        if (elected, loads) in seen:
            return
        seen.add((elected, loads))
        open_items = may(elected)
        if completion is None or not open_items:
            found.add(elected)
            return
        if completion == "approval":
            behind = {
                item: sum((w for w, s in zip(weights, sets, strict=True) if item in s), start=Fraction(0))
                for item in open_items
            }
            tied, load = [item for item in open_items if behind[item] == max(behind.values())], None
        else:
            tied, load = least(sets, weights, list(loads), cost, open_items)
        for item in tied:
            after = [x if load is None or item not in s else load for x, s in zip(loads, sets, strict=True)]
            go(elected | {item}, tuple(after))

    go(elected, tuple(-rest / w if w else Fraction(0) for rest, w in zip(rests, weights, strict=True)))
    return found


def outcomes(
    sets: Sets,
    weights: Weights,
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
    completion: str | None = "phragmen",
) -> set[Committee]:
    every = committees(n_items, k, allowed)

    def may(elected: frozenset[int]) -> list[int]:
        within = [c for c in every if c >= elected]
        return [item for item in range(n_items) if item not in elected and any(item in c for c in within)]

    def one(_: int) -> Fraction:
        return Fraction(1)

    # Phragmén's rounds count in seats, as the purses do.
    return {
        committee
        for elected, rests in elections(sets, weights, may, Fraction(k), one, one)
        for committee in fill(sets, weights, may, elected, rests, completion, one)
    }


def spend(
    sets: Sets,
    weights: Weights,
    costs: Sequence[Fraction],
    budget: Fraction,
    completion: str | None = "phragmen",
    utility: str = "cost",
) -> set[Committee]:
    """All outcomes with costs and a budget."""

    def left(elected: frozenset[int]) -> list[int]:
        return [item for item in range(len(costs)) if item not in elected]

    def fits(elected: frozenset[int]) -> list[int]:
        rest = budget - sum((costs[item] for item in elected), start=Fraction(0))
        supported = {item for s, w in zip(sets, weights, strict=True) if w for item in s}
        return [item for item in left(elected) if costs[item] <= rest and item in supported]

    def worth(item: int) -> Fraction:
        return costs[item] if utility == "cost" else Fraction(1)

    return {
        committee
        for elected, rests in elections(sets, weights, left, budget, lambda item: costs[item], worth)
        for committee in fill(sets, weights, fits, elected, rests, completion, lambda item: costs[item])
    }


def add_one(
    sets: Sets, weights: Weights, n_items: int, k: int, allowed: Callable[[Committee], bool], first: Sequence[int]
) -> Committee:
    """Seats, with more and more money; ties go to whoever comes ``first``."""
    every = committees(n_items, k, allowed)

    def open_items(elected: frozenset[int]) -> list[int]:
        within = [c for c in every if c >= elected]
        return [item for item in range(n_items) if item not in elected and any(item in c for c in within)]

    total, money = sum(weights, start=Fraction(0)), Fraction(k)
    while True:
        elected: frozenset[int] = frozenset()
        rests = [w * money / total if total else Fraction(0) for w in weights]
        while len(elected) < k:
            shares = {i: share(i, sets, weights, rests, Fraction(1)) for i in open_items(elected)}
            known = {item: own for item, own in shares.items() if own is not None}
            if not known:
                break
            item = min(known, key=lambda item: (known[item], first[item]))
            rests = [
                max(rest - known[item] * w, Fraction(0)) if item in s else rest
                for s, w, rest in zip(sets, weights, rests, strict=True)
            ]
            elected |= {item}
        supported = {item for s, w in zip(sets, weights, strict=True) if w for item in s}
        if len(elected) == k:
            return elected
        if not supported & set(open_items(elected)):
            while len(elected) < k:
                elected |= {min(open_items(elected), key=lambda item: first[item])}
            return elected
        money += 1
