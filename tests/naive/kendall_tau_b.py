"""Kendall's tau-b: how far two rankings agree on the order of pairs."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def kendall_tau_b(x: Sequence[float], y: Sequence[float]) -> float:
    """Concordant less discordant pairs over the geometric mean of the pairs untied in each; NaN if one ties all."""
    lead = untied_x = untied_y = 0
    for (a, b), (c, d) in combinations(zip(x, y, strict=True), 2):
        sign_x, sign_y = (a > c) - (a < c), (b > d) - (b < d)
        lead += sign_x * sign_y
        untied_x += abs(sign_x)
        untied_y += abs(sign_y)
    if not untied_x or not untied_y:
        return math.nan
    return lead / math.sqrt(untied_x * untied_y)
