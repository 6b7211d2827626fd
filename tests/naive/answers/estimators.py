"""Estimates at k over all subsets, one after the other; and maj@k as a dynamic programme over big integers."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import ceil, comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def over_subsets(n: int, k: int, value: Callable[[tuple[int, ...]], Fraction | int]) -> Fraction:
    """The mean of a value of the subsets of k samples out of n."""
    values = [Fraction(value(subset)) for subset in combinations(range(n), k)]
    return sum(values, Fraction(0)) / len(values)


def pass_at_k(n: int, c: int, k: int) -> Fraction:
    return over_subsets(n, k, lambda subset: any(sample < c for sample in subset))


def pass_hat_k(n: int, c: int, k: int) -> Fraction:
    return over_subsets(n, k, lambda subset: all(sample < c for sample in subset))


def g_pass_at_k(n: int, c: int, k: int, tau: Fraction) -> Fraction:
    least = max(ceil(k * tau), 1)
    return over_subsets(n, k, lambda subset: sum(sample < c for sample in subset) >= least)


def mg_pass_at_k(n: int, c: int, k: int) -> Fraction:
    half = ceil(Fraction(k, 2))
    at_least = [
        over_subsets(n, k, lambda subset, i=i: sum(sample < c for sample in subset) >= i)
        for i in range(half + 1, k + 1)
    ]
    return Fraction(2, k) * sum(at_least, Fraction(0))


def reward_at_k(rewards: Sequence[float], correct: Sequence[bool], k: int) -> Fraction:
    """Among equal rewards any sample may be taken, with equal probability."""

    def best(subset: tuple[int, ...]) -> Fraction:
        top = max(rewards[sample] for sample in subset)
        taken = [sample for sample in subset if rewards[sample] == top]
        return Fraction(sum(correct[sample] for sample in taken), len(taken))

    return over_subsets(len(rewards), k, best)


def maj_at_k(counts: Sequence[int], correct: Sequence[bool], n_missing: int, k: int, tie: str = "share") -> Fraction:
    samples: list[int | None] = [answer for answer, count in enumerate(counts) for _ in range(count)]
    samples += [None] * n_missing

    def majority(subset: tuple[int, ...]) -> Fraction:
        votes = Counter(samples[sample] for sample in subset)
        del votes[None]
        if not votes:
            return Fraction(0)
        most = max(votes.values())
        leaders = [answer for answer, count in votes.items() if count == most]
        if tie == "wrong" and len(leaders) > 1:
            return Fraction(0)
        return Fraction(sum(correct[answer] for answer in leaders), len(leaders))

    return over_subsets(len(samples), k, majority)


def maj_at_all_k(counts: Sequence[int], correct: Sequence[bool], largest: int) -> list[float]:
    """Exact for any size: a dynamic programme over integers, which is also what the benchmark races.

    ``ways[s][r]`` counts the ways in which the other answers have ``s`` samples, none more than ``t`` and ``r`` of them
    ``t``.
    """
    n = sum(counts)
    totals = [Fraction(0)] * (largest + 1)
    for winner, count in enumerate(counts):
        if not correct[winner]:
            continue
        for t in range(1, min(count, largest) + 1):
            room = largest - t
            ways = [[1]] + [[0] for _ in range(room)]
            for other, size in enumerate(counts):
                if other == winner:
                    continue
                coefficients = [comb(size, u) for u in range(min(size, t) + 1)]
                new = [[0] * (len(ways[0]) + 1) for _ in range(room + 1)]
                for s, row in enumerate(ways):
                    for u, coefficient in enumerate(coefficients[: room - s + 1]):
                        shift = int(u == t)
                        target = new[s + u]
                        for r, number in enumerate(row):
                            if number:
                                target[r + shift] += number * coefficient
                most = max(max((r for r, number in enumerate(row) if number), default=0) for row in new)
                ways = [row[: most + 1] for row in new]
            for s, row in enumerate(ways):
                shared = sum((Fraction(number, r + 1) for r, number in enumerate(row)), Fraction(0))
                totals[s + t] += comb(count, t) * shared
    return [float(totals[k] / comb(n, k)) for k in range(1, largest + 1)]
