"""A weighted sample for sums of any subset."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.hashing.sampling.keys import read_keys, read_salt
from rankfold.hashing.sampling.subsets import chosen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.sampling.keys import Salt

__all__ = ["PrioritySample", "priority_sample"]


@dataclass(frozen=True, slots=True, eq=False)
class PrioritySample:
    """Rows of high priority, and what they stand for.

    Attributes
    ----------
    indices : ndarray of int64, shape (n_sampled,)
        The rows, the highest priority first. Read-only.
    estimates : ndarray of float64, shape (n_sampled,)
        What each stands for in a sum: the larger of its weight and the threshold. Read-only.
    threshold : float
        The highest priority that is left out; 0 if no weight above 0 is.
    n_rows : int
        How many rows there were.
    """

    indices: NDArray[np.int64]
    estimates: NDArray[np.float64]
    threshold: float
    n_rows: int

    def estimate(self, where: Callable[[int], bool] | ArrayLike | None = None) -> float:
        """Estimate the total weight of all rows, or of some of them.

        Parameters
        ----------
        where : callable or array-like of bool, shape (n_rows,), optional
            Which rows to count: a function of the row's number, or a flag for each row. Default: all.

        Returns
        -------
        float
            Unbiased; exact if no weight above 0 was left out.
        """
        return math.fsum(self.estimates[chosen(where, self.indices.tolist(), self.n_rows, self.indices)])


def priority_sample(
    weights: ArrayLike, k: int, *, keys: Any = None, salt: Salt = "", **control: Unpack[Control]
) -> PrioritySample:
    """Sample k rows such that the sum of the weights of any subset can be estimated without bias.

    Parameters
    ----------
    weights : array-like of float, shape (n_rows,)
        0, which leaves a row out, or from 1e-150 to 1e150.
    k : int
        How many rows to keep at most.
    keys : array-like of int, str or bytes, shape (n_rows,), optional
        A key for each row, no key twice; see :func:`hash_keys`. Hosts that see other rows then draw by the same
        numbers. Default: the numbers of the rows, from 0.
    salt : str, bytes or int, default ""
        Names the draw.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    PrioritySample
        With ``estimate``.

    Raises
    ------
    InvalidInputError
        For a weight that is negative, not finite or out of range, a key given twice, another number of keys than of
        weights, and as :func:`hash_keys`.
    InvalidTypeError
        As :func:`hash_keys`.

    Notes
    -----
    The priority of a row is ``weight / u``, where ``u`` is ``(h // 2**12 + 0.5) / 2**52`` of its hash ``h``; a row of
    the sample stands for ``max(weight, threshold)``. Heavy rows are all taken and counted exactly. Equal priorities are
    ordered by hash, then by row. Two rows of one key would share ``u`` and bias the estimate, so they are refused.
    ``O(n_rows)``, with keys ``O(n_rows log n_rows)``.

    References
    ----------
    N. Duffield, C. Lund, M. Thorup: Priority sampling for estimation of arbitrary subset sums. Journal of the ACM
    54(6), 2007.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> weights = 1 / np.arange(1, 1001)
    >>> sample = rf.hashing.priority_sample(weights, 100)
    >>> round(sample.estimate(), 2), round(float(weights.sum()), 2)
    (7.09, 7.49)
    >>> round(sample.estimate(np.arange(1000) < 10), 2), round(float(weights[:10].sum()), 2)
    (2.93, 2.93)
    """
    of_rows = score_vector("weights", weights, "(n_rows,)")
    size = integer("k", k, 1, 2**62)
    given = len(of_rows) if keys is None else read_keys("keys", keys)
    found = _native.priority_sample(given, of_rows, size, read_salt(salt), native_control(control))
    return PrioritySample(*found, len(of_rows))
