"""A contrast of two rows, token by token."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def contrast(strong: Sequence[float], weak: Sequence[float], beta: float, alpha: float) -> list[float]:
    cutoff = max(strong) + math.log(alpha)
    inside = [high >= cutoff and high > -math.inf for high in strong]
    pairs = zip(strong, weak, inside, strict=True)
    return [(1 + beta) * high - beta * low if is_in else -math.inf for high, low, is_in in pairs]


def log_softmax(z: Sequence[float]) -> list[float]:
    greatest = max(z)
    total = math.log(sum(math.exp(x - greatest) for x in z))
    return [x - greatest - total for x in z]
