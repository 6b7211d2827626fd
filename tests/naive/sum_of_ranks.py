"""Sums of ranks, and what is read off them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


def inverse(permutation: Sequence[int]) -> list[int]:
    """The rank of each item, where a permutation lists the items from rank 0 on."""
    return [permutation.index(item) for item in range(len(permutation))]


def sum_of_ranks(
    ranks: Sequence[Sequence[int]], n_items: int, weights: Sequence[float] | None = None
) -> list[int | Fraction]:
    """The weighted sum of each item's ranks over the clients."""
    each = list(zip(ranks, exact(weights, len(ranks)), strict=True))
    return [sum((weight * client[item] for client, weight in each), 0) for item in range(n_items)]


def order_by_sum(sums: Sequence[float | Fraction]) -> list[int]:
    """The items from worst to best; of equal ones that with the lower number is better."""
    return sorted(range(len(sums)), key=lambda item: (sums[item], -item))


def top(sums: Sequence[float | Fraction], count: int) -> list[int]:
    """The ``count`` best items, in ascending order of their numbers."""
    return sorted(order_by_sum(sums)[len(sums) - count :])
