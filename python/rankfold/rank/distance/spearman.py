"""Spearman's rho and footrule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native
from rankfold.control import native_control
from rankfold.rank.distance.inputs import leaves_out, vector

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike

    from rankfold.control import Control
    from rankfold.rank.distance.inputs import Missing

__all__ = ["spearman_footrule", "spearman_rho"]


def spearman_rho(x: ArrayLike, y: ArrayLike, *, missing: Missing = "error", **control: Unpack[Control]) -> float:
    """Spearman's rho: the correlation of the ranks, from -1 for the reverse order to 1 for the same.

    Parameters
    ----------
    x, y : array-like of shape (n_items,)
        Ranks or scores of the same items, in the same direction; which one is best does not matter.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    float
        NaN for fewer than two items, and if one of the vectors ties everything.

    Raises
    ------
    InvalidInputError
        For vectors of different length, an infinity, NaN (its place is named), no items.

    Notes
    -----
    Pearson's correlation of the ranks, tied items having the mean of theirs. Time ``O(n log n)``; the sums are exact.

    References
    ----------
    C. Spearman, The proof and measurement of association between two things. Am. J. Psychology 15 (1904).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.distance.spearman_rho([1, 1, 2, 3, 3], [1, 2, 2, 3, 1])
    0.25
    """
    return _native.spearman_rho(vector("x", x), vector("y", y), leaves_out(missing), native_control(control))


def spearman_footrule(
    x: ArrayLike,
    y: ArrayLike,
    *,
    normalized: bool = False,
    missing: Missing = "error",
    **control: Unpack[Control],
) -> float:
    """Spearman's footrule: the sum of how far each item's rank moves.

    Parameters
    ----------
    x, y : array-like of shape (n_items,)
        Ranks or scores of the same items, in the same direction; which one is best does not matter.
    normalized : bool, default False
        Divide by the most that so many items allow, ``n_items**2 // 2``.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared.
    **control
        See :class:`rankfold.control.Control`.

    Raises
    ------
    InvalidInputError
        For vectors of different length, an infinity, NaN (its place is named), no items.

    Notes ----- ``sum |r(i) - s(i)|`` over the ranks, tied items having the mean of theirs. Without ties Kendall's
    distance ``K`` keeps it within bounds: ``K <= F <= 2 K``. Time ``O(n log n)``, exact.

    References
    ----------
    P. Diaconis, R. L. Graham, Spearman's footrule as a measure of disarray. J. Royal Stat. Soc. B 39 (1977).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.distance.spearman_footrule([1, 2, 3, 4], [4, 3, 2, 1])
    8.0
    """
    first, second, left_out = vector("x", x), vector("y", y), leaves_out(missing)
    return _native.spearman_footrule(first, second, normalized, left_out, native_control(control))
