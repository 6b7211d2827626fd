"""A fused multiply-add of float32, with nothing but float64: one rounding, as ``fmaf`` of C."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fused_multiply_add(x: NDArray[np.float32], y: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.float32]:
    """``x * y + z``, rounded once.

    The product of two floats of 24 digits has 48 and is exact in float64. Its sum with z is rounded to odd: the error
    of the sum is known exactly, and where there is one and the last digit is 0, the neighbour on the side of the exact
    sum is taken, whose last digit is 1. Rounding that to float32 is as good as rounding the exact sum (Boldo and
    Melquiond 2008), since float64 has more than two digits to spare.
    """
    product = x.astype(np.float64) * y.astype(np.float64)
    other = np.broadcast_to(z, product.shape).astype(np.float64)
    total = product + other
    part = total - product
    error = (product - (total - part)) + (other - part)
    even = total.view(np.int64) % 2 == 0
    odd = np.where((error != 0) & even, np.nextafter(total, np.copysign(np.inf, error)), total)
    with np.errstate(over="ignore"):
        return odd.astype(np.float32)


def exact_fused_multiply_add(x: float, y: float, z: float) -> float:
    """The same in fractions, for a finite result: to the nearest multiple of the last place, ties to even."""
    exact = Fraction(x) * Fraction(y) + Fraction(z)
    if not exact:
        return 0.0
    exponent = -149
    while abs(exact) >= Fraction(2) ** (exponent + 24):
        exponent += 1
    # ``round`` of a fraction takes ties to even; a carry into another digit changes nothing.
    return float(round(exact / Fraction(2) ** exponent) * Fraction(2) ** exponent)
