"""Votes on answers, kept without the samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.control import native_control
from rankfold.errors import RankfoldError
from rankfold.samples import Samples
from rankfold.state import MergeableState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self, Unpack

    from rankfold.answers import AnswerSelection
    from rankfold.control import Control

__all__ = ["AnswerVotes", "Vote"]


@dataclass(frozen=True, slots=True)
class Vote:
    """What is kept of the samples that gave an answer.

    Attributes
    ----------
    count : int
        How many there are.
    weight : float
        What they weigh together.
    best_logprob : float or None
        The best log-probability of one of them, if they have any.
    """

    count: int
    weight: float
    best_logprob: float | None


class AnswerVotes(MergeableState):
    """How often each answer was given, what its samples weigh, and their best log-probability, question by question.

    A mergeable state: a service adds samples as they arrive with :meth:`update`, adds states of other workers with
    :meth:`merge`, and asks :func:`rankfold.answers.majority_vote`, :func:`rankfold.answers.weighted_vote` or
    :func:`rankfold.answers.threshold_vote` for the answer. Methods that look at each sample refuse it.

    Notes
    -----
    Questions and answers are texts or integers of 64 bits, and kept in label order. Counts and integer weights are the
    same bits for any split into batches; float weights agree within 1e-12 relative. Log-probabilities are per token, or
    of the whole sample where that is all there is; one state holds one kind.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.AnswerVotes()
    >>> for answer in ["4", "5", "4", None]:
    ...     _ = votes.update(rf.Samples.one([answer], question="q7"))
    >>> rf.answers.majority_vote(votes)[0].answer
    '4'
    >>> votes["q7"]
    {'4': Vote(count=2, weight=2.0, best_logprob=None), '5': Vote(count=1, weight=1.0, best_logprob=None)}
    """

    __slots__ = ()
    _native: native.AnswerVotes
    _native_class = native.AnswerVotes

    def __init__(self) -> None:
        self._native = native.AnswerVotes()

    def update(self, samples: Samples | Sequence[Sequence[Any]], **control: Unpack[Control]) -> Self:
        """Add samples, and return this state. A question that is there already gets more of them.

        Parameters
        ----------
        samples : Samples, or whatever :meth:`Samples.from_lists` takes
            With weights of their own (:meth:`Samples.with_weights`), or 1 each.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidTypeError
            For answers that are neither texts nor integers. Nothing is changed then, nor on any other error.
        IncompatibleStateError
            For log-probabilities of another kind.
        """
        samples = samples if isinstance(samples, Samples) else Samples.from_lists(samples)
        self._native.update(samples._native, list(samples.questions), native_control(control))
        return self

    def finish(self, *, method: str = "majority_vote", **options: Any) -> AnswerSelection:
        """The answer to each question so far, by any method that needs no more than is kept."""
        from rankfold.answers import METHODS
        from rankfold.registry import find_rule

        return find_rule(METHODS, method, "majority_vote").function(self, **options)

    @property
    def questions(self) -> tuple[str | int, ...]:
        """The questions, in label order."""
        return tuple(self._native.questions)

    def _labels(self) -> tuple[str | int, ...]:
        return self.questions

    def __getitem__(self, question: str | int) -> dict[str | int, Vote]:
        return self._at(question)[0]

    def missing(self, question: str | int) -> Vote:
        """What the samples of a question without an answer are."""
        return self._at(question)[1]

    def _at(self, question: str | int) -> tuple[dict[str | int, Vote], Vote]:
        found = self._told(question)
        if found is None:
            raise KeyError(question)
        answers, missing = found
        return {label: Vote(*parts) for label, parts in answers.items()}, Vote(*missing)

    def _told(self, question: object) -> Any:
        try:
            return self._native.votes_of(question)
        except RankfoldError:
            # Not a label, and yet it may equal one, as 1.0 does.
            told = zip(self._native.questions, self._native.votes(), strict=True)
            return next((votes for known, votes in told if known == question), None)

    def __iter__(self) -> Iterator[str | int]:
        return iter(self.questions)

    def __contains__(self, question: object) -> bool:
        return self._told(question) is not None

    def __len__(self) -> int:
        return len(self._native)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnswerVotes) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        votes = self._native.votes()
        n_samples = sum(vote[0] for answers, missing in votes for vote in (*answers.values(), missing))
        return f"AnswerVotes({len(self)} questions, {n_samples} samples)"
