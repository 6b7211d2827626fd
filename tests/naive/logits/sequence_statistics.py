"""Statistics of one sequence of log-probabilities, window by window."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def sequence_statistics(tokens: Sequence[float], window: int) -> dict[str, float]:
    nan = math.nan
    count = len(tokens)
    if count == 0 or any(math.isnan(token) for token in tokens):
        total = nan if count else 0.0
        others = dict.fromkeys(("mean", "min", "perplexity", "tail_window", "min_window"), nan)
        return {"sum": total, "count": count, **others}
    mean = sum(tokens) / count
    width = min(window, count)
    means = [sum(tokens[start : start + width]) / width for start in range(count - width + 1)]
    return {
        "sum": sum(tokens),
        "count": count,
        "mean": mean,
        "min": min(tokens),
        "perplexity": math.inf if mean < -709 else math.exp(-mean),
        "tail_window": means[-1],
        "min_window": min(means),
    }
