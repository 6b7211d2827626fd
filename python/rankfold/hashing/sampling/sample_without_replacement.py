"""Items drawn one after the other, in proportion to their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.hashing.sampling.keys import MAX_SEED

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["sample_without_replacement"]


def sample_without_replacement(
    weights: ArrayLike, k: int, *, seed: int = 0, **control: Unpack[Control]
) -> NDArray[np.int64]:
    """Draw k items one after the other, each in proportion to its weight among those that are left.

    Parameters
    ----------
    weights : array-like of float, shape (n_items,)
        0, which is never drawn, or from 1e-150 to 1e150; they need not sum to 1.
    k : int
        How many to draw.
    seed : int, default 0
        From 0 to 2**64 - 1.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of int64, shape (k,)
        The items in the order in which they are drawn, so that its first ``j`` are a sample of ``j``. Read-only.

    Raises
    ------
    InvalidInputError
        For fewer than ``k`` weights above 0, or a weight that is negative, not finite or out of range.

    Notes
    -----
    The items with the smallest ``-ln(1 - u) / weight``, exponentials with the weights as rates. ``u`` is ``(b // 2**12
    + 0.5) / 2**52`` of the 64 bits ``b`` that :func:`gumbel_top_k` describes, of row 0 and the item's number. Equal
    ranks are ordered by ``b``, then by number. ``O(n_items)``, with about ``k ln(n_items / k)`` logarithms. For items
    that have keys, and hosts that see some of them each, take :func:`bottom_k`.

    References
    ----------
    P. Efraimidis, P. Spirakis: Weighted random sampling with a reservoir. Information Processing Letters 97(5), 2006.

    Examples
    --------
    >>> import rankfold as rf
    >>> drawn = rf.hashing.sample_without_replacement([5.0, 3.0, 0.0, 2.0], 3, seed=1)
    >>> sorted(drawn.tolist())
    [0, 1, 3]
    """
    of_items = score_vector("weights", weights, "(n_items,)")
    size, key = integer("k", k, 1, 2**62), integer("seed", seed, 0, MAX_SEED)
    return _native.sample_without_replacement(of_items, size, key, native_control(control))
