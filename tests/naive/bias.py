"""Rankings under bias from their definitions: all draws and all orders of ties are written down, so small numbers only.

A ranking is a list of item numbers, best first; ``second`` holds the items of the disadvantaged group.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Order = tuple[int, ...]


def inverted(order: Sequence[int], second: set[int]) -> list[tuple[int, int]]:
    """Pairs of an advantaged item and a disadvantaged one that stands ahead of it."""
    return [(i, j) for j, i in combinations(order, 2) if j in second and i not in second]


def swapped(order: Sequence[int], i: int, j: int) -> Order:
    """The two items change places."""
    other = {i: j, j: i}
    return tuple(other.get(item, item) for item in order)


def swaps(
    order: Sequence[int], second: set[int], phi: Fraction, strength: Fraction, variant: str
) -> dict[Order, Fraction]:
    """The probability of every biased ranking.

    Frozen is the published notebook's rule: one matrix of weights, built from the places before the first exchange, of
    which each draw takes an entry whatever was exchanged before.
    """
    start = tuple(order)
    at_first = {pair: weight(start, pair, phi) for pair in inverted(start, second)}
    found = {start: Fraction(1)}
    for _ in range(int(strength * len(at_first))):
        after: dict[Order, Fraction] = {}
        for ranking, p in found.items():
            live = {pair: weight(ranking, pair, phi) for pair in inverted(ranking, second)}
            weights = live if variant == "live" else at_first
            if not weights:
                after[ranking] = after.get(ranking, Fraction(0)) + p
            for (i, j), w in weights.items():
                new = swapped(ranking, i, j)
                after[new] = after.get(new, Fraction(0)) + p * w / sum(weights.values())
        found = after
    return found


def weight(order: Sequence[int], pair: tuple[int, int], phi: Fraction) -> Fraction:
    """What the probability of a pair is in proportion to."""
    return phi ** (order.index(pair[0]) - order.index(pair[1]))


def by_utility(order: Sequence[int], second: set[int], utilities: Sequence[Fraction], strength: Fraction) -> Order:
    """Ranked anew after a discount on the utilities of one group; ties keep the latent order."""
    worth = {
        item: utility * (1 - strength if item in second else 1) for item, utility in zip(order, utilities, strict=True)
    }
    return tuple(sorted(order, key=lambda item: (-worth[item], order.index(item))))


def scores(orders: Sequence[Sequence[int]], points: Sequence[Fraction]) -> list[Fraction]:
    """The points of each item over all rankings."""
    return [sum((points[order.index(item)] for order in orders), Fraction(0)) for item in range(len(points))]


def shares(
    observed: Sequence[Fraction], latent: Sequence[Fraction], second: set[int], size: int
) -> Mapping[str | int, Fraction]:
    """Latent score over the best possible, of each kind of committee, in the mean over all orders of ties."""
    items = range(len(observed))
    best = sum(sorted(latent, reverse=True)[:size])
    first = set(items) - second
    totals: dict[str | int, Fraction] = {}
    priorities = list(permutations(items))
    for priority in priorities:
        queue = sorted(items, key=lambda item: (-observed[item], priority[item]))
        kinds: dict[str | int, list[int]] = {
            "unconstrained": queue[:size],
            "proportional": bounded(queue, [first, second], size),
        }
        for split in range(size + 1):
            if split <= len(second) and size - split <= len(first):
                kinds[split] = members(queue, second)[:split] + members(queue, first)[: size - split]
        for kind, committee in kinds.items():
            assert len(committee) == size
            totals[kind] = totals.get(kind, Fraction(0)) + sum(latent[item] for item in committee)
    return {kind: total / len(priorities) / best for kind, total in totals.items()}


def members(queue: Sequence[int], group: set[int]) -> list[int]:
    """Those of a group, in the order of the queue."""
    return [item for item in queue if item in group]


def bounded(queue: Sequence[int], groups: Sequence[set[int]], size: int) -> list[int]:
    """The first of each group up to its bound, then whoever comes first."""
    chosen = [item for group in groups for item in members(queue, group)[: size * len(group) // len(queue)]]
    return chosen + [item for item in queue if item not in chosen][: size - len(chosen)]


def gamma(
    latent: Sequence[Fraction],
    biased: Sequence[Fraction],
    second: set[int],
    beta: Fraction,
    *,
    both_orders: bool = True,
) -> Fraction | None:
    """The largest ratio of biased scores over pairs whose latent scores differ by beta; ``None`` for infinity.

    With ``both_orders=False`` over one order of each pair, as the published notebook has it.
    """
    found: Fraction | None = Fraction(0)
    for group in (set(range(len(latent))) - second, second):
        pairs = permutations(sorted(group), 2) if both_orders else combinations(sorted(group), 2)
        for i, j in pairs:
            if beta * latent[i] >= latent[j]:
                if biased[i] == 0 and biased[j] > 0:
                    return None
                ratio = Fraction(1) if biased[i] == 0 else biased[j] / biased[i]
                found = max(found or Fraction(0), ratio)
    return found
