"""The order with the least total footrule distance, by trying all orders."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

from tests.naive.places import Ballot, places
from tests.naive.ranking import label_key
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.ranking import Label


def optimal_orders(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    labels: Sequence[Label] | None = None,
) -> tuple[Fraction, list[tuple[int, ...]]]:
    """The least distance, and all orders at it, in the order of a dictionary of labels."""
    labels = range(n_items) if labels is None else labels
    costs = [[Fraction(0)] * n_items for _ in range(n_items)]
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for item, place in enumerate(places(ballot, n_items)):
            for position in range(n_items):
                costs[item][position] += weight * abs(place.mid_rank - (position + 1))
    distance = {
        order: sum((costs[item][position] for position, item in enumerate(order)), Fraction(0))
        for order in permutations(sorted(range(n_items), key=lambda item: label_key(labels[item])))
    }
    least = min(distance.values())
    return least, [order for order, cost in distance.items() if cost == least]


def footrule_optimal(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    labels: Sequence[Label] | None = None,
    missing: str = "below",
) -> list[Fraction]:
    """Positions in the first of the optimal orders, from 1; unranked items share the last ranks."""
    _, orders = optimal_orders(ballots, n_items, weights, labels=labels)
    return [Fraction(orders[0].index(item) + 1) for item in range(n_items)]
