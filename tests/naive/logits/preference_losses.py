"""Losses of preferences as they are printed, through the logistic function; right for small margins."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def soft_preference_cross_entropy(margin: float, strength: float) -> float:
    return -(strength * math.log(sigmoid(margin)) + (1 - strength) * math.log(sigmoid(-margin)))


def ranking_consistency(rewards: Sequence[float], previous: Sequence[float]) -> float:
    pairs = list(combinations(range(len(rewards)), 2))
    products = [(rewards[i] - rewards[j]) * (previous[i] - previous[j]) for i, j in pairs]
    tau = sum((product > 0) - (product < 0) for product in products) / len(pairs)
    return (tau + 1) / 2


def win_probabilities(scores: Sequence[float]) -> list[float]:
    return [sum(sigmoid(score - other) for other in scores) / len(scores) for score in scores]


def square_preference_loss(ratio_w: float, ratio_l: float, p_w: float, p_l: float, beta: float) -> float:
    return 0.5 * ((ratio_w - (p_w - 0.5) / beta) ** 2 + (ratio_l - (p_l - 0.5) / beta) ** 2)
