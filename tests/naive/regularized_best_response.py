"""The regularised best response, from its formula."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def regularized_best_response(preference: Sequence[float], reference: Sequence[float], beta: float) -> list[float]:
    """For betas that are neither 0 nor infinite nor tiny."""
    weights = [share * math.exp(value / beta) for value, share in zip(preference, reference, strict=True)]
    return [weight / sum(weights) for weight in weights]
