"""A sample of a fixed number of keys, which merges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.arguments import integer
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.hashing.sampling.keys import read_keys, read_salt
from rankfold.hashing.sampling.subsets import chosen
from rankfold.state import MergeableState

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self, Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.sampling.keys import Salt

__all__ = ["BottomK", "bottom_k"]

_MAX_SIZE = 2**31


class BottomK(MergeableState):
    """The k keys with the smallest ranks of all that were added: a weighted sample without replacement.

    A mergeable state: whatever the order, the split and the repetitions, the result is that of one :func:`bottom_k` of
    all keys, bit for bit. A key that comes again counts once; with weights it counts with the largest that it was
    given.

    Parameters
    ----------
    k : int
        How many keys to keep at most; between 1 and 2**31.
    salt : str, bytes or int, default ""
        Names the draw; states of different salts cannot be merged.

    Notes
    -----
    The rank of a key is ``-ln(1 - u) / weight``, an exponential with its weight as rate, where ``u`` is ``(h // 2**12 +
    0.5) / 2**52`` of its hash ``h``. So the keys, by rank, are drawn one after the other in proportion to their weights
    among those that are left, and without weights they are those with the smallest hashes: every :func:`hash_sample`
    under the same salt that keeps at least ``k`` of the keys keeps these. Equal ranks are ordered by hash, then by the
    bytes of the key.

    ``k + 1`` keys are held. The rank of the last one is the threshold ``t``; a key stands for ``weight / (1 -
    exp(-weight * t))`` in sums, which makes them unbiased (rank conditioning) if ranks are independent, as those of
    different keys are.

    References
    ----------
    E. Cohen, H. Kaplan: Sketch-based estimation of subpopulation-weight. arXiv 0802.3448, 2008.

    Examples
    --------
    >>> import rankfold as rf
    >>> monday = rf.hashing.bottom_k(["ann", "bob", "eve", "bob"], 3, salt="week 9")
    >>> tuesday = rf.hashing.bottom_k(["bob", "joe", "kim"], 3, salt="week 9")
    >>> both = monday.copy().merge(tuesday)
    >>> both.keys == rf.hashing.bottom_k(["ann", "bob", "eve", "joe", "kim"], 3, salt="week 9").keys
    True
    """

    __slots__ = ()
    _native: native.BottomK
    _native_class = native.BottomK

    def __init__(self, k: int, *, salt: Salt = "") -> None:
        self._native = native.BottomK(integer("k", k, 1, _MAX_SIZE), read_salt(salt))

    @property
    def k(self) -> int:
        """How many keys are kept at most."""
        return self._native.k

    @property
    def keys(self) -> tuple[int | str | bytes, ...]:
        """The sample, the smallest rank first. Integers of 2**63 and more come as negative ones with the same bits."""
        return self._native.keys

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """The hash of each key of the sample."""
        return self._native.hashes

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weight of each key of the sample."""
        return self._native.weights

    @property
    def ranks(self) -> NDArray[np.float64]:
        """The rank of each key of the sample, ascending."""
        return self._native.ranks

    @property
    def threshold(self) -> float:
        """The rank of the first key that is left out; infinite if there is none."""
        return self._native.threshold

    @property
    def estimates(self) -> NDArray[np.float64]:
        """What each key of the sample stands for in a sum of weights."""
        return self._native.estimates

    def estimate(self, where: Callable[[int | str | bytes], bool] | ArrayLike | None = None) -> float:
        """Estimate the total weight of the keys that were added, or of some of them; without weights, their number.

        Parameters
        ----------
        where : callable or array-like of bool, optional
            Which keys to count: a function of a key, or a flag for each key of the sample. Default: all.

        Returns
        -------
        float
            Unbiased; exact if no key was left out.
        """
        return math.fsum(self.estimates[chosen(where, self.keys, len(self.keys), None)])

    def update(self, keys: Any, weights: ArrayLike | None = None, **control: Unpack[Control]) -> Self:
        """Add keys, and return this state.

        Parameters are those of :func:`bottom_k`.

        Raises
        ------
        InvalidInputError, InvalidTypeError
            As :func:`bottom_k`. Nothing is changed then, nor on any other error.
        """
        read = read_keys("keys", keys)
        of_keys = None if weights is None else score_vector("weights", weights, "(n_keys,)")
        self._native.update(read, of_keys, native_control(control))
        return self

    def __len__(self) -> int:
        return len(self._native.hashes)

    def __repr__(self) -> str:
        return f"BottomK({len(self)} of at most {self.k} keys, threshold {self.threshold:.6g})"


def bottom_k(
    keys: Any, k: int, *, weights: ArrayLike | None = None, salt: Salt = "", **control: Unpack[Control]
) -> BottomK:
    """Draw k keys, the same on every host: a sketch that merges and estimates sums.

    Parameters
    ----------
    keys : array-like of int, str or bytes, shape (n_keys,)
        See :func:`hash_keys`. A key that comes again counts once.
    k : int
        How many keys to keep at most; all if there are fewer.
    weights : array-like of float, shape (n_keys,), optional
        The weight of each key: 0, which leaves it out, or from 1e-150 to 1e150. Of a key that comes again the largest
        counts. Default: 1 each.
    salt : str, bytes or int, default ""
        Names the draw.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    BottomK
        With ``keys``, ``weights``, ``threshold`` and ``estimate``; it takes more keys and merges.

    Raises
    ------
    InvalidInputError
        For a weight that is negative, not finite or out of range, another number of weights than of keys, and as
        :func:`hash_keys`.
    InvalidTypeError
        As :func:`hash_keys`.

    Notes
    -----
    See :class:`BottomK`. ``O(n_keys)``, with about ``k ln(n_keys / k)`` logarithms.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> sketch = rf.hashing.bottom_k(np.arange(100_000), 1000)
    >>> abs(sketch.estimate() / 100_000 - 1) < 0.1
    True
    >>> abs(sketch.estimate(lambda user: user % 2 == 0) / 50_000 - 1) < 0.2
    True
    """
    return BottomK(k, salt=salt).update(keys, weights, **control)
