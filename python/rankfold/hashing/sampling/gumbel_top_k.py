"""Items drawn from the softmax of each row, without replacement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import float_matrix
from rankfold.control import native_control
from rankfold.errors import InvalidInputError
from rankfold.hashing.sampling.keys import MAX_SEED

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["GumbelTopK", "gumbel_top_k"]


@dataclass(frozen=True, slots=True, eq=False)
class GumbelTopK:
    """What was drawn from each row.

    Attributes
    ----------
    indices : ndarray of int64, shape (n_rows, k)
        The columns in the order in which they are drawn; -1 in the places of a row that has no more logits above minus
        infinity. Read-only.
    values : ndarray of float64, shape (n_rows, k)
        The logit with its Gumbel number added, descending; minus infinity where ``indices`` is -1. Read-only.
    """

    indices: NDArray[np.int64]
    values: NDArray[np.float64]

    @property
    def n_drawn(self) -> NDArray[np.int64]:
        """How many were drawn from each row, shape (n_rows,): ``k`` unless fewer logits are finite."""
        drawn: NDArray[np.int64] = (self.indices >= 0).sum(axis=1)
        return drawn


def gumbel_top_k(
    logits: ArrayLike, k: int, *, seed: int = 0, first_row: int = 0, **control: Unpack[Control]
) -> GumbelTopK:
    """Draw k columns of each row without replacement, by the softmax of its logits.

    Parameters
    ----------
    logits : array-like of float, shape (n_rows, n_columns)
        Finite, or minus infinity for what must not be drawn. float32 and float64 are read in place if the rows lie in
        one piece. Divide by a temperature first if you want one.
    k : int
        How many to draw from each row; between 1 and n_columns.
    seed : int, default 0
        From 0 to 2**64 - 1.
    first_row : int, default 0
        The number of the first row. Parts of a batch that say where they begin draw as the whole batch does.
    **control
        See :class:`rankfold.control.Control`. Units of progress are rows.

    Returns
    -------
    GumbelTopK

    Raises
    ------
    InvalidInputError
        For a logit that is NaN or infinite, another shape, or ``k`` out of range.
    InvalidTypeError
        For anything but numbers.

    Notes
    -----
    The ``k`` largest of ``logit - ln(-ln u)``, in float64; equal ones are ordered by column. In order they are draws
    one after the other, each in proportion to ``exp(logit)`` among the columns that are left.

    ``u`` is ``(b // 2**12 + 0.5) / 2**52``, which is never 0 or 1, where ``b`` are 64 bits that depend on the seed, the
    row and the column alone, by Philox4x32-10 under the seed as key, lower half first. With ``r = [row % 2**32, row //
    2**32]`` the upper 16 bits of ``b`` are half of word ``column // 16 % 4`` of the counter ``[column // 128 * 16 +
    column % 16, *r, 0]``, the lower half if ``column // 64`` is even, else the upper one. The 48 bits below are word 0
    and the upper half of word 1 of the counter ``[column % 2**32, *r, 1 + column // 2**32]``.

    ``O(n_rows * n_columns)``, and only about ``k ln(n_columns / k)`` logarithms a row: from the upper half of the bits
    and a bound of the exponential it is seen which others cannot be among the ``k`` largest. The result is that of the
    full computation, to the bit.

    References
    ----------
    W. Kool, H. van Hoof, M. Welling: Stochastic beams and where to find them. arXiv 1903.06059, 2019.
    J. Salmon, M. Moraes, R. Dror, D. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> logits = np.log([[5.0, 3.0, 2.0], [1.0, 1.0, 1.0]])
    >>> drawn = rf.hashing.gumbel_top_k(logits, 2, seed=1)
    >>> drawn.indices.shape, drawn.n_drawn.tolist()
    ((2, 2), [2, 2])
    >>> later = rf.hashing.gumbel_top_k(logits[1:], 2, seed=1, first_row=1)
    >>> bool((later.indices == drawn.indices[1:]).all())
    True
    """
    cells = _read(logits)
    size = integer("k", k, 1, max(cells.shape[1], 1))
    key, start = integer("seed", seed, 0, MAX_SEED), integer("first_row", first_row, 0, 2**63)
    return GumbelTopK(*_native.gumbel_top_k(cells, size, key, start, native_control(control)))


def _read(logits: Any) -> NDArray[Any]:
    if np.ma.is_masked(logits):
        raise InvalidInputError("logits has masked cells: expected minus infinity for what must not be drawn")
    cells = float_matrix("logits", logits, "(n_rows, n_columns)")
    if not cells.shape[1]:
        raise InvalidInputError(f"logits has shape {cells.shape}: expected (n_rows, n_columns), a column at least")
    return cells.astype(np.float32) if cells.dtype == np.float16 else cells
