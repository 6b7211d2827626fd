"""A share of the keys, the same on every host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import real
from rankfold.control import native_control
from rankfold.hashing.sampling.keys import read_keys, read_salt

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import NDArray

    from rankfold.control import Control
    from rankfold.hashing.sampling.keys import Salt

__all__ = ["hash_sample"]


def hash_sample(keys: Any, rate: float, *, salt: Salt = "", **control: Unpack[Control]) -> NDArray[np.bool_]:
    """Say which keys are in a sample of a given rate.

    Parameters
    ----------
    keys : array-like of int, str or bytes, shape (n_keys,)
        See :func:`hash_keys`. An array of int64 or uint64 is read in place.
    rate : float
        The share to keep, from 0 (nothing) to 1 (everything).
    salt : str, bytes or int, default ""
        Names the draw: the samples of two salts are independent of each other.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of bool, shape (n_keys,)
        Whether each key is kept; index arrays and frames with it, or count it. Read-only.

    Raises
    ------
    InvalidInputError
        For a rate outside of [0, 1], and as :func:`hash_keys`.
    InvalidTypeError
        As :func:`hash_keys`.

    Notes
    -----
    A key is kept if its 64-bit hash is below ``floor(rate * 2**64)``, which is exact. So a key is kept or not wherever
    and whenever it is seen, all its rows share its fate, and what a rate keeps every higher rate keeps too. Keys are
    kept independently of each other, so the number of those kept varies: its standard deviation is ``sqrt(n_keys * rate
    * (1 - rate))``. For a fixed number take :func:`bottom_k`. ``O(n_keys)``.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> users = np.arange(1000)
    >>> some, more = (rf.hashing.hash_sample(users, rate, salt="march") for rate in (0.1, 0.2))
    >>> bool((some <= more).all()), 80 < int(some.sum()) < 120
    (True, True)
    """
    share = real("rate", rate)
    return _native.hash_sample(read_keys("keys", keys), share, read_salt(salt), native_control(control))
