"""Rows of different lengths: lists of lists, tables, or flat values with offsets, brought into one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rankfold.arrays import integer_vector, number_vector
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.offsets import offsets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST", "Ragged", "flags", "integers", "numbers", "per_question", "same_rows"]

#: The most samples of a question, of any kind.
MOST = 2**32 - 1


class Ragged(NamedTuple):
    """Flat values with where each row begins and ends.

    Attributes
    ----------
    values : ndarray, shape (n_values,)
        Row after row.
    offsets : ndarray of int64, shape (n_questions + 1,)
        Row ``q`` is ``values[offsets[q]:offsets[q + 1]]``; they start at 0.
    single : bool
        Whether one bare row was given, so that one bare result is wanted.
    """

    values: NDArray[Any]
    offsets: NDArray[np.int64]
    single: bool


def _is_row(value: object) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _flat(name: str, data: Any, offsets: Any) -> tuple[Any, NDArray[np.int64], bool]:
    """The values one after the other, in whatever form they are; offsets; and whether it was one bare row."""
    if isinstance(data, (str, bytes)):
        raise InvalidTypeError(f"{name} is of type {type(data).__name__}: expected numbers, a row a question")
    if offsets is not None:
        return data, integer_vector("offsets", offsets, "(n_questions + 1,)"), False
    if isinstance(data, np.ndarray) and data.ndim == 2:
        return data.ravel(), np.arange(data.shape[0] + 1, dtype=np.int64) * data.shape[1], False
    if isinstance(data, (list, tuple)) and any(map(_is_row, data)):
        for question, row in enumerate(data):
            if not _is_row(row):
                kind = type(row).__name__
                raise InvalidTypeError(f"{name}[{question}] is of type {kind}: expected a list, as the others are")
        return [value for row in data for value in row], offsets_of(len(row) for row in data), False
    length = len(data) if hasattr(data, "__len__") else 0
    return data, np.array([0, length], dtype=np.int64), True


def integers(name: str, data: Any, offsets: Any) -> Ragged:
    """Ragged whole numbers as contiguous int64."""
    values, bounds, single = _flat(name, data, offsets)
    return Ragged(integer_vector(name, values, "(n_values,), or a row a question"), bounds, single)


def numbers(name: str, data: Any, offsets: Any) -> Ragged:
    """Ragged numbers as contiguous float64."""
    values, bounds, single = _flat(name, data, offsets)
    array = number_vector(name, values, "(n_values,), or a row a question")
    return Ragged(np.ascontiguousarray(array, dtype=np.float64), bounds, single)


def flags(name: str, data: Any, offsets: Any) -> Ragged:
    """Ragged yes and no as contiguous bytes."""
    values, bounds, single = _flat(name, data, offsets)
    array = np.asarray(values)
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected (n_values,), or a row a question")
    if array.dtype.kind != "b" and array.size:
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected bool")
    return Ragged(np.ascontiguousarray(array.astype(np.uint8)), bounds, single)


def same_rows(name: str, rows: Ragged, others: str, expected: Ragged) -> None:
    """Refuse rows that are not as long as the others."""
    if not np.array_equal(rows.offsets, expected.offsets):
        lengths = (np.diff(rows.offsets), np.diff(expected.offsets))
        if lengths[0].size != lengths[1].size:
            raise InvalidInputError(f"{name} has {lengths[0].size} rows: expected {lengths[1].size}, as {others} has")
        question = int(np.argmax(lengths[0] != lengths[1]))
        got, wanted = (int(of[question]) for of in lengths)
        raise InvalidInputError(f"{name}[{question}] has {got} values: expected {wanted}, as {others}[{question}] has")


def per_question(name: str, values: Any, n_questions: int) -> NDArray[np.int64]:
    """A whole number for each question, or one for all."""
    array = integer_vector(name, np.atleast_1d(np.asanyarray(values)), "(n_questions,)")
    if np.ndim(values) == 0:
        return np.full(n_questions, array[0], dtype=np.int64)
    if array.size != n_questions:
        raise InvalidInputError(f"{name} has {array.size} entries: expected {n_questions}, one a question")
    return array
