"""The best answer that stays near a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rankfold import _native
from rankfold.arrays import check_cells, score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["regularized_best_response"]


def regularized_best_response(
    preference: ArrayLike, reference: ArrayLike, *, beta: float, **control: Unpack[Control]
) -> NDArray[np.float64]:
    """Answer preferences with the best distribution that stays near a reference.

    Parameters
    ----------
    preference : array-like of shape (n_items,) or (n_rows, n_items)
        How good each item is, for instance the probability that it is preferred to the item that is answered. Finite.
    reference : array-like of shape (n_items,) or (n_rows, n_items)
        The distribution to stay near: one for all rows, or one each. At least 0, with sum 1 within 1e-5.
    beta : float
        What it costs to leave the reference, in the unit of ``preference``; at least 0, infinity included.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float64, of the shape of ``preference``
        Distributions over the items. Read-only.

    Raises
    ------
    InvalidInputError
        For shapes that do not fit, a preference that is not finite, a reference that is negative or does not sum to 1,
        a negative or NaN ``beta``.
    InvalidTypeError
        For what is not numbers.

    Notes
    -----
    The result ``q`` maximises ``sum(q * preference) - beta * KL(q || reference)``:
    ``q[y]`` is proportional to ``reference[y] * exp(preference[y] / beta)``, computed relative to the best item, so
    that no beta is too small. At ``beta=0`` the best items that the reference allows share everything in proportion to
    the reference; at infinity the result is the reference. O(n_rows n_items).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.regularized_best_response([0.5, 0.8, 0.3], [0.5, 0.3, 0.2], beta=0.5).round(4)
    array([0.4235, 0.463 , 0.1135])
    """
    rows = _rows("preference", preference)
    shares = _rows("reference", reference)
    if rows.shape[-1] != shares.shape[-1] or (shares.ndim == 2 and shares.shape != rows.shape):
        expected = f"({rows.shape[-1]},)" + (f" or {rows.shape}" if rows.ndim == 2 else "")
        raise InvalidInputError(f"reference has shape {shares.shape}: expected {expected}")
    if not rows.shape[-1]:
        raise InvalidInputError(f"preference has shape {rows.shape}: expected at least one item")
    try:
        beta = float(beta)
    except (TypeError, ValueError):
        raise InvalidTypeError(f"beta is of type {type(beta).__name__}: expected a number") from None
    running = native_control(control)
    found = _native.regularized_best_response(np.atleast_2d(rows), np.atleast_2d(shares), beta, running)
    return found if rows.ndim == 2 else found[0]


def _rows(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """One row or several, as contiguous floats."""
    array = np.asanyarray(values)
    if array.ndim != 2:
        return score_vector(name, values, "(n_items,) or (n_rows, n_items)")
    check_cells(name, *array.shape)
    flat = score_vector(name, array.ravel(), "(n_rows, n_items)")
    return flat.reshape(array.shape)
