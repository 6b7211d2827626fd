"""Mallows models from their definition: all orders are written down, and so small numbers of items only.

A ballot is a list of items, best first; it may stop early, and then stands for all orders that go on from it.
"""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from tests.naive.chacha8 import below, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Order = Sequence[int]


def distance(order: Order, center: Order) -> int:
    """Pairs that the two orders put differently; items that an order leaves out stand below, in the centre's order."""
    whole = [*order, *(item for item in center if item not in order)]
    return sum(whole.index(a) > whole.index(b) for a, b in combinations(center, 2))


def displacements(order: Order, center: Order, stages: str = "choices") -> list[int]:
    """V of each stage, of a complete order or, by choices, of one that stops early."""
    if stages == "items":
        place = {item: at for at, item in enumerate(order)}
        return [sum(place[b] < place[a] for b in center[k + 1 :]) for k, a in enumerate(center[:-1])]
    left, found = list(center), []
    for item in order[: len(center) - 1]:
        found.append(left.index(item))
        left.remove(item)
    return found


def weight_of(theta: Sequence[float], center: Order, stages: str = "choices") -> Callable[[Order], float]:
    """What the probability of a complete order is proportional to."""

    def weight(order: Order) -> float:
        moved = zip(theta, displacements(order, center, stages), strict=True)
        return math.prod((1.0 if v == 0 else 0.0) if math.isinf(t) else math.exp(-t * v) for t, v in moved)

    return weight


def distribution(theta: Sequence[float], center: Order, stages: str = "choices") -> dict[tuple[int, ...], float]:
    """The probability of every complete order."""
    weights = {order: weight_of(theta, center, stages)(order) for order in permutations(sorted(center))}
    total = sum(weights.values())
    return {order: weight / total for order, weight in weights.items()}


def probability(ballot: Order, orders: dict[tuple[int, ...], float]) -> float:
    """That of all complete orders that begin so."""
    return sum(p for order, p in orders.items() if order[: len(ballot)] == tuple(ballot))


def expected_distance(theta: float, n_items: int) -> float:
    center = range(n_items)
    orders = distribution([theta] * (n_items - 1), center)
    return sum(p * distance(order, center) for order, p in orders.items())


def costs(ballots: Sequence[Order], weights: Sequence[float], n_items: int) -> dict[tuple[int, ...], float]:
    """The total distance of the ballots from every order: least at the Kemeny orders."""
    return {
        center: sum(w * distance(ballot, center) for ballot, w in zip(ballots, weights, strict=True))
        for center in permutations(range(n_items))
    }


def truncated_mean(theta: float, n: int) -> float:
    """The mean of V in ``range(n)`` with P(V = v) proportional to exp(-theta v)."""
    terms = [math.exp(-theta * v) for v in range(n)]
    return sum(v * term for v, term in enumerate(terms)) / sum(terms)


def most_likely(observed: Sequence[tuple[int, float, float]]) -> float:
    """The theta whose mean is that of stages (items left, weight, total of V), by bisection in phi."""
    total = sum(moved for _, _, moved in observed)
    if total == 0:
        return math.inf
    low, high = 0.0, 1.0
    for _ in range(100):
        phi = (low + high) / 2
        mean = sum(weight * truncated_mean(-math.log(phi), n) for n, weight, _ in observed)
        low, high = (phi, high) if mean < total else (low, phi)
    return 0.0 if high == 1.0 else -math.log(high)


def observed(
    ballots: Sequence[Order], weights: Sequence[float], center: Order, stages: str = "choices"
) -> list[tuple[int, float, float]]:
    """Of each stage that a ballot reaches: items left, weight, total of V."""
    moved = [displacements(ballot, center, stages) for ballot in ballots]
    reached = []
    for stage in range(len(center) - 1):
        here = [(v[stage], w) for v, w in zip(moved, weights, strict=True) if len(v) > stage]
        reached.append((len(center) - stage, sum(w for _, w in here), sum(v * w for v, w in here)))
    return [stage for stage in reached if stage[1] > 0]


def sample(phi: Sequence[float], center: Order, n: int, seed: int, stages: str = "choices") -> list[list[int]]:
    """Ballots from streams of the seed."""
    drawn = []
    for stream in range(n):
        source, left, taken = numbers(seed, stream), list(range(len(center))), []
        for chance in phi:
            taken.append(left.pop(displacement(chance, len(left), source)))
        taken += left if len(left) == 1 else []
        if stages == "items":
            drawn.append([center[taken.index(place)] for place in range(len(center))])
        else:
            drawn.append([center[place] for place in taken])
    return drawn


def displacement(phi: float, n: int, source: object) -> int:
    """V in ``range(n)``: by inversion, or where that has few digits by rejection."""

    def unit() -> float:
        return (next(source) >> 11) / 2**53

    if phi**n > 0.5:
        while True:
            v = below(n, source)
            if unit() < phi**v:
                return v
    bound = phi**n + unit() * (1 - phi**n)
    return sum(phi**v > bound for v in range(1, n))
