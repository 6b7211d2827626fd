"""What an order costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.rank.pairwise.kemeny.buckets import bucket_order_cost
from rankfold.rank.pairwise.kemeny.votes import kemeny_votes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.kemeny.scheme import TieScheme
    from rankfold.rank.pairwise.options import Missing

__all__ = ["kemeny_cost"]


def kemeny_cost(
    order: Sequence[Any],
    data: Any,
    *,
    scheme: TieScheme | Literal["strict", "half", "extended"] | None = None,
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> int | float | Fraction:
    """The weight of the preferences that an order contradicts.

    Parameters
    ----------
    order : sequence of str or int, or of tuples of them
        Every item once, from best to worst. With a ``scheme``, tuples hold tied items.
    data : any that :func:`kemeny` takes
        The votes, or a square array.
    scheme : TieScheme or {"strict", "half", "extended"}, optional
        What a pair costs in an order with ties; without one ``order`` has none.
    missing : {"below", "absent"}, optional
        As for :func:`kemeny`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    int, float or Fraction
        An int if all weights are; a Fraction, and exact, with a ``scheme``.

    Raises
    ------
    InvalidInputError
        For an order that names a stranger, or an item twice, or not all of them.

    Notes
    -----
    ``O(n_items^2)`` and the counting of pairs.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.kemeny_cost(["b", "a", "c"], [["a", "b", "c"], ["b", "c", "a"], ["a", "c", "b"]])
    4
    >>> rf.rank.kemeny_cost([("a", "b"), "c"], [["a", "b", "c"], ["b", "c", "a"]], scheme="half")
    Fraction(2, 1)
    """
    if scheme is not None:
        return bucket_order_cost(order, data, scheme, missing, control, native_control(control))
    if isinstance(order, str) or not hasattr(order, "__iter__"):
        raise InvalidTypeError(f"order is of type {type(order).__name__}: expected a sequence of labels, best first")
    return _native.kemeny_cost(order, kemeny_votes(data, control), missing, native_control(control))
