"""Attention by collisions, without tables: every candidate against every behaviour in every group."""

from __future__ import annotations

from math import acos, pi
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def sdim_attention(
    behaviour_codes: NDArray[np.uint16],
    candidate_codes: NDArray[np.uint16],
    values: NDArray[np.floating],
    normalize: str,
    mask: Sequence[bool] | None = None,
) -> NDArray[np.float64]:
    n, groups = behaviour_codes.shape
    counted = [j for j in range(n) if mask is None or mask[j]]
    values = values.astype(np.float64)
    out = np.zeros((len(candidate_codes), values.shape[1]))
    for row, codes in enumerate(candidate_codes):
        total, n_collisions = np.zeros(values.shape[1]), 0
        for group in range(groups):
            same = [j for j in counted if behaviour_codes[j, group] == codes[group]]
            part = values[same].sum(axis=0)
            n_collisions += len(same)
            length = np.sqrt((part**2).sum())
            if normalize == "l2" and length:
                part = part / length
            if normalize == "count" and same:
                part = part / len(same)
            total += part
        if normalize == "ratio":
            out[row] = total / n_collisions if n_collisions else 0
        else:
            out[row] = total / groups
    return out


def collision_probability(one: NDArray[np.floating], other: NDArray[np.floating], bits: int) -> float:
    """From the arc cosine; a zero vector has all bits 0."""
    if not (one.any() and other.any()):
        return 1.0 if not (one.any() or other.any()) else 0.5**bits
    # Scaled first, so that no square is rounded to 0.
    one, other = one / np.abs(one).max(), other / np.abs(other).max()
    cosine = float(one @ other) / float(np.linalg.norm(one) * np.linalg.norm(other))
    return (1 - acos(min(1.0, max(-1.0, cosine))) / pi) ** bits


def expected_attention(
    behaviours: NDArray[np.floating],
    candidates: NDArray[np.floating],
    bits: int,
    values: NDArray[np.floating],
    normalize: str,
) -> NDArray[np.float64]:
    out = np.zeros((len(candidates), values.shape[1]))
    for row, candidate in enumerate(candidates.astype(np.float64)):
        weights = [collision_probability(candidate, behaviour, bits) for behaviour in behaviours.astype(np.float64)]
        total = sum(weights)
        for weight, value in zip(weights, values.astype(np.float64), strict=True):
            out[row] += weight * value
        if normalize == "ratio":
            out[row] = out[row] / total if total else 0
    return out
