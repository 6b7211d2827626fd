"""When there are enough samples of a question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from rankfold import _native
from rankfold.answer_votes import AnswerVotes
from rankfold.answers import ragged
from rankfold.answers.of_samples import counted, labels_of, refuse
from rankfold.arguments import integer, real
from rankfold.arrays import number_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.samples import Samples
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.answers.of_samples import Counted
    from rankfold.control import Control

__all__ = [
    "StopDecision",
    "StopDecisions",
    "WindowStop",
    "adaptive_stop",
    "deepening_budgets",
    "early_stop_window",
    "expected_samples",
]

# In the order of the codes of the core.
_REASONS = ("too_few", "uncertain", "confident", "decided", "exhausted")
_WINDOW_REASONS = ("continue", "unanimous", "exhausted")

_MOST = 2**32 - 1


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


@dataclass(frozen=True, slots=True)
class StopDecision:
    """Whether to stop sampling one question.

    Attributes
    ----------
    stop : bool
        Whether to stop.
    reason : str
        Why. Stops: ``"confident"`` (the probability has reached the threshold), ``"decided"`` (the lead cannot be
        caught with the samples that are left), ``"exhausted"`` (there are ``max_samples``). Goes on: ``"uncertain"``,
        ``"too_few"`` (fewer than ``min_samples``, or no answer at all).
    leader : int, label or None
        The most frequent answer, the first one where several are: its index among the counts, or its label where
        samples or votes were given, in whose order it then is the first. None without answers.
    tied : bool
        Whether several are the most frequent.
    p_leader : float
        The probability that the rule is about; 0 without answers. It is not the probability that the leader is right.
    expected_remaining : float
        How many more samples to expect before the rule stops: 0 if it does; NaN without ``max_samples``, since then
        there may be no end.
    """

    stop: bool
    reason: str
    leader: Any
    tied: bool
    p_leader: float
    expected_remaining: float

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; NaN becomes ``None``."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StopDecisions:
    """Whether to stop sampling each of many questions; ``[q]`` and iteration give a :class:`StopDecision`.

    Attributes
    ----------
    stop : ndarray of bool, shape (n_questions,)
        Whether to stop.
    reason : tuple of str
        Why; see :class:`StopDecision`.
    leader : ndarray of int64, shape (n_questions,), or tuple of labels
        Indices of the most frequent answers, -1 without answers; or their labels, None without answers.
    tied : ndarray of bool, shape (n_questions,)
        Whether several are the most frequent.
    p_leader, expected_remaining : ndarray of float64, shape (n_questions,)
        See :class:`StopDecision`.
    """

    stop: NDArray[np.bool_]
    reason: tuple[str, ...]
    leader: NDArray[np.int64] | tuple[Any, ...]
    tied: NDArray[np.bool_]
    p_leader: NDArray[np.float64]
    expected_remaining: NDArray[np.float64]

    def _columns(self) -> dict[str, list[Any]]:
        columns = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(column) if isinstance(column, tuple) else column.tolist() for name, column in columns.items()
        }

    def __len__(self) -> int:
        return len(self.reason)

    def __getitem__(self, question: int) -> StopDecision:
        leader = self.leader[question]
        if isinstance(self.leader, np.ndarray):
            leader = None if leader < 0 else int(leader)
        return StopDecision(
            bool(self.stop[question]),
            self.reason[question],
            leader,
            bool(self.tied[question]),
            float(self.p_leader[question]),
            float(self.expected_remaining[question]),
        )

    def __iter__(self) -> Iterator[StopDecision]:
        return map(self.__getitem__, range(len(self)))

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row a question; see :meth:`rankfold.rank.Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, a list each; NaN becomes ``None``."""
        return {name: [_plain(value) for value in column] for name, column in self._columns().items()}

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    def __repr__(self) -> str:
        return f"adaptive_stop: {int(self.stop.sum())} of {len(self)} questions stop\n{plain(self._columns())}"


