"""Windows of samples that all agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.of_samples import labels_of, refuse
from rankfold.arguments import integer
from rankfold.arrays import number_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.json_output import ToJson
from rankfold.offsets import offsets_of
from rankfold.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import ArrayLike

    from rankfold.control import Control


__all__ = ["WindowStop", "early_stop_window", "expected_samples"]

_WINDOW_REASONS = ("continue", "unanimous", "exhausted")


@dataclass(frozen=True, slots=True)
class WindowStop(ToJson):
    """What the windows of one question's samples say.

    Attributes
    ----------
    stop : bool
        Whether to stop.
    reason : {"unanimous", "exhausted", "continue"}
        A window was unanimous; there are ``max_samples``; neither.
    answer : label or None
        The unanimous answer; or the majority of all samples where there may be no more, the lowest label where several
        tie; None where sampling goes on, or no sample has an answer.
    tied : bool
        Whether several answers tie for the majority.
    n_used : int
        How many samples were looked at until then.
    """

    stop: bool
    reason: str
    answer: Any
    tied: bool
    n_used: int

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects."""
        return {name: getattr(self, name) for name in self.__slots__}


def _label(place: str, value: Any) -> int | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise InvalidTypeError(f"{place} = {value!r} is of type {type(value).__name__}: expected a str, an int or None")
    return integer(place, value, -(2**63), 2**63 - 1)


def _coded(rows: list[list[Any]]) -> tuple[ragged.Ragged, list[int | str]]:
    """Labels by their number in label order, integers before texts; -1 for a sample without an answer."""
    read = [
        [_label(f"answers[{question}][{place}]", value) for place, value in enumerate(row)]
        for question, row in enumerate(rows)
    ]
    distinct = {value for row in read for value in row if value is not None}
    labels = sorted(distinct, key=lambda label: (isinstance(label, str), label))
    number: dict[int | str | None, int] = {None: -1, **{label: index for index, label in enumerate(labels)}}
    flat = np.array([number[value] for row in read for value in row], dtype=np.int64)
    return ragged.Ragged(flat, offsets_of(map(len, read)), False), labels


def early_stop_window(
    answers: Any,
    *,
    window: int = 5,
    max_samples: int = 40,
    offsets: ArrayLike | None = None,
    missing_value: int | None = None,
    **control: Unpack[Control],
) -> WindowStop | tuple[WindowStop, ...]:
    """Stop as soon as a window of consecutive samples is unanimous.

    That a window agrees says nothing of whether its answer is right.

    Parameters
    ----------
    answers : list of labels, list of such lists, array-like of int, flat array of int with ``offsets``, or Samples
        The samples in the order in which they came; one bare list is one question. Labels are strings or integers;
        ``None`` is a sample without an answer. Samples may have any labels.
    window : int, default 5
        Samples that must agree.
    max_samples : int, default 40
        How many samples there may be: a multiple of ``window``. Later ones are not looked at.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat answers.
    missing_value : int, optional
        What stands for a sample without an answer in arrays of integers.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    WindowStop, or a tuple of them
        One a question.

    Raises
    ------
    InvalidInputError
        Unless ``window`` divides ``max_samples``; for wrong offsets.
    InvalidTypeError
        For labels that are neither strings nor integers.

    Notes
    -----
    Windows follow each other without overlap. The answer of the first unanimous one wins, whatever earlier windows
    said, as in the authors' code. Samples without an answer are never unanimous; one of the authors' scripts lets them
    be. Where nothing was unanimous the answer is the majority of all ``max_samples``.

    References
    ----------
    Y. Li et al., Escape Sky-high Cost: Early-stopping Self-Consistency for Multi-step Reasoning (ICLR 2024), arXiv
    2401.10480.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.early_stop_window(["a", "b", "b", "b"], window=2, max_samples=8)
    WindowStop(stop=True, reason='unanimous', answer='b', tied=False, n_used=4)
    """
    size = integer("window", window, 1, ragged.MOST)
    most = integer("max_samples", max_samples, 1, ragged.MOST)
    missing = None if missing_value is None else integer("missing_value", missing_value, -(2**63), 2**63 - 1)
    if isinstance(answers, Samples):
        refuse("samples", offsets=offsets, missing_value=missing_value)
        bounds, numbers, starts, _, _ = answers._native.numbers()
        found = _native.early_stop_window(numbers, bounds, size, most, -1, native_control(control))
        every = labels_of(answers)
        of_question = [every[start:end] for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
        return _window_stops(found, of_question)
    labels: list[int | str] | None = None
    single = False
    if offsets is None and isinstance(answers, (list, tuple)):
        single = not any(isinstance(row, (list, tuple, np.ndarray)) for row in answers)
        rows, labels = _coded([list(answers)] if single else [list(_row(q, row)) for q, row in enumerate(answers)])
        if missing is not None:
            raise InvalidInputError("missing_value is for arrays of integers: expected None as a label in lists")
        missing = -1
    else:
        rows = ragged.integers("answers", answers, offsets)
        single = rows.single
    found = _native.early_stop_window(rows.values, rows.offsets, size, most, missing, native_control(control))
    n_questions = rows.offsets.size - 1
    stops = _window_stops(found, None if labels is None else [labels] * n_questions)
    return stops[0] if single else stops


def _window_stops(found: tuple[Any, ...], labels: Sequence[Sequence[Any]] | None) -> tuple[WindowStop, ...]:
    """Records of what was found; answers are numbers of labels, if there are any."""
    stops = []
    for question, (code, answer, is_there, tied, n_used) in enumerate(
        zip(*(column.tolist() for column in found), strict=True)
    ):
        label = None if not is_there else answer if labels is None else labels[question][answer]
        stops.append(WindowStop(code > 0, _WINDOW_REASONS[code], label, tied, n_used))
    return tuple(stops)


def _row(question: int, row: Any) -> Any:
    if not isinstance(row, (list, tuple, np.ndarray)):
        raise InvalidTypeError(
            f"answers[{question}] is of type {type(row).__name__}: expected a list, as the others are"
        )
    return row


def expected_samples(p: ArrayLike, *, window: int = 5, max_samples: int = 40) -> float:
    """How many samples :func:`early_stop_window` takes on average.

    Parameters
    ----------
    p : array-like of float, shape (n_answers,)
        How probable each answer is; what is missing to 1 gives no answer.
    window : int, default 5
        Samples that must agree.
    max_samples : int, default 40
        How many samples there may be: a multiple of ``window``.

    Returns
    -------
    float

    Raises
    ------
    InvalidInputError
        For probabilities that are not from 0 to 1 or sum to more than 1; unless ``window`` divides ``max_samples``.

    Notes
    -----
    With ``q = sum(p**window)`` and ``M = max_samples / window`` it is ``window * (1 - (1 - q)**M) / q``.

    References
    ----------
    Y. Li et al. (ICLR 2024), arXiv 2401.10480.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(rf.answers.expected_samples([0.9, 0.1]), 6)
    8.460705
    """
    numbers = np.ascontiguousarray(number_vector("p", p, "(n_answers,)"), dtype=np.float64)
    size = integer("window", window, 1, 2**31 - 1)
    return _native.expected_samples(numbers, size, integer("max_samples", max_samples, 1, ragged.MOST))
