"""Checklists, cell by cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def verdict(votes: Sequence[float]) -> float:
    """The majority of the judges; NaN if none judged."""
    judged = [vote for vote in votes if not math.isnan(vote)]
    return math.nan if not judged else float(sum(judged) * 2 > len(judged))


def score(verdicts: Sequence[float], weights: Sequence[float], missing: str) -> float:
    """The share of the items that are met."""
    judged = [i for i, one in enumerate(verdicts) if not math.isnan(one)]
    asked = range(len(verdicts)) if missing == "no" else judged
    total = math.fsum(weights[i] for i in asked)
    return math.fsum(weights[i] for i in judged if verdicts[i]) / total if judged and total else math.nan