def adaptive_stop(
    counts: Any,
    *,
    offsets: ArrayLike | None = None,
    n_missing: ArrayLike | None = None,
    rule: Literal["beta", "dirichlet", "decided", "horizon"] = "beta",
    threshold: float = 0.95,
    max_samples: int | None = None,
    min_samples: int = 4,
    n_largest: int | None = None,
    **control: Unpack[Control],
) -> StopDecision | StopDecisions:
    """Say whether a question has been sampled enough, from how often each answer was given so far.

    Nothing that is returned is the probability that an answer is right: it is about whether more samples would change
    the majority.

    Parameters
    ----------
    counts : list of int, list of lists, array of shape (n_questions, n_answers), flat with ``offsets``, Samples or \
AnswerVotes
        How often each answer was given. A bare list is one question, and gives one :class:`StopDecision`.
        :class:`rankfold.Samples` and :class:`rankfold.AnswerVotes` give one for each of their questions, in their
        order, and leaders by their labels.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat counts.
    n_missing : int or array-like of int, shape (n_questions,), optional
        Samples without an answer: they count towards ``min_samples`` and ``max_samples``, and for no answer.
    rule : {"beta", "dirichlet", "decided", "horizon"}, default "beta"
        What ``p_leader`` is: the probability that the leader is likelier than the runner-up (``"beta"``) or than every
        other answer that was seen (``"dirichlet"``), under a uniform prior; 1 or 0 for whether the lead is out of reach
        (``"decided"``); the probability that the leader is alone in the lead after ``max_samples`` (``"horizon"``).
    threshold : float, default 0.95
        Stop from this probability on.
    max_samples : int, optional
        How many samples there may be, up to 65,536. With it, a lead that cannot be caught always stops. ``"decided"``
        and ``"horizon"`` need it.
    min_samples : int, default 4
        Fewer are not enough, unless the lead cannot be caught.
    n_largest : int, optional
        With ``"dirichlet"``, compare so many of the most frequent answers; default all. The reference code takes 5.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    StopDecision or StopDecisions

    Raises
    ------
    InvalidInputError
        For negative counts, wrong offsets, or options out of range.

    Notes
    -----
    ``beta``: ``P = 2**-(a + b + 1) * sum(C(a + b + 1, i) for i <= a)`` for the two largest counts ``a >= b``, exactly.
    ``dirichlet``: the integral over ``x`` of the density of a gamma variable of shape ``c_1 + 1`` times the
    distributions of the others, deterministic and within about 1e-14; a single answer is compared with one that was not
    seen, as in the reference code, whose own value is drawn at random. ``horizon``: samples to come are drawn from
    Pólya's urn, with a ball for each answer seen, one for an answer not seen, and one for each sample; the probability
    is exact under that model.

    ``expected_remaining`` is exact for the urn of the two leading answers alone, with the rule applied after each
    sample. Samples of other answers are not foreseen, so more may be needed. For ``dirichlet`` it foresees ``beta``.

    Time, a question: ``O(sqrt(n))`` for ``beta``, ``O(n)`` at some 50 points for ``dirichlet``; up to
    ``O((max_samples - n)**2)`` for the samples to expect; as much for ``horizon`` with one rival in reach, and the
    third power with more.

    References
    ----------
    P. Aggarwal et al., Let's Sample Step by Step (2023), arXiv 2305.11860: ``beta`` and ``dirichlet``.

    Examples
    --------
    >>> import rankfold as rf
    >>> decision = rf.answers.adaptive_stop([6, 1])
    >>> decision.stop, decision.reason, decision.p_leader
    (True, 'confident', 0.96484375)
    >>> rf.answers.adaptive_stop([[7, 2], [4, 1, 1], [9, 3]], max_samples=16)
    adaptive_stop: 1 of 3 questions stop
     stop  reason     leader   tied  p_leader  expected_remaining
    False  uncertain       0  False  0.945312             1.82717
    False  uncertain       0  False  0.890625             4.27173
     True  decided         0  False  0.953857                   0
    """
    if max_samples is not None:
        max_samples = integer("max_samples", max_samples, 0, _MOST)
    if n_largest is not None:
        n_largest = integer("n_largest", n_largest, 0, _MOST)
    least = integer("min_samples", min_samples, 0, _MOST)
    stopping = _native.StoppingRule(rule, real("threshold", threshold), max_samples, least, n_largest)
    native = native_control(control)
    if isinstance(counts, (Samples, AnswerVotes)):
        return _of_answers(stopping, counts, offsets, n_missing, native)
    # One question of plain integers goes without arrays, which would take longer than the rule.
    if offsets is None and type(counts) is list and all(type(count) is int for count in counts):
        missing = 0 if n_missing is None else int(ragged.per_question("n_missing", n_missing, 1)[0])
        return _decision(_one(stopping, counts, missing, native))
    rows = ragged.integers("counts", counts, offsets)
    n_questions = rows.offsets.size - 1
    missing_of = None if n_missing is None else ragged.per_question("n_missing", n_missing, n_questions)
    if rows.single:
        missing = 0 if missing_of is None else int(missing_of[0])
        return _decision(_one(stopping, rows.values.tolist(), missing, native))
    stop, reasons, leader, tied, p_leader, remaining = stopping.many(rows.values, rows.offsets, missing_of, native)
    reason = tuple(map(_REASONS.__getitem__, reasons.tolist()))
    return StopDecisions(stop, reason, leader, tied, p_leader, remaining)


