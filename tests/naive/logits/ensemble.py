"""Rows of several models, class by class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.naive.logits.contrast import log_softmax

if TYPE_CHECKING:
    from collections.abc import Sequence


def ensemble(rows: Sequence[Sequence[float]], how: str) -> list[float]:
    n_models = len(rows)
    columns = range(len(rows[0]))
    if how == "mean_logit":
        return [sum(row[k] for row in rows) / n_models for k in columns]
    if how == "mean_probability":
        probabilities = [[math.exp(x) for x in log_softmax(row)] for row in rows]
        return [math.log(sum(row[k] for row in probabilities) / n_models) for k in columns]
    shares = [0.0 for _ in columns]
    for row in rows:
        first = [k for k in columns if row[k] == max(row)]
        for k in first:
            shares[k] += 1 / len(first) / n_models
    return shares
