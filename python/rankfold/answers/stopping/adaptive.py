"""Whether more samples would change the majority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from rankfold import _native
from rankfold.answer_votes import AnswerVotes
from rankfold.answers import ragged
from rankfold.answers.of_samples import counted, refuse
from rankfold.arguments import integer, real
from rankfold.control import native_control
from rankfold.errors import InvalidInputError
from rankfold.samples import Samples

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike

    from rankfold.answers.of_samples import Counted
    from rankfold.control import Control

from rankfold.answers.stopping.decisions import StopDecision, StopDecisions

__all__ = ["adaptive_stop"]

# In the order of the codes of the core.
_REASONS = ("too_few", "uncertain", "confident", "decided", "exhausted")


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
        max_samples = integer("max_samples", max_samples, 0, ragged.MOST)
    if n_largest is not None:
        n_largest = integer("n_largest", n_largest, 0, ragged.MOST)
    least = integer("min_samples", min_samples, 0, ragged.MOST)
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
