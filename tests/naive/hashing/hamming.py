"""Nearest codes by a stable sort."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def hamming_top_k(
    query_bits: NDArray[np.uint64], item_bits: NDArray[np.uint64], k: int
) -> tuple[list[list[int]], list[list[int]]]:
    """Indices and distances."""
    indices, distances = [], []
    for query in query_bits.tolist():
        differ = [sum((a ^ b).bit_count() for a, b in zip(query, item, strict=True)) for item in item_bits.tolist()]
        order = sorted(range(len(differ)), key=differ.__getitem__)[:k]
        indices.append(order)
        distances.append([differ[item] for item in order])
    return indices, distances


def numpy_top_k(
    query_bits: NDArray[np.uint64], item_bits: NDArray[np.uint64], k: int, *, stable: bool
) -> NDArray[np.int64]:
    """Query by query with numpy's own popcount (2.0): a stable sort, or a partition, which breaks ties anyhow."""
    found = np.empty((len(query_bits), k), dtype=np.int64)
    for row, query in enumerate(query_bits):
        differ = np.bitwise_count(item_bits ^ query).sum(axis=1, dtype=np.uint16)
        if stable:
            found[row] = np.argsort(differ, kind="stable")[:k]
        else:
            nearest = np.argpartition(differ, k - 1)[:k]
            found[row] = nearest[np.argsort(differ[nearest], kind="stable")]
    return found
