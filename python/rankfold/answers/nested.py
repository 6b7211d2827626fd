"""Lists of lists, one a question, as flat columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.offsets import offsets_of, where

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["column", "flatten", "log_probabilities"]

#: How far a log-probability may be above 0, because softmax rounds: as far as in the columns of samples.
_ABOVE_ZERO = 1e-6


def flatten(name: str, nested: Any, what: str) -> tuple[list[Any], NDArray[np.int64]]:
    """All entries, and where those of each question begin."""
    if isinstance(nested, (str, bytes)) or not hasattr(nested, "__iter__"):
        raise InvalidTypeError(f"{name} is of type {type(nested).__name__}: expected one list of {what} a question")
    flat: list[Any] = []
    lengths = []
    for question, inner in enumerate(nested):
        if not isinstance(inner, (list, np.ndarray)):
            raise InvalidTypeError(
                f"{name}[{question}] is of type {type(inner).__name__}: expected a list of {what}; "
                f"write [{name}] for one question"
            )
        entries = inner.tolist() if isinstance(inner, np.ndarray) else inner
        flat += entries
        lengths.append(len(entries))
    return flat, offsets_of(lengths)


def column(name: str, nested: Any, offsets: NDArray[np.int64], what: str) -> list[Any]:
    """A column that goes with another one."""
    flat, own = flatten(name, nested, what)
    if len(own) != len(offsets):
        raise InvalidInputError(f"{name} has {len(own) - 1} questions: expected {len(offsets) - 1}")
    wrong = np.flatnonzero(np.diff(own) != np.diff(offsets))
    if len(wrong):
        question = int(wrong[0])
        got, expected = int(np.diff(own)[question]), int(np.diff(offsets)[question])
        raise InvalidInputError(f"{name}[{question}] has {got} entries: expected {expected}")
    return flat


def log_probabilities(name: str, nested: Any, offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log-probabilities of samples: at most 0, minus infinity included."""
    flat = column(name, nested, offsets, "log-probabilities")
    for at, value in enumerate(flat):
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
        if not is_number or not value <= _ABOVE_ZERO:
            text = "expected a number of at most 0" if value is not None else "log-probabilities have to be asked for"
            raise InvalidInputError(f"{name}{where(offsets, at)} = {value!r} is not a log-probability: {text}")
    return np.asarray(flat, dtype=np.float64)
