"""Kendall's tau in which exchanges at the top weigh more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.rank.distance.inputs import leaves_out, vector

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.rank.distance.inputs import Missing

__all__ = ["weighted_tau"]


def weighted_tau(
    x: ArrayLike,
    y: ArrayLike,
    *,
    rank: Literal["both", "x", "y"] | ArrayLike = "both",
    weights: ArrayLike | None = None,
    additive: bool = True,
    higher_is_better: bool = True,
    missing: Missing = "error",
    **control: Unpack[Control],
) -> float:
    """Kendall's tau in which a pair weighs by the ranks of its two items, the top weighing most.

    Parameters
    ----------
    x, y : array-like of shape (n_items,)
        Scores of the same items, the highest best; for ranks say ``higher_is_better=False``.
    rank : {"both", "x", "y"} or array-like of int of shape (n_items,), default "both"
        Where an item's rank comes from: from x with ties by y, from y with ties by x, or the mean of the two taus. An
        array gives a rank to each item, 0 being the most important. SciPy writes ``True`` for ``"both"``, ``None`` for
        ``"x"``, and ``False`` for ``range(n_items)``; it also closes the gaps between the ranks of an array, which here
        are taken as given.
    weights : array-like of shape (n_ranks,), optional
        The weight of each rank, the best first, at least 0. Default: hyperbolic, ``1 / (rank + 1)``.
    additive : bool, default True
        Whether a pair weighs the sum of the two weights, or their product.
    higher_is_better : bool, default True
        The direction of both vectors.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared. (In SciPy NaN is the lowest score.)
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    float
        From -1 to 1; NaN for fewer than two items, if one of the vectors ties everything, and if what it does not tie
        weighs nothing.

    Raises
    ------
    InvalidInputError
        For too few weights, a negative one, vectors of different length, an infinity, NaN, no items.

    Notes ----- As tau-b, with the weight of the pairs in place of their number. With constant weights it is tau-b.
    Equal vectors give exactly 1. The sums are floats, taken in the order of the ranks, so the order of the items does
    not matter. Time ``O(n log n)``.

    References
    ----------
    S. Vigna, A weighted correlation index for rankings with ties. WWW 2015.

    Examples
    --------
    >>> import rankfold as rf
    >>> x, y = [12, 2, 1, 12, 2], [1, 4, 7, 1, 0]
    >>> round(rf.rank.distance.weighted_tau(x, y), 8)
    -0.56694968
    >>> round(rf.rank.distance.weighted_tau(x, y, additive=False), 8)
    -0.62205717
    """
    first, second = vector("x", x), vector("y", y)
    by_rank = None if weights is None else score_vector("weights", weights, "(n_ranks,)")
    importance = rank if isinstance(rank, str) else _ranks(rank, len(first))
    left_out = leaves_out(missing)
    return _native.weighted_tau(
        first, second, importance, by_rank, additive, not higher_is_better, left_out, native_control(control)
    )


def _ranks(rank: Any, n_items: int) -> NDArray[np.uint32]:
    """A rank for each item."""
    array = np.asarray(rank)
    if array.dtype.kind not in "iu":
        raise InvalidTypeError(
            f'rank has dtype {array.dtype}: expected "both", "x", "y", or an integer for each item, 0 for the best'
        )
    if array.shape != (n_items,):
        raise InvalidInputError(f"rank has shape {array.shape}: expected (n_items,) = ({n_items},)")
    wrong = (array < 0) | (array >= 2**32)
    if wrong.any():
        place = int(np.argmax(wrong))
        raise InvalidInputError(f"rank[{place}] = {array[place]} is not a rank: expected 0 <= rank < 2**32")
    return np.ascontiguousarray(array, dtype=np.uint32)
