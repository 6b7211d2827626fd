"""Kemeny with ties: the bucket orders that cost the least under a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.naive.places import Ballot

Vector = Sequence[Fraction | int]


def vectors(name: str, p: Fraction | int = 0, *, missing: str = "below") -> tuple[Vector, Vector]:
    """The costs of a pair by what the vote says, where the consensus has an order and where it has a tie."""
    if name == "strict":
        return (
            ([0, 1, 0, 0, 1, 0], [1, 1, 0, 1, 1, 0]) if missing == "below" else ([0, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0])
        )
    if name == "half":
        return vectors("unifying" if missing == "below" else "induced", Fraction(1, 2))
    return {
        "unifying": ([0, 1, p, 0, 1, p], [p, p, 0, p, p, 0]),
        "induced": ([0, 1, p, 0, 0, 0], [p, p, 0, 0, 0, 0]),
        "pseudodistance": ([0, 1, p, 0, 1, 0], [p, p, 0, p, p, 0]),
        "extended": ([0, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 1]),
    }[name]


def answer(ballot: Ballot, x: int, y: int) -> int:
    """What a vote says of two items: the place of its cost in a vector."""
    tier = {item: number for number, items in enumerate(ballot) for item in items}
    if x in tier and y in tier:
        return 0 if tier[x] < tier[y] else 1 if tier[x] > tier[y] else 2
    return 3 if x in tier else 4 if y in tier else 5


def cost(
    buckets: Ballot, ballots: Sequence[Ballot], before: Vector, tied: Vector, weights: Sequence[float] | None = None
) -> Fraction:
    """The sum over all voters and pairs."""
    total = Fraction(0)
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        for place, bucket in enumerate(buckets):
            total += sum(weight * tied[answer(ballot, x, y)] for x, y in combinations(bucket, 2))
            later = [y for other in buckets[place + 1 :] for y in other]
            total += sum(weight * before[answer(ballot, x, y)] for x in bucket for y in later)
    return total


def bucket_orders(n_items: int) -> Iterator[list[list[int]]]:
    """All of them: 1, 3, 13, 75, 541."""
    if n_items == 0:
        yield []
        return
    last = n_items - 1
    for buckets in bucket_orders(last):
        for place in range(len(buckets) + 1):
            yield [*buckets[:place], [last], *buckets[place:]]
        for place, bucket in enumerate(buckets):
            yield [*buckets[:place], [*bucket, last], *buckets[place + 1 :]]


def best_bucket_orders(
    ballots: Sequence[Ballot], n_items: int, before: Vector, tied: Vector, weights: Sequence[float] | None = None
) -> tuple[Fraction, list[list[list[int]]]]:
    """The least cost, and every bucket order that has it."""
    costs = [(cost(buckets, ballots, before, tied, weights), buckets) for buckets in bucket_orders(n_items)]
    least = min(value for value, _ in costs)
    return least, [buckets for value, buckets in costs if value == least]
