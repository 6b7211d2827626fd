"""Multiplicative weights in plain floats."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def multiplicative_weights(
    game: Sequence[Sequence[float]], n_iterations: int, rate: float, *, optimistic: bool
) -> list[float]:
    """The average lottery; margins lie within [-1, 1]."""
    n_items = len(game)
    total, average, current = [0.0] * n_items, [0.0] * n_items, [1 / n_items] * n_items
    for _ in range(n_iterations):
        earned = [sum(game[i][j] * current[j] for j in range(n_items)) for i in range(n_items)]
        total = [a + b for a, b in zip(total, earned, strict=True)]
        average = [a + b / n_iterations for a, b in zip(average, current, strict=True)]
        scores = [a + b for a, b in zip(total, earned, strict=True)] if optimistic else total
        weights = [math.exp(rate * score) for score in scores]
        current = [weight / sum(weights) for weight in weights]
    return average


def exploitability(game: Sequence[Sequence[float]], lottery: Sequence[float]) -> float:
    """The most that an item earns."""
    return max(sum(cell * p for cell, p in zip(row, lottery, strict=True)) for row in game)
