"""Entropies and agreement, sample by sample."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def answer_entropy(answers: Sequence[int]) -> float:
    shares = [count / len(answers) for count in Counter(answers).values()]
    return -sum(share * log(share) for share in shares)


def pairwise_agreement(answers: Sequence[int | None]) -> float:
    pairs = list(combinations(answers, 2))
    return sum(a == b and a is not None for a, b in pairs) / len(pairs)


def semantic_entropy(clusters: Sequence[int], logprobs: Sequence[float], form: str) -> float:
    mass: dict[int, float] = defaultdict(float)
    for cluster, logprob in zip(clusters, logprobs, strict=True):
        mass[cluster] += exp(logprob)
    shares = [value / sum(mass.values()) for value in mass.values()]
    if form == "rao":
        return -sum(share * log(share) for share in shares)
    if form == "kuhn":
        return -sum(map(log, shares)) / len(shares)
    if form == "naive":
        return -sum(logprobs) / len(logprobs)
    return answer_entropy(clusters)
