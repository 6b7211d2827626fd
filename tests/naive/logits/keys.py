"""Spearman's correlation of similarities and logits, rank by rank."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _ranks(values: Sequence[float]) -> list[float]:
    """Equal values have the mean of their ranks."""
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) - 1) / 2 for value in values
    ]


def _correlation(x: Sequence[float], y: Sequence[float]) -> float:
    a, b = ([value - sum(values) / len(values) for value in values] for values in (x, y))
    size = math.sqrt(_dot(a, a) * _dot(b, b))
    return _dot(a, b) / size if size > 0 else math.nan


def key_similarity_bias(keys: Sequence[Sequence[float]], query: Sequence[float], lowest: int, highest: int) -> float:
    logits = [_dot(key, query) for key in keys]
    order = sorted(range(len(keys)), key=lambda token: (-logits[token], token))
    top, chosen = keys[order[0]], order[lowest - 1 : highest]
    cosines = [_dot(keys[t], top) / math.sqrt(_dot(keys[t], keys[t]) * _dot(top, top)) for t in chosen]
    return _correlation(_ranks(cosines), _ranks([logits[t] for t in chosen]))
