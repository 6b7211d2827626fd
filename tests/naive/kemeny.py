"""Kemeny: the orders that contradict the least weight of preferences."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference
from tests.naive.ranking import label_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.pairwise_counts import Matrix
    from tests.naive.places import Ballot
    from tests.naive.ranking import Label


def order_cost(order: Sequence[int], prefer: Matrix) -> int | Fraction:
    """The weight that prefers the later item of a pair, over all pairs."""
    return sum(prefer[later][first] for first, later in combinations(order, 2))


def best_orders(prefer: Matrix) -> tuple[int | Fraction, list[tuple[int, ...]]]:
    """The least cost, and every order that has it, in lexicographic order."""
    cost_of = {order: order_cost(order, prefer) for order in permutations(range(len(prefer)))}
    least = min(cost_of.values())
    return least, [order for order, cost in cost_of.items() if cost == least]


def tiers(order: Sequence[int], prefer: Matrix) -> list[list[int]]:
    """The order cut where an item may not trade places with all items since the last cut."""
    cut: list[list[int]] = []
    for item in order:
        if cut and all(prefer[item][other] == prefer[other][item] for other in cut[-1]):
            cut[-1].append(item)
        else:
            cut.append([item])
    return cut


def kemeny(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    labels: Sequence[Label],
    missing: str = "below",
) -> list[Fraction]:
    """The number of items below an item's tier, in the best order that puts the lowest labels in front."""
    prefer = preference(ballots, n_items, weights, missing=missing)
    _, orders = best_orders(prefer)
    first = min(orders, key=lambda order: [label_key(labels[item]) for item in order])
    scores = [Fraction(0)] * n_items
    above = 0
    for tier in tiers(first, prefer):
        above += len(tier)
        for item in tier:
            scores[item] = Fraction(n_items - above)
    return scores
