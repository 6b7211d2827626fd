"""Columns of samples, nested or flat, checked and brought into one form: flat arrays by name."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frames.columns import encode, sorted_labels
from rankfold.labels import checked_labels
from rankfold.offsets import where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["NUMBERS", "Flat", "flat_columns", "flatten", "offset_array"]

#: Columns of floats.
NUMBERS = ("mean_logprobs", "sum_logprobs", "rewards", "confidences", "token_logprobs", "token_confidences")
_PER_TOKEN = ("token_logprobs", "token_confidences")
_LOGPROBS = ("mean_logprobs", "sum_logprobs", "token_logprobs")


class Flat(NamedTuple):
    """Columns as the native container takes them, and the labels of raters."""

    columns: dict[str, Any]
    raters: tuple[str | int, ...]


def flatten(name: str, nested: Any, lengths: Sequence[int]) -> Any:
    """One list of a column that has an inner list a question, each as long as the answers are."""
    if isinstance(nested, np.ndarray) and nested.ndim == 2 and nested.dtype.kind in "iufb":
        if nested.shape[0] == len(lengths) and all(length == nested.shape[1] for length in lengths):
            return nested.ravel()
        raise InvalidInputError(f"{name} has shape {nested.shape}: expected a row a question, as answers has")
    if isinstance(nested, (str, bytes)) or not hasattr(nested, "__len__"):
        raise InvalidTypeError(f"{name} is of type {type(nested).__name__}: expected a list with a list a question")
    if len(nested) != len(lengths):
        raise InvalidInputError(f"{name} has {len(nested)} questions: expected {len(lengths)}, as answers has")
    for question, (values, length) in enumerate(zip(nested, lengths, strict=True)):
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            kind = type(values).__name__
            raise InvalidTypeError(f"{name}[{question}] is of type {kind}: expected a list with one entry a sample")
        if len(values) != length:
            raise InvalidInputError(f"{name}[{question}] has {len(values)} entries: expected {length}, one a sample")
    return list(chain.from_iterable(nested))


def flat_columns(columns: Mapping[str, Any], offsets: NDArray[np.int64]) -> Flat:
    """Flat columns as arrays; ``None`` is a column that was not given."""
    given = {name: values for name, values in columns.items() if values is not None}
    found: dict[str, Any] = {}
    raters: tuple[str | int, ...] = ()
    for name, values in given.items():
        if name in NUMBERS:
            found[name] = _numbers(name, values, offsets)
        elif name == "n_tokens":
            found[name] = _counts(values, offsets)
        elif name == "correct":
            found[name] = _flags(values)
        elif name == "token_offsets":
            found[name] = offset_array(name, values)
        elif name == "raters":
            labels = checked_labels(name, values, int(offsets[-1]))
            raters = tuple(sorted_labels(labels))
            found[name] = encode(labels, raters)
        else:
            found[name] = _paths(values)
    for name in _PER_TOKEN:
        if name in found and "token_offsets" not in found:
            raise InvalidInputError(f"{name} needs token_offsets=, where the tokens of each sample start")
    return Flat(found, raters)


def offset_array(name: str, values: ArrayLike) -> NDArray[np.int64]:
    """Offsets as contiguous int64; what they are is checked by the container."""
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iu" or not array.size:
        raise InvalidTypeError(f"{name} has dtype {array.dtype} and shape {array.shape}: expected integers, 0 first")
    return np.ascontiguousarray(array, dtype=np.int64)


def _numbers(name: str, values: Any, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        array = values
    else:
        values = list(values)
        array, is_read = _floats(values)
        if not is_read:
            at = next(k for k, value in enumerate(values) if not _is_number(value))
            place = f"[{at}]" if name in _PER_TOKEN else where(offsets, at)
            hint = ": was the model asked for log-probabilities?" if values[at] is None and name in _LOGPROBS else ""
            kind = type(values[at]).__name__
            raise InvalidInputError(f"{name}{place} is {values[at]!r}, a {kind}: expected a number{hint}")
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected one number a sample")
    return np.ascontiguousarray(array, dtype=np.float64)


def _floats(values: list[Any]) -> tuple[NDArray[np.float64], bool]:
    """Numbers as floats, and whether all are numbers: NumPy would read None as NaN, and texts as what they say."""
    array = np.empty(0)
    # Among numbers alone, what NumPy makes of them is neither objects nor texts.
    found = np.asarray(values) if values else array
    if found.dtype.kind in "iufb":
        return found.astype(np.float64), True
    if all(map(_is_number, values)):
        return np.array([float(value) for value in values]), True
    return array, False


def _is_number(value: object) -> bool:
    if isinstance(value, (str, bytes)) or value is None:
        return False
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _counts(values: Any, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        wrong = (k for k, value in enumerate(values) if isinstance(value, bool) or not hasattr(value, "__index__"))
        at = next(wrong, 0)
        raise InvalidTypeError(f"n_tokens{where(offsets, at)} = {values[at]!r}: expected an integer")
    return np.ascontiguousarray(array, dtype=np.int64)


def _flags(values: Any) -> NDArray[np.uint8]:
    array = np.asarray(values)
    if array.dtype.kind != "b" and array.size:
        raise InvalidTypeError(f"correct has dtype {array.dtype}: expected bool")
    return np.ascontiguousarray(array.astype(np.uint8))


def _paths(values: Any) -> Any:
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu" and values.ndim == 1:
        return np.ascontiguousarray(values, dtype=np.int64)
    return values
