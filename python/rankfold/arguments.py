"""Numbers that options take, checked."""

from __future__ import annotations

import math
import operator

from rankfold.errors import InvalidInputError, InvalidTypeError

__all__ = ["integer", "real"]


def integer(name: str, value: object, least: int, most: int) -> int:
    """An option that is a whole number, of Python's or of NumPy's."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected an int")
    number = operator.index(value)
    if not least <= number <= most:
        raise InvalidInputError(f"{name} = {number}: expected {least} <= {name} <= {most}")
    return number


def real(name: str, value: object) -> float:
    """An option that is a finite number, of Python's or of NumPy's."""
    if isinstance(value, bool) or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a float")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise InvalidTypeError(f"{name} = {value!r}: expected a float") from None
    # Compared, and not asked, since `torch.compile` can follow that.
    if not -math.inf < number < math.inf:
        raise InvalidInputError(f"{name} = {number}: expected a finite number")
    return number
