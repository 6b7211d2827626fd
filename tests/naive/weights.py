"""Weights as exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def exact(weights: Sequence[float] | None, n_voters: int) -> list[int | Fraction]:
    """Integers as they are, floats as the fractions that they stand for, ones where there are none."""
    if weights is None:
        return [1] * n_voters
    return [weight if isinstance(weight, int) else Fraction(weight) for weight in weights]
