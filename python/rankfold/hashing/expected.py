"""What attention over hash tables is on average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import flag_vector, float_matrix
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["expected_attention"]


def expected_attention(
    behaviours: ArrayLike,
    candidates: ArrayLike,
    *,
    bits: int,
    values: ArrayLike | None = None,
    normalize: Literal["none", "ratio"] = "none",
    mask: ArrayLike | None = None,
    **control: Unpack[Control],
) -> NDArray[np.float64]:
    """The exact expectation of attention over hash tables, by comparing all pairs.

    A reference for tests and for choosing the number of groups; a table answers the same in a time that does not depend
    on the length of the history.

    Parameters
    ----------
    behaviours : array-like of float, shape (n, dim)
        The history. Lengths do not matter for the weights.
    candidates : array-like of float, shape (b, dim)
        What is asked about.
    bits : int
        Hyperplanes of a code, 0 to 64. With 0 all behaviours weigh the same; the more, the more only the nearest count.
    values : array-like of float, shape (n, value_dim), optional
        What is added up; default the behaviours.
    normalize : {"none", "ratio"}, default "none"
        Divide by nothing, or by the sum of the weights.
    mask : array-like of bool, shape (n,), optional
        False for padding, which is not looked at.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float64, shape (b, value_dim)

    Raises
    ------
    InvalidInputError
        If shapes do not fit, a number is not finite, or ``bits`` is out of range.

    Notes
    -----
    With the angle ``a_j`` between the candidate and behaviour ``j``, the probability that both share the code of
    ``bits`` Gaussian hyperplanes is ``w_j = (1 - a_j / pi)**bits``. The result is ``sum_j w_j v_j``, over ``sum_j w_j``
    with "ratio". It is what a table with ``normalize="none"`` gives on average, to the letter; "ratio" is what a table
    comes close to with many groups, and the paper's equation 14. Hadamard projections have these probabilities nearly.

    A zero vector has all bits 0: it shares a code with another vector with probability ``2**-bits``, and with another
    zero vector always. Without behaviours the result is 0, and so it is where all weights are 0.

    Angles are computed as ``2 atan2(|u - v|, |u + v|)`` of directions, which is exact to the last digits for all
    angles. ``O(n * b * (dim + value_dim))``.

    References
    ----------
    Y. Cao and others: Sampling is all you need on modeling long-term user behaviors for CTR prediction. arXiv
    2205.10249, 2022, equations 13 and 14. M. Charikar: Similarity estimation techniques from rounding algorithms. STOC
    2002.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.hashing.expected_attention([[1, 0], [0, 1], [-1, 0]], [[2, 0]], bits=3).tolist()
    [[1.0, 0.125]]
    >>> rf.hashing.expected_attention([[1, 0], [0, 1]], [[2, 0]], bits=3, normalize="ratio").round(6).tolist()
    [[0.888889, 0.111111]]
    """
    if not isinstance(normalize, str):
        raise InvalidTypeError(f"normalize is of type {type(normalize).__name__}: expected a str")
    number = integer("bits", bits, 0, 64)
    history = _doubles("behaviours", behaviours, "(n, dim)")
    given = history if values is None else _doubles("values", values, "(n, value_dim)")
    if mask is not None:
        kept = flag_vector("mask", mask, len(history), "(n,)").view(np.bool_)
        # A wrong number of values is left for the kernel to refuse.
        given = given[kept] if len(given) == len(kept) else given
        history = history[kept]
    asked = _doubles("candidates", candidates, "(b, dim)")
    return _native.expected_attention(history, given, asked, number, normalize, native_control(control))


def _doubles(name: str, values: ArrayLike, shape: str) -> NDArray[np.float64]:
    """Vectors as contiguous floats of 64 bits."""
    rows = float_matrix(name, values, shape)
    return np.ascontiguousarray(rows, dtype=np.float64)
