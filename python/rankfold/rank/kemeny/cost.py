"""What an order costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.rank.kemeny.votes import kemeny_votes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing

__all__ = ["kemeny_cost"]


def kemeny_cost(
    order: Sequence[str | int], data: Any, *, missing: Missing | None = None, **control: Unpack[Control]
) -> int | float:
    """The weight of the preferences that an order contradicts.

    Parameters
    ----------
    order : sequence of str or int
        Every item once, from best to worst.
    data : any that :func:`kemeny` takes
        The votes, or a square array.
    missing : {"below", "absent"}, optional
        As for :func:`kemeny`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    int or float
        An int if all weights are.

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
    """
    if isinstance(order, str) or not hasattr(order, "__iter__"):
        raise InvalidTypeError(f"order is of type {type(order).__name__}: expected a sequence of labels, best first")
    return _native.kemeny_cost(order, kemeny_votes(data, control), missing, native_control(control))
