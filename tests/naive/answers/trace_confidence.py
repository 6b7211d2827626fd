"""Confidence of a trace, window by window in fractions; and as the authors' package does it, in numpy."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def trace_confidence(tokens: Sequence[float], window: int, how: str, fraction: float = 0.1) -> float:
    """The mean of means, exactly."""
    exact = [Fraction(token) for token in tokens]
    width = min(window, len(exact))
    means = [sum(exact[i : i + width], Fraction(0)) / width for i in range(len(exact) - width + 1)]
    if how == "mean":
        return float(sum(exact, Fraction(0)) / len(exact))
    if how == "tail":
        return float(means[-1])
    n = 1 if how == "min_window" else max(1, int(fraction * len(means)))
    return float(sum(sorted(means)[:n], Fraction(0)) / n)


def trace_loop(tokens: NDArray[np.float64], offsets: NDArray[np.int64], window: int, fraction: float) -> list[float]:
    """The least sure windows of each trace, by a loop over windows, as the package of the paper has it."""
    found = []
    for start, end in itertools.pairwise(offsets):
        trace = tokens[start:end]
        width = min(window, len(trace))
        means = [float(np.mean(trace[i : i + width])) for i in range(len(trace) - width + 1)]
        n = max(1, int(fraction * len(means)))
        found.append(float(np.mean(np.partition(means, n - 1)[:n])))
    return found


def trace_cumsum(tokens: NDArray[np.float64], offsets: NDArray[np.int64], window: int, fraction: float) -> list[float]:
    """The same with cumulative sums, whose last digits drift."""
    found = []
    for start, end in itertools.pairwise(offsets):
        sums = np.concatenate([[0.0], np.cumsum(tokens[start:end])])
        width = min(window, len(sums) - 1)
        means = (sums[width:] - sums[:-width]) / width
        n = max(1, int(fraction * len(means)))
        found.append(float(np.mean(np.partition(means, n - 1)[:n])))
    return found
