"""What two rankings may be: vectors of numbers, or orders of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.arrays import score_vector
from rankfold.errors import InvalidInputError, InvalidTypeError, RankfoldError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Missing", "leaves_out", "two_lists", "vector"]

Missing = Literal["error", "absent"]


def vector(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Ranks or scores as contiguous float64; what is masked becomes NaN."""
    array = np.asanyarray(values)
    if array.dtype.kind in "iu" and array.size and max(-int(array.min()), int(array.max())) > 2**53:
        text = "holds integers beyond 2**53, which floats cannot tell apart: scale them down, or rank them"
        raise InvalidInputError(f"{name} {text}")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected at most 64 bits")
    if array.dtype == np.float64 and array.ndim == 1 and type(array) is np.ndarray:
        # As it is: a million numbers need not be copied before they are read.
        return np.ascontiguousarray(array)
    return score_vector(name, values, "(n_items,)")


def leaves_out(missing: str) -> bool:
    """Whether NaN is an item that is not compared, instead of an error."""
    if missing not in ("error", "absent"):
        raise InvalidInputError(f'missing = {missing!r}: expected "error" or "absent"')
    return missing == "absent"


def two_lists(x: Iterable[Any], y: Iterable[Any]) -> _native.Ballots:
    """Two orders of labels, best first, as two ballots."""
    try:
        return _native.Ballots.from_orders([x, y], None, None, "below")
    except RankfoldError as error:
        # The reader of ballots counts them; here they have names.
        text = str(error)
        for name, number in (("x", 0), ("y", 1)):
            text = text.replace(f"orders[{number}, ", f"{name}[").replace(f"orders[{number}]", name)
        raise type(error)(text) from None
