"""The items with the highest sums."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.rank.sums.clients import read_sums

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["TopFraction", "top_fraction"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TopFraction(ToJson):
    """Which items are in.

    Attributes
    ----------
    mask : ndarray of bool, shape (n_items,)
        Whether each item is in; in federated rank learning the supermask. Read-only.
    count : int
        How many are.
    threshold : int or float
        The lowest sum that is in.
    n_tied : int
        How many items have that sum.
    n_tied_in : int
        How many of those are in: the ones with the lowest numbers. If fewer than ``n_tied``, numbers decided.
    """

    mask: NDArray[np.bool_]
    count: int
    threshold: int | float
    n_tied: int
    n_tied_in: int

    @property
    def index(self) -> NDArray[np.int64]:
        """The items that are in, in ascending order of their numbers; shape (count,)."""
        return np.flatnonzero(self.mask)

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns item and is_in; see :meth:`Ranking.to_frame`."""
        return to_native_frame({"item": range(len(self.mask)), "is_in": self.mask.tolist()}, backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, with the items that are in."""
        return {
            "items": self.index.tolist(),
            "n_items": len(self.mask),
            "threshold": self.threshold,
            "n_tied": self.n_tied,
            "n_tied_in": self.n_tied_in,
        }

    def __repr__(self) -> str:
        ties = f"{self.n_tied_in} of {self.n_tied} with that sum"
        return f"TopFraction({self.count} of {len(self.mask)} items, sums >= {self.threshold}, {ties})"


def top_fraction(
    sums: ArrayLike,
    *,
    fraction: float | Fraction | None = None,
    count: int | None = None,
    **control: Unpack[Control],
) -> TopFraction:
    """Take the items with the highest sums, without sorting them.

    Parameters
    ----------
    sums : array-like of shape (n_items,)
        What :func:`sum_of_ranks` returned, or any integers or finite floats. int64 and float64 are read in place.
    fraction : float or fractions.Fraction, optional
        The share to take, in (0, 1]: ``ceil(fraction * n_items)`` items. A float is read as the decimal that it prints
        as, so that 0.1 of 10 items is 1 and not 2.
    count : int, optional
        How many to take, instead of a fraction; from 1 to n_items.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    TopFraction

    Raises
    ------
    InvalidInputError
        Unless exactly one of ``fraction`` and ``count`` is given and in range; for no items, or a float that is not
        finite.

    Notes
    -----
    ``O(n_items)``. Of items with equal sums those with the lowest numbers are taken, on any machine and any number of
    threads.

    Examples
    --------
    >>> import rankfold as rf
    >>> top = rf.rank.top_fraction([2, 12, 3, 10, 4, 14], fraction=0.5)
    >>> top
    TopFraction(3 of 6 items, sums >= 10, 1 of 1 with that sum)
    >>> top.index
    array([1, 3, 5])
    """
    values = read_sums(sums)
    if (fraction is None) == (count is None):
        given = "neither" if fraction is None else "both"
        raise InvalidInputError(f"{given} of fraction= and count= given: expected one of them")
    if not values.size:
        raise InvalidInputError("sums is empty: expected at least one item")
    if fraction is not None:
        wanted = math.ceil(_share(fraction) * values.size)
    else:
        wanted = integer("count", count, 1, values.size)
    mask, last, n_tied, n_tied_in = _native.top(values, wanted, native_control(control))
    return TopFraction(mask, wanted, values[last].item(), n_tied, n_tied_in)


def _share(fraction: object) -> Fraction:
    if isinstance(fraction, bool) or not isinstance(fraction, (float, int, Fraction, np.floating)):
        raise InvalidTypeError(f"fraction is of type {type(fraction).__name__}: expected a float in (0, 1]")
    if not 0 < fraction <= 1:
        raise InvalidInputError(f"fraction = {fraction}: expected 0 < fraction <= 1")
    return fraction if isinstance(fraction, Fraction) else Fraction(str(fraction))
