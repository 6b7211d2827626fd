"""The nearest codes by Hamming distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control

__all__ = ["HammingNeighbours", "hamming_top_k"]


@dataclass(frozen=True, eq=False)
class HammingNeighbours:
    """The nearest items of each query, the nearest first.

    Attributes
    ----------
    indices : ndarray of int64, shape (b, k)
        Rows of ``item_bits``.
    distances : ndarray of int64, shape (b, k)
        In how many bits the item differs from the query.
    """

    indices: NDArray[np.int64]
    distances: NDArray[np.int64]


def hamming_top_k(
    query_bits: NDArray[np.uint64],
    item_bits: NDArray[np.uint64],
    k: int,
    **control: Unpack[Control],
) -> HammingNeighbours:
    """The k items whose bits differ least from each query's.

    Parameters
    ----------
    query_bits : ndarray of uint64, shape (b, words)
        Bits of the queries, 64 in a word, as ``SimHash.packed_bits`` gives them.
    item_bits : ndarray of uint64, shape (n, words)
        Bits of the items, in the same order.
    k : int
        From 1 to n.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    HammingNeighbours
        Indices and distances, both of shape (b, k), by rising distance.

    Raises
    ------
    InvalidTypeError
        If bits are not an array of uint64.
    InvalidInputError
        If shapes do not fit, codes have no words or more than 4,096, or ``k`` is out of range.

    Notes
    -----
    The distance is ``popcount(query ^ item)``. Of equal distances the lowest index comes first, so the result is the
    same for any number of threads. ``O(b * n * words)``, and ``O(k)`` memory for each query in work. All items are
    compared: this is a search without an index and without misses.

    Candidates for attention are chosen in this way by Q. Chen and others, End-to-end user behavior retrieval in
    click-through rate prediction model (ETA), arXiv 2108.04468, of which the abstract alone was read.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> items = np.array([[0b1111], [0b0001], [0b0011], [0b0010]], dtype=np.uint64)
    >>> found = rf.hashing.hamming_top_k(np.array([[0b0011]], dtype=np.uint64), items, 3)
    >>> found.indices.tolist(), found.distances.tolist()
    ([[2, 1, 3]], [[0, 1, 1]])
    """
    queries, items = _bits("query_bits", query_bits, "(b, words)"), _bits("item_bits", item_bits, "(n, words)")
    if queries.shape[1] != items.shape[1]:
        raise InvalidInputError(f"query_bits has {queries.shape[1]} words: expected {items.shape[1]}, as item_bits has")
    number = integer("k", k, 1, 2**32)
    indices, distances = _native.hamming_top_k(queries, items, number, native_control(control))
    return HammingNeighbours(indices, distances)


def _bits(name: str, bits: object, shape: str) -> NDArray[np.uint64]:
    if not isinstance(bits, np.ndarray) or bits.dtype.kind != "u" or bits.dtype.itemsize != 8:
        kind = f"dtype {bits.dtype}" if isinstance(bits, np.ndarray) else f"type {type(bits).__name__}"
        raise InvalidTypeError(f"{name} is of {kind}: expected an array of uint64")
    if bits.ndim != 2:
        raise InvalidInputError(f"{name} has shape {bits.shape}: expected {shape}")
    array: NDArray[Any] = np.ascontiguousarray(bits, dtype=np.uint64)
    return array
