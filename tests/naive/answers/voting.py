"""Methods that count or weigh the samples of one question, from their definitions.

Samples are a list of answers, None where there is none, and a list of numbers beside it. A method returns the score of
each answer, and what all samples weigh: with an answer, and without. Sums are exact.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    Scores = dict[Any, float]

__all__ = [
    "best_of_n",
    "borda_confidence_vote",
    "confidence_vote",
    "decide",
    "filtered_vote",
    "majority_vote",
    "weighted_vote",
]


def weigh(answers: Sequence[Any], weights: Sequence[float]) -> tuple[Scores, float, float]:
    """The sum of the weights of each answer, rounded once; the same of all samples with an answer, and without."""
    sums: dict[Any, Fraction] = {}
    answered, missing = Fraction(0), Fraction(0)
    for answer, weight in zip(answers, weights, strict=True):
        if answer is None:
            missing += Fraction(weight)
        else:
            sums[answer] = sums.get(answer, Fraction(0)) + Fraction(weight)
            answered += Fraction(weight)
    return {answer: float(total) for answer, total in sums.items()}, float(answered), float(missing)


def majority_vote(answers: Sequence[Any], _: Sequence[float]) -> tuple[Scores, float, float]:
    return weigh(answers, [1.0] * len(answers))


def transformed(numbers: Sequence[float], transform: str | None) -> list[float]:
    if transform == "exp":
        return [math.exp(number - max(numbers)) for number in numbers]
    if transform == "sigmoid":
        return [1 / (1 + math.exp(-number)) for number in numbers]
    if transform == "min_shift":
        return [number - min(numbers) for number in numbers]
    return list(numbers)


def weighted_vote(
    answers: Sequence[Any], numbers: Sequence[float], transform: str | None = None, aggregate: str = "sum"
) -> tuple[Scores, float, float]:
    weights = transformed(numbers, transform)
    sums, answered, missing = weigh(answers, weights)
    if aggregate == "mean":
        sums = {answer: total / list(answers).count(answer) for answer, total in sums.items()}
    if aggregate == "max":
        sums = {answer: max(w for a, w in zip(answers, weights, strict=True) if a == answer) for answer in sums}
    return sums, answered, missing


def confidence_vote(
    answers: Sequence[Any], confidences: Sequence[float], temperature: float = 1.0, normalize: str = "softmax"
) -> tuple[Scores, float, float]:
    weights = list(confidences)
    if normalize == "softmax":
        weights = [math.exp((c - max(confidences)) / temperature) for c in confidences]
    if normalize == "linear":
        weights = [temperature * (c - min(confidences)) + 1 for c in confidences]
    return weigh(answers, weights)


def borda_confidence_vote(
    answers: Sequence[Any], confidences: Sequence[float], power: float = 0.5
) -> tuple[Scores, float, float]:
    ascending = sorted(confidences)
    weights = []
    for confidence in confidences:
        places = [k for k, other in enumerate(ascending, start=1) if other == confidence]
        weights.append(sum(float(k) ** power for k in places) / len(places))
    return weigh(answers, weights)


def filtered_vote(
    answers: Sequence[Any], confidences: Sequence[float], keep: float = 0.1, weighted: bool = True
) -> tuple[Scores, float, float]:
    known = [c for a, c in zip(answers, confidences, strict=True) if a is not None]
    bar = np.quantile(known, 1 - keep) if known else -math.inf
    return weigh(answers, [(c if weighted else 1.0) if c >= bar else 0.0 for c in confidences])


def best_of_n(answers: Sequence[Any], rewards: Sequence[float]) -> Scores:
    given = {answer for answer in answers if answer is not None}
    return {answer: max(r for a, r in zip(answers, rewards, strict=True) if a == answer) for answer in given}


def decide(
    answers: Sequence[Any],
    scores: Scores,
    mass: tuple[float, float],
    missing: str = "count",
    tie_break: str = "lowest_label",
    logprobs: Sequence[float] = (),
) -> tuple[Any, float, list[Any]]:
    """The winner, its share of the mass, and who has the highest score, in label order."""
    if not scores:
        return None, 0.0, []
    best = max(scores.values())
    tied = sorted(answer for answer, score in scores.items() if score == best)
    total = mass[0] + (mass[1] if missing == "count" else 0.0)
    confidence = min(max(best / total, 0.0), 1.0) if total > 0 else 0.0
    if len(tied) == 1 or tie_break in ("lowest_label", "share"):
        return tied[0], confidence, tied
    if tie_break == "abstain":
        return None, confidence, tied
    if tie_break == "first_seen":
        return next(answer for answer in answers if answer in tied), confidence, tied
    values = {answer: max(value for a, value in zip(answers, logprobs, strict=True) if a == answer) for answer in tied}
    return min(tied, key=lambda answer: (-values[answer], answer)), confidence, tied
