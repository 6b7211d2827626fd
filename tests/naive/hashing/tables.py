"""Tables of buckets, row after row; and what a frozen one answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass
class BucketTable:
    """Sums, counts and weights of one history, in float64."""

    sums: NDArray[np.float64]
    counts: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def empty(cls, groups: int, n_codes: int, value_dim: int) -> BucketTable:
        shape = (groups, n_codes)
        return cls(np.zeros((*shape, value_dim)), np.zeros(shape, dtype=np.int64), np.zeros(shape))

    def add(
        self,
        codes: NDArray[np.uint16],
        values: NDArray[np.floating],
        weights: Sequence[float] | None = None,
        mask: Sequence[bool] | None = None,
        sign: int = 1,
    ) -> BucketTable:
        for row, (row_codes, value) in enumerate(zip(codes.tolist(), values.astype(np.float64), strict=True)):
            if mask is not None and not mask[row]:
                continue
            weight = 1.0 if weights is None else weights[row]
            for group, code in enumerate(row_codes):
                self.sums[group, code] += sign * weight * value
                self.counts[group, code] += sign
                self.weights[group, code] += sign * weight
        return self

    def decay(self, factor: float) -> BucketTable:
        self.sums *= factor
        self.weights *= factor
        return self

    def query(self, codes: NDArray[np.uint16], normalize: str) -> NDArray[np.float64]:
        """A row of values for each row of codes."""
        return np.array([self._one(row, normalize) for row in codes.tolist()]).reshape(len(codes), self.sums.shape[2])

    def _one(self, codes: Sequence[int], normalize: str) -> NDArray[np.float64]:
        found = [(self.sums[group, code], self.weights[group, code]) for group, code in enumerate(codes)]
        if normalize == "ratio":
            total = sum(weight for _, weight in found)
            return sum(part for part, _ in found) / total if total else 0 * found[0][0]
        return sum(_normalized(part, weight, normalize) for part, weight in found) / len(found)


def _normalized(part: NDArray[np.float64], weight: float, normalize: str) -> NDArray[np.float64]:
    if normalize == "none":
        return part
    divisor = float(np.sqrt((part**2).sum())) if normalize == "l2" else weight
    return part / divisor if divisor else 0 * part
