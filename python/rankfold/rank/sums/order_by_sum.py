"""All items in the order of their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native
from rankfold.control import native_control
from rankfold.rank.sums.clients import read_sums

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["order_by_sum"]


def order_by_sum(sums: ArrayLike, **control: Unpack[Control]) -> NDArray[np.int64]:
    """Order the items from worst to best: the global permutation, in the form in which clients send theirs.

    Parameters
    ----------
    sums : array-like of shape (n_items,)
        What :func:`sum_of_ranks` returned, or any integers or finite floats. int64 and float64 are read in place.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of int64, shape (n_items,)
        The items by ascending sums. Of items with equal sums the one with the lower number is the better and comes
        later, so that the last ``k`` are those that :func:`top_fraction` takes. Read-only.

    Raises
    ------
    InvalidInputError
        For no items, or a float that is not finite.

    Notes
    -----
    A radix sort, ``O(n_items)`` for each 11 bits of the difference between the highest and the lowest sum.
    ``numpy.argsort(kind="stable")`` orders equal sums the other way round.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.order_by_sum([2, 12, 3, 10, 4, 14])
    array([0, 2, 4, 3, 1, 5])
    >>> rf.rank.order_by_sum([7, 7, 0])
    array([2, 1, 0])
    """
    return _native.order_by_sum(read_sums(sums), native_control(control))
