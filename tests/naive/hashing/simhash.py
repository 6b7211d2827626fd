"""Codes, one bit after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.naive.hashing.fused import fused_multiply_add

if TYPE_CHECKING:
    from numpy.typing import NDArray


def projections(vectors: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vector by hyperplane: one sum, from the first coordinate to the last, each step fused."""
    sums = np.zeros((len(vectors), len(matrix)), dtype=np.float32)
    for k in range(vectors.shape[1]):
        sums = fused_multiply_add(vectors[:, k, None], matrix[None, :, k], sums)
    return sums


def bits(vectors: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.bool_]:
    return projections(np.asarray(vectors, dtype=np.float32), matrix) > 0


def codes_of_bits(found: NDArray[np.bool_], groups: int, bits_of_group: int) -> NDArray[np.uint16]:
    codes = np.zeros((len(found), groups), dtype=np.uint16)
    for row, flags in enumerate(found.tolist()):
        for group in range(groups):
            for bit in range(bits_of_group):
                codes[row, group] += flags[group * bits_of_group + bit] << bit
    return codes


def signatures(
    vectors: NDArray[np.float32], matrix: NDArray[np.float32], groups: int, bits_of_group: int
) -> NDArray[np.uint16]:
    return codes_of_bits(bits(vectors, matrix), groups, bits_of_group)


def packed_bits(vectors: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.uint64]:
    found = bits(vectors, matrix)
    words = np.zeros((len(found), -(-found.shape[1] // 64)), dtype=np.uint64)
    for row, flags in enumerate(found.tolist()):
        for j, flag in enumerate(flags):
            words[row, j // 64] |= np.uint64(flag << j % 64)
    return words
