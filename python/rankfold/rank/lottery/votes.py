"""What a lottery may be given: whatever pairwise rules read, and bare matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arrays import is_bare_array, square_matrix
from rankfold.errors import InvalidInputError
from rankfold.pairwise_counts import PairwiseCounts
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rankfold.control import Control

__all__ = ["lottery_votes"]

#: Integers from here on would overflow when two of them are added.
_MAX_MARGIN = 2**60


def lottery_votes(data: object, control: Control) -> Any:
    """The native container of votes, or of a square array."""
    if is_bare_array(data):
        return _counts(data)._native
    return native_votes(data, control)


def _counts(matrix: ArrayLike) -> PairwiseCounts:
    """Cells as weights of preference; a negative cell is weight of the opposite preference."""
    cells = square_matrix("data", matrix)
    wrong = ~np.isfinite(cells) if cells.dtype.kind == "f" else (cells >= _MAX_MARGIN) | (cells <= -_MAX_MARGIN)
    # As everywhere, diagonals say nothing.
    np.fill_diagonal(wrong, False)
    if wrong.any():
        i, j = map(int, np.argwhere(wrong)[0])
        expected = "a finite number" if cells.dtype.kind == "f" else "an integer between -2**60 and 2**60"
        raise InvalidInputError(f"data[{i}, {j}] = {cells[i, j]} is not a preference or margin: expected {expected}")
    if cells.size and cells.min() < 0:
        cells = np.maximum(cells, 0) + np.maximum(-cells.T, 0)
    if cells.dtype.kind == "f":
        cells = cells.copy()
        np.fill_diagonal(cells, 0.0)
    return PairwiseCounts.from_matrix(cells)