def _of_answers(
    stopping: _native.StoppingRule,
    data: Samples | AnswerVotes,
    offsets: object,
    n_missing: object,
    control: _native.Control | None,
) -> StopDecisions:
    refuse("samples or votes", offsets=offsets, n_missing=n_missing)
    rows, missing, labels = cast("Counted", counted(data))
    stop, reasons, leader, tied, p_leader, remaining = stopping.many(rows.values, rows.offsets, missing, control)
    starts = rows.offsets[:-1].tolist()
    leaders = tuple(labels[start + at] if at >= 0 else None for start, at in zip(starts, leader.tolist(), strict=True))
    reason = tuple(map(_REASONS.__getitem__, reasons.tolist()))
    return StopDecisions(stop, reason, leaders, tied, p_leader, remaining)


def _one(
    stopping: _native.StoppingRule, counts: list[int], n_missing: int, control: _native.Control | None
) -> tuple[bool, int, int | None, bool, float, float]:
    try:
        return stopping.one(counts, n_missing, control)
    except OverflowError:
        raise InvalidInputError("counts hold an integer beyond 64 bits: expected 0 <= count < 4294967296") from None


def _decision(found: tuple[bool, int, int | None, bool, float, float]) -> StopDecision:
    stop, reason, leader, tied, p_leader, expected_remaining = found
    return StopDecision(stop, _REASONS[reason], leader, tied, p_leader, expected_remaining)


@dataclass(frozen=True, slots=True)
class WindowStop:
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

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)


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
    bounds = np.array([0, *accumulate(map(len, read))], dtype=np.int64)
    return ragged.Ragged(flat, bounds, False), labels


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
    size = integer("window", window, 1, _MOST)
    most = integer("max_samples", max_samples, 1, _MOST)
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
    return _native.expected_samples(numbers, size, integer("max_samples", max_samples, 1, _MOST))


def deepening_budgets(total: int, *, first: int, growth: float | Fraction = 2) -> tuple[int, ...]:
    """Budgets of rounds that grow geometrically and together spend a total.

    Iterative deepening: after each round one looks whether to stop, and the next round is ``growth`` times as large.

    Parameters
    ----------
    total : int
        What all rounds spend together, in samples or tokens.
    first : int
        The budget of the first round.
    growth : float or Fraction, default 2
        1 or more. A float is read as the decimal that it prints as.

    Returns
    -------
    tuple of int
        A budget for each round; they never fall, and sum to ``total``.

    Raises
    ------
    InvalidInputError
        Unless ``1 <= first <= total`` and ``growth >= 1``; for more than 10,000 rounds.

    Notes
    -----
    Round ``i`` from 0 gets ``first * growth**i``, rounded down from the exact number, as long as all together stay
    within ``total``; what is left over goes to the last round. The sum of all rounds is at most about
    ``growth / (growth - 1)`` times the last one.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.deepening_budgets(31_000, first=1000)
    (1000, 2000, 4000, 8000, 16000)
    >>> rf.answers.deepening_budgets(64, first=4, growth=1.5)
    (4, 6, 9, 13, 32)
    """
    whole = integer("total", total, 1, 2**63 - 1)
    start = integer("first", first, 1, whole)
    ratio = growth if isinstance(growth, Fraction) else Fraction(repr(real("growth", growth)))
    if ratio < 1 or ratio.numerator >= 2**63:
        raise InvalidInputError(f"growth = {growth}: expected 1 <= growth, of a numerator that fits 63 bits")
    return tuple(_native.deepening_budgets(whole, start, (ratio.numerator, ratio.denominator)))
