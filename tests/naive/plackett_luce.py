"""Plackett-Luce from its definition: each choice in proportion to strength, out of the items that are left.

A ballot is a pair of lists: the items that were ranked, best first, and those that were there and were not ranked.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.naive.chacha8 import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ballot = tuple[Sequence[int], Sequence[int]]


def stages(ballot: Ballot) -> list[tuple[int, list[int]]]:
    """The chosen item and those that were left, for every choice out of at least two."""
    ranked, rest = ballot
    choices = [(item, [*ranked[at:], *rest]) for at, item in enumerate(ranked)]
    return [(item, left) for item, left in choices if len(left) > 1]


def probability(strengths: Sequence[float], ballot: Ballot) -> float:
    return math.prod(strengths[item] / sum(strengths[j] for j in left) for item, left in stages(ballot))


def log_likelihood(strengths: Sequence[float], ballots: Sequence[Ballot], weights: Sequence[float]) -> float:
    return sum(
        weight * math.log(strengths[item] / sum(strengths[j] for j in left))
        for ballot, weight in zip(ballots, weights, strict=True)
        for item, left in stages(ballot)
    )


def gradient(strengths: Sequence[float], ballots: Sequence[Ballot], weights: Sequence[float]) -> list[float]:
    """By log strength: the weight that chose each item less that which should have; 0 where the fit is best."""
    slope = [0.0] * len(strengths)
    for ballot, weight in zip(ballots, weights, strict=True):
        for item, left in stages(ballot):
            total = sum(strengths[j] for j in left)
            slope[item] += weight
            for j in left:
                slope[j] -= weight * strengths[j] / total
    return slope


def plackett_luce(
    ballots: Sequence[Ballot], weights: Sequence[float], n_items: int, *, n_steps: int = 1000
) -> list[float]:
    """Strengths that sum to 1, by minorisation and maximisation (Hunter 2004)."""
    strengths = [1 / n_items] * n_items
    for _ in range(n_steps):
        wins, exposure = [0.0] * n_items, [0.0] * n_items
        for ballot, weight in zip(ballots, weights, strict=True):
            for item, left in stages(ballot):
                wins[item] += weight
                total = sum(strengths[j] for j in left)
                for j in left:
                    exposure[j] += weight / total
        strengths = [won / exposed for won, exposed in zip(wins, exposure, strict=True)]
        strengths = [strength / sum(strengths) for strength in strengths]
    return strengths


def components(ballots: Sequence[Ballot], n_items: int) -> list[set[int]]:
    """For each item those that it was chosen before along some chain, and that were chosen before it."""
    before = [{i} for i in range(n_items)]
    for ballot in ballots:
        for item, left in stages(ballot):
            before[item].update(left)
    for via in range(n_items):
        for i in range(n_items):
            if via in before[i]:
                before[i] |= before[via]
    return [{j for j in before[i] if i in before[j]} for i in range(n_items)]


def sample(strengths: Sequence[float], n: int, seed: int) -> list[list[int]]:
    """Ballots from streams of the seed: a race at the rates of the strengths, which are in the order of labels."""
    drawn = []
    for stream in range(n):
        source = numbers(seed, stream)
        times = [-math.log(((next(source) >> 11) + 1) / 2**53) / strength for strength in strengths]
        drawn.append(sorted(range(len(strengths)), key=times.__getitem__))
    return drawn
