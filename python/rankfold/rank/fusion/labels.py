"""Documents and queries as integers: as they are where they are integers, else numbered in label order."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frames.columns import encode, sorted_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    #: The labels of one run: an array of integers, or plain Python labels.
    Column = NDArray[np.int64] | list[str | int]

__all__ = ["as_column", "label_tuple", "numbered"]

_PLAIN = {int, str}
_MOST = np.iinfo(np.int64)


def as_column(name: str, values: Any) -> Column:
    """Labels from whatever holds them: integers as a contiguous array of int64, anything else as a list."""
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        kind = type(values).__name__
        raise InvalidTypeError(f"{name} is of type {kind}: expected an array or a list of labels")
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise InvalidInputError(f"{name} has masked entries: expected a label in each")
    if not hasattr(values, "dtype"):
        return _integers(name, _plain(name, list(values)))
    array = np.asarray(values)
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected one dimension")
    if array.dtype.kind in "iu":
        if array.dtype.kind == "u" and array.size and int(array.max()) > _MOST.max:
            raise InvalidInputError(f"{name} holds {int(array.max())}: expected integers of at most {_MOST.max}")
        return np.ascontiguousarray(array, dtype=np.int64)
    if array.dtype.kind in "UOT":
        return _integers(name, _plain(name, array.tolist()))
    raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected integers or texts")


def _plain(name: str, values: list[Any]) -> list[str | int]:
    """Only ``str`` and ``int``; NumPy's own become the plain ones, anything else is named."""
    if set(map(type, values)) <= _PLAIN:
        return values
    return [_label(name, place, value) for place, value in enumerate(values)]


def _label(name: str, place: int, value: Any) -> str | int:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    kind = type(value).__name__
    raise InvalidTypeError(f"{name}[{place}] = {value!r} is of type {kind}: expected a str or an int")


def _integers(name: str, values: list[str | int]) -> Column:
    """An array if all are integers."""
    if str in set(map(type, values)):
        return values
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        place = next(k for k, value in enumerate(values) if not _MOST.min <= int(value) <= _MOST.max)
        text = f"{name}[{place}] = {values[place]} is not a label: expected an integer of 64 bits"
        raise InvalidInputError(text) from None


def numbered(columns: Sequence[Column]) -> tuple[list[NDArray[np.int64]], tuple[str | int, ...] | None]:
    """All columns as integers in label order, and the labels that these number; None if they are the labels."""
    arrays = [column for column in columns if isinstance(column, np.ndarray)]
    if len(arrays) == len(columns):
        return arrays, None
    lists = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns]
    different = sorted_labels(chain.from_iterable(lists))
    try:
        "".join(label for label in different if isinstance(label, str)).encode()
    except UnicodeEncodeError:
        text = "a label holds half of a surrogate pair: expected texts that UTF-8 can write"
        raise InvalidInputError(text) from None
    return [encode(column, different) for column in lists], tuple(different)


def label_tuple(name: str, values: Any, length: int) -> tuple[str | int, ...]:
    """Distinct labels as plain Python values, as many as there should be."""
    column = as_column(name, values)
    labels = tuple(column.tolist() if isinstance(column, np.ndarray) else column)
    if len(labels) != length:
        raise InvalidInputError(f"{name} has {len(labels)} entries: expected {length}")
    if len(set(labels)) != length:
        seen: set[str | int] = set()
        for place, label in enumerate(labels):
            if label in seen:
                raise InvalidInputError(f"{name}[{place}] = {label!r} stands there a second time")
            seen.add(label)
    return labels
