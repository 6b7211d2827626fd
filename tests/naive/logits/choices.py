"""Choices, one question at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def p_true(true_logit: float, false_logit: float) -> float:
    return math.exp(true_logit) / (math.exp(true_logit) + math.exp(false_logit))


def choice_probabilities(scores: Sequence[float]) -> list[float]:
    greatest = max(scores)
    weights = [math.exp(score - greatest) for score in scores]
    return [weight / sum(weights) for weight in weights]


def choice_scores(probabilities: Sequence[float], correct: int) -> dict[str, float]:
    top = [k for k, p in enumerate(probabilities) if p == max(probabilities)]
    squares = [(p - (k == correct)) ** 2 for k, p in enumerate(probabilities)]
    accuracy = 1 / len(top) if correct in top else 0.0
    return {"probability": probabilities[correct], "accuracy": accuracy, "brier": sum(squares)}


def perplexity(tokens: Sequence[float]) -> float:
    return math.exp(-sum(tokens) / len(tokens))
