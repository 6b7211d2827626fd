"""Divergence of two distributions, token by token."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def jensen_shannon(p: Sequence[float], q: Sequence[float]) -> float:
    def divergence(a: Sequence[float], b: Sequence[float]) -> float:
        return sum(x * math.log(2 * x / (x + y)) for x, y in zip(a, b, strict=True) if x > 0)

    return (divergence(p, q) + divergence(q, p)) / 2
