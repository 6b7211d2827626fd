"""Attention to a long history, by collisions of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rankfold.arrays import float_matrix
from rankfold.hashing.bucket_table import BucketTable

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.simhash import SimHash

__all__ = ["sdim_attention"]


def sdim_attention(
    behaviours: ArrayLike,
    candidates: ArrayLike,
    encoder: SimHash,
    *,
    values: ArrayLike | None = None,
    normalize: Literal["none", "l2", "count", "ratio"] = "l2",
    mask: ArrayLike | None = None,
    **control: Unpack[Control],
) -> NDArray[np.float32]:
    """Interest of a history in each candidate, from those of its behaviours that share a code with it (SDIM).

    Parameters
    ----------
    behaviours : array-like of float, shape (n, dim)
        The history.
    candidates : array-like of float, shape (b, dim)
        What may be shown.
    encoder : SimHash
        What gives the codes.
    values : array-like of float, shape (n, value_dim), optional
        What is summed; by default the behaviours.
    normalize : {"l2", "none", "count", "ratio"}, default "l2"
        See :meth:`BucketTable.freeze`; "l2" is the published form.
    mask : array-like of bool, shape (n,), optional
        Which behaviours count; the others are padding.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float32, shape (b, value_dim)
        A row for each candidate.

    Raises
    ------
    InvalidInputError
        As :meth:`BucketTable.add` and :meth:`FrozenTable.query`.

    Notes
    -----
    ``O((n + b) * groups * (bits * dim + value_dim))``. A service that asks more than once keeps the
    :class:`BucketTable`, or the frozen one.

    References
    ----------
    Y. Cao et al.: Sampling is all you need on modeling long-term user behaviors for CTR prediction. CIKM 2022,
    arXiv 2205.10249. The published text was read in a translation; its equation 14 does not follow from its equation
    12.

    Examples
    --------
    >>> import rankfold as rf
    >>> encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=[[1, 0], [0, 1], [1, 1], [1, -1]])
    >>> rf.hashing.sdim_attention([[1, 2], [2, 1], [-1, 1], [3, -1]], [[1, 1.5]], encoder).round(6)
    array([[0.57716 , 0.800767]], dtype=float32)
    """
    width = None if values is None else float_matrix("values", values, "(n, value_dim)").shape[1]
    table = BucketTable(encoder, width).add(behaviours, values, mask=mask, **control)
    return table.freeze(normalize=normalize, **control).query(candidates, **control)
