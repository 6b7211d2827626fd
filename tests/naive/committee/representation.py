"""Justified representation, from the definitions, by trying all groups of items and of voters."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Sets = Sequence[frozenset[int]]
    Weights = Sequence[Fraction]


def deserving(sets: Sets, weights: Weights, k: int) -> Iterator[tuple[list[int], int]]:
    """Every group of voters, with the most seats that its weight deserves."""
    voters = [v for v, w in enumerate(weights) if w]
    total = sum(weights, start=Fraction(0))
    for size in range(1, len(voters) + 1):
        for group in map(list, combinations(voters, size)):
            yield group, int(sum((weights[v] for v in group), start=Fraction(0)) * k / total)


def agreed(sets: Sets, group: list[int]) -> frozenset[int]:
    return frozenset.intersection(*(sets[v] for v in group))


def jr(members: frozenset[int], sets: Sets, weights: Weights, k: int) -> bool:
    return not any(
        seats >= 1 and agreed(sets, group) and not any(sets[v] & members for v in group)
        for group, seats in deserving(sets, weights, k)
    )


def pjr(members: frozenset[int], sets: Sets, weights: Weights, k: int) -> bool:
    return not any(
        len(members & frozenset.union(*(sets[v] for v in group))) < min(seats, len(agreed(sets, group)))
        for group, seats in deserving(sets, weights, k)
    )


def ejr(members: frozenset[int], sets: Sets, weights: Weights, k: int) -> bool:
    return not any(
        max(len(sets[v] & members) for v in group) < min(seats, len(agreed(sets, group)))
        for group, seats in deserving(sets, weights, k)
    )


def ejr_plus(members: frozenset[int], sets: Sets, weights: Weights, k: int) -> bool:
    return not any(
        agreed(sets, group) - members and max(len(sets[v] & members) for v in group) < seats
        for group, seats in deserving(sets, weights, k)
    )
