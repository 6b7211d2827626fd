"""The AP rank correlation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native
from rankfold.control import native_control
from rankfold.rank.distance.inputs import leaves_out, vector

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from numpy.typing import ArrayLike

    from rankfold.control import Control
    from rankfold.rank.distance.inputs import Missing

__all__ = ["average_precision_correlation"]


def average_precision_correlation(
    candidate: ArrayLike,
    reference: ArrayLike,
    *,
    variant: Literal["a", "b"] = "a",
    higher_is_better: bool = True,
    missing: Missing = "error",
    **control: Unpack[Control],
) -> float:
    """The AP rank correlation, tau-AP: how far a candidate ranks the top as a reference does.

    Parameters
    ----------
    candidate, reference : array-like of shape (n_items,)
        Scores of the same items, the highest best; for ranks say ``higher_is_better=False``.
    variant : {"a", "b"}, default "a"
        "a": the reference is the truth and has no ties; the mean over all ways to break the ties of the candidate.
        "b": both are opinions, and both may tie; symmetric. Without ties "a" is the coefficient of Yilmaz et al., and
        "b" its mean both ways.
    higher_is_better : bool, default True
        The direction of both vectors.
    missing : {"error", "absent"}, default "error"
        Whether NaN is an error, or an item that is not compared.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    float
        From -1 for the reverse to 1; NaN for fewer than two items, and for "b" if one of the vectors ties everything.

    Raises
    ------
    InvalidInputError
        For a tie in the reference under variant "a" (its place is named), vectors of different length, an infinity,
        NaN, no items.

    Notes ----- ``2 / (n - 1) * sum C(i) / (i - 1) - 1`` over the places ``i = 2 .. n`` of the candidate, where
    ``C(i)`` counts the items above it that the reference puts above it too. Under "b" an item with ``a`` items above
    its tied group counts ``C / a``, over those groups alone, and the items of the first group do not count. Time
    ``O(n log n)``.

    References
    ----------
    E. Yilmaz, J. A. Aslam, S. Robertson, A new rank correlation coefficient for information retrieval. SIGIR 2008.
    J. Urbano, M. Marrero, The treatment of ties in AP correlation. ICTIR 2017.

    Examples
    --------
    >>> import rankfold as rf
    >>> truth = [1, 2, 3, 4]
    >>> for candidate in ([2, 1, 3, 4], [1, 2, 4, 3]):
    ...     round(rf.rank.distance.average_precision_correlation(candidate, truth, higher_is_better=False), 6)
    0.333333
    0.777778
    """
    return _native.average_precision_correlation(
        vector("candidate", candidate),
        vector("reference", reference),
        variant,
        not higher_is_better,
        leaves_out(missing),
        native_control(control),
    )
