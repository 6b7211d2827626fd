"""The container of samples."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native as native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.labels import checked_labels
from rankfold.offsets import offsets_of
from rankfold.samples.columns import flat_columns, flatten, offset_array
from rankfold.samples.keys import by_question, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["Samples"]


class Samples:
    """Many answers to each of many questions, with what is known of each.

    Immutable. Samples are checked and copied once, and then trusted by every method of :mod:`rankfold.answers`. Build
    them with :meth:`from_lists`, :meth:`one`, :meth:`from_flat` or :meth:`from_frame`.

    Notes
    -----
    **Answers** are any hashable labels. Python's equality decides: 1, 1.0 and True are one answer, "1" is another. None
    is a missing answer; NaN is refused. Label order is numbers by value, texts by their UTF-8 bytes, bytes, tuples.
    Other labels have no order, and then tie-breaks by label are refused.

    **Log-probabilities** are natural logarithms, at most 0; minus infinity is one. Of ``mean_logprobs``,
    ``sum_logprobs`` and ``n_tokens`` two give the third, and all three must agree within 1e-4 relative.

    **Paths** say which samples of a question are the same path of reasoning: equal texts, bytes or token ids, compared
    by 128 bits of xxh3. What differs in its log-probability alone is one path.
    """

    __slots__ = ("_native", "_questions", "_raters")
    _native: native.Samples
    _questions: Sequence[str | int]
    _raters: tuple[str | int, ...]

    def __init__(self) -> None:
        raise TypeError("Samples() has nothing to hold: write Samples.from_lists(...), one, from_flat or from_frame")

    @classmethod
    def _wrap(
        cls,
        handle: native.Samples,
        questions: Sequence[str | int] | NDArray[Any] | None = None,
        raters: tuple[str | int, ...] = (),
    ) -> Self:
        samples = object.__new__(cls)
        labels: Sequence[str | int] = range(handle.n_questions)
        if questions is not None:
            labels = checked_labels("questions", questions, handle.n_questions)
            if len(set(labels)) < len(labels):
                twice = next(label for k, label in enumerate(labels) if label in labels[:k])
                raise InvalidInputError(f"questions names {twice!r} twice: expected each question once")
        for name, value in (("_native", handle), ("_questions", labels), ("_raters", raters)):
            object.__setattr__(samples, name, value)
        return samples

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Samples are immutable: cannot set {name}")

    @classmethod
    def from_lists(
        cls,
        answers: Sequence[Sequence[Any]] | NDArray[Any],
        *,
        mean_logprobs: Sequence[Any] | NDArray[Any] | None = None,
        sum_logprobs: Sequence[Any] | NDArray[Any] | None = None,
        n_tokens: Sequence[Any] | NDArray[Any] | None = None,
        paths: Sequence[Sequence[Any]] | None = None,
        rewards: Sequence[Any] | NDArray[Any] | None = None,
        confidences: Sequence[Any] | NDArray[Any] | None = None,
        raters: Sequence[Sequence[str | int]] | None = None,
        correct: Sequence[Any] | NDArray[Any] | None = None,
        questions: Sequence[str | int] | NDArray[Any] | None = None,
    ) -> Self:
        """Samples from lists, an inner list a question.

        Parameters
        ----------
        answers : sequence of sequences, or array of int, shape (n_questions, n_samples)
            The answers to each question; None where a sample has none.
        mean_logprobs : sequence of sequences of float, optional
            Mean log-probability of the tokens of each sample.
        sum_logprobs : sequence of sequences of float, optional
            Log-probability of each sample.
        n_tokens : sequence of sequences of int, optional
            How many tokens each sample has, at least 1.
        paths : sequence of sequences of (str, bytes, or sequence of int), optional
            What was said on the way to each answer: texts, bytes or token ids.
        rewards : sequence of sequences of float, optional
            What a reward model or verifier gave each sample.
        confidences : sequence of sequences of float, optional
            How sure each sample is of itself.
        raters : sequence of sequences of (str or int), optional
            Who gave each sample: the model, or the prompt.
        correct : sequence of sequences of bool, optional
            Whether each sample's answer is right.
        questions : sequence of str or int, optional
            Labels of the questions; default 0, 1, 2, ...

        Raises
        ------
        InvalidInputError
            Naming question and sample: for NaN or None among numbers, a log-probability above 0, log-probabilities that
            do not agree, a column of another length.
        InvalidTypeError
            For an inner text (write :meth:`one` for a single question), a set, or an answer that is not hashable.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Samples.from_lists([["4", "4", "5"], ["yes", None]], questions=["sum", "prime"])
        Samples(2 questions, 5 samples, 3 answers, 1 missing)
        """
        _refuse_single(answers)
        if isinstance(answers, np.ndarray) and answers.ndim == 2 and answers.dtype.kind in "iu":
            offsets = np.arange(len(answers) + 1, dtype=np.int64) * answers.shape[1]
        else:
            answers = answers if isinstance(answers, (list, tuple)) else list(answers)
            offsets = None
        nested = {
            "mean_logprobs": mean_logprobs,
            "sum_logprobs": sum_logprobs,
            "n_tokens": n_tokens,
            "paths": paths,
            "rewards": rewards,
            "confidences": confidences,
            "raters": raters,
            "correct": correct,
        }
        given = {name: values for name, values in nested.items() if values is not None}
        columns: dict[str, Any] = {}
        rater_labels: tuple[str | int, ...] = ()
        if given:
            lengths = [_length(question, place) for place, question in enumerate(answers)]
            bounds = offsets_of(lengths)
            flat = {name: flatten(name, values, lengths) for name, values in given.items()}
            columns, rater_labels = flat_columns(flat, bounds)
        if offsets is not None:
            flat_answers = np.ascontiguousarray(answers, dtype=np.int64).ravel()
            handle = native.Samples.from_integers(flat_answers, offsets, None, columns)
        else:
            handle = native.Samples.from_objects(answers, columns)
        return cls._wrap(handle, questions, rater_labels)

    @classmethod
    def one(cls, answers: Sequence[Any], *, question: str | int | None = None, **columns: Any) -> Self:
        """Samples of a single question.

        Parameters
        ----------
        answers : sequence
            Its answers.
        question : str or int, optional
            Its label; default 0.
        **columns
            Those of :meth:`from_lists`, without the outer list.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.answers.majority_vote(rf.Samples.one(["4", "4", "5"]))[0].answer
        '4'
        """
        if isinstance(answers, (str, bytes)):
            raise InvalidTypeError(f"answers = {answers!r} is one answer: expected a list of answers")
        questions = None if question is None else [question]
        nested = {name: None if values is None else [values] for name, values in columns.items()}
        return cls.from_lists([answers], questions=questions, **nested)

    @classmethod
    def from_flat(
        cls,
        answers: Sequence[Any] | NDArray[Any],
        *,
        offsets: ArrayLike | None = None,
        question: Sequence[str | int] | NDArray[Any] | None = None,
        missing_value: int | None = None,
        mean_logprobs: ArrayLike | None = None,
        sum_logprobs: ArrayLike | None = None,
        n_tokens: ArrayLike | None = None,
        paths: Sequence[Any] | NDArray[Any] | None = None,
        rewards: ArrayLike | None = None,
        confidences: ArrayLike | None = None,
        raters: Sequence[str | int] | NDArray[Any] | None = None,
        correct: ArrayLike | None = None,
        token_offsets: ArrayLike | None = None,
        token_logprobs: ArrayLike | None = None,
        token_confidences: ArrayLike | None = None,
        questions: Sequence[str | int] | NDArray[Any] | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Samples from flat columns; an array of integers is the fastest way in.

        Parameters
        ----------
        answers : sequence or array, shape (n_samples,)
            The answers to all questions.
        offsets : array-like of int, shape (n_questions + 1,)
            The samples of question q are ``answers[offsets[q]:offsets[q + 1]]``; starts at 0.
        question : sequence of str or int, shape (n_samples,)
            Instead of offsets: the question of each sample, in any order. Questions are then kept in label order, and
            the samples of each in the order in which they stand.
        missing_value : int, optional
            With an array of integers: the one that means that there is no answer.
        mean_logprobs, sum_logprobs, n_tokens, paths, rewards, confidences, raters, correct
            As for :meth:`from_lists`, flat. ``paths`` may also be integers that number them.
        token_offsets : array-like of int, shape (n_samples + 1,), optional
            Where the tokens of each sample start; with ``offsets`` only.
        token_logprobs : array-like of float, shape (n_tokens,), optional
            Log-probability of each token: sums and numbers of tokens follow, where they are not given.
        token_confidences : array-like of float, shape (n_tokens,), optional
            How sure the model was of each token; see :func:`rankfold.answers.trace_confidence`.
        questions : sequence of str or int, optional
            With offsets: labels of the questions. Default 0, 1, 2, ...
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError, InvalidTypeError
            As for :meth:`from_lists`; for offsets that fall or do not fit.

        Examples
        --------
        >>> import numpy as np
        >>> import rankfold as rf
        >>> samples = rf.Samples.from_flat(np.array([7, 7, -1, 3]), offsets=[0, 3, 4], missing_value=-1)
        >>> samples.to_lists()
        [[7, 7, None], [3]]
        """
        columns: dict[str, Any] = {
            "mean_logprobs": mean_logprobs,
            "sum_logprobs": sum_logprobs,
            "n_tokens": n_tokens,
            "paths": paths,
            "rewards": rewards,
            "confidences": confidences,
            "raters": raters,
            "correct": correct,
            "token_offsets": token_offsets,
            "token_logprobs": token_logprobs,
            "token_confidences": token_confidences,
        }
        if (offsets is None) == (question is None):
            raise InvalidInputError("from_flat needs offsets= or question=, and not both")
        if question is not None:
            if token_offsets is not None:
                raise InvalidInputError("token_offsets needs offsets=: with question= samples change their places")
            if questions is not None:
                raise InvalidInputError("questions needs offsets=: with question= these are the labels")
            answers, columns, bounds, questions = by_question(answers, question, columns)
        else:
            assert offsets is not None
            bounds = offset_array("offsets", offsets)
        flat, rater_labels = flat_columns(columns, bounds)
        array = np.asarray(answers) if hasattr(answers, "__array__") else None
        if array is not None and array.ndim == 1 and array.dtype.kind in "iu":
            value = None if missing_value is None else integer("missing_value", missing_value, -(2**63), 2**63 - 1)
            integers = np.ascontiguousarray(array, dtype=np.int64)
            handle = native.Samples.from_integers(integers, bounds, value, flat, native_control(control))
            return cls._wrap(handle, questions, rater_labels)
        if missing_value is not None:
            raise InvalidInputError("missing_value needs an array of integers: elsewhere None is a missing answer")
        nested = _cut(array.tolist() if array is not None else list(answers), bounds)
        return cls._wrap(native.Samples.from_objects(nested, flat), questions, rater_labels)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        question: str,
        answer: str,
        mean_logprob: str | None = None,
        sum_logprob: str | None = None,
        n_tokens: str | None = None,
        path: str | None = None,
        reward: str | None = None,
        confidence: str | None = None,
        rater: str | None = None,
        correct: str | None = None,
    ) -> Self:
        """Samples from a data frame with a row a sample: polars, pandas, pyarrow or whatever else narwhals reads.

        Parameters
        ----------
        frame : data frame
            A row a sample.
        question, answer : str
            Columns of labels; an answer that is null or NaN is missing.
        mean_logprob, sum_logprob, n_tokens, path, reward, confidence, rater, correct : str, optional
            Columns with what :meth:`from_lists` calls by the plural.

        Raises
        ------
        InvalidInputError
            For an unknown column, and as for :meth:`from_lists`.
        MissingDependencyError
            Without narwhals: ``pip install 'rankfold[frame]'``.

        Examples
        --------
        >>> import polars as pl
        >>> import rankfold as rf
        >>> frame = pl.DataFrame({"q": [1, 1, 2], "a": ["x", "y", None], "p": [-0.1, -0.4, -0.2]})
        >>> rf.Samples.from_frame(frame, question="q", answer="a", mean_logprob="p")
        Samples(2 questions, 3 samples, 2 answers, 1 missing, with mean_logprobs)
        """
        from rankfold.frames import sample_parts

        columns = {
            "mean_logprobs": mean_logprob,
            "sum_logprobs": sum_logprob,
            "n_tokens": n_tokens,
            "paths": path,
            "rewards": reward,
            "confidences": confidence,
            "raters": rater,
            "correct": correct,
        }
        parts = sample_parts(frame, question=question, answer=answer, columns=columns)
        given: dict[str, Any] = dict(parts.columns)
        return cls.from_flat(parts.answers, question=parts.questions, **given)

    @classmethod
    def concat(cls, parts: Iterable[Samples]) -> Self:
        """The questions of several containers, one after the other; all must have the same columns.

        Raises
        ------
        InvalidInputError
            For nothing to join, columns that differ, and a question that stands twice.
        """
        parts = list(parts)
        for place, part in enumerate(parts):
            if not isinstance(part, Samples):
                raise InvalidTypeError(f"parts[{place}] is of type {type(part).__name__}: expected Samples")
        handle, questions, raters = joined(parts)
        return cls._wrap(handle, questions, raters)

    @property
    def n_questions(self) -> int:
        """How many questions there are."""
        return self._native.n_questions

    @property
    def n_samples(self) -> int:
        """How many samples there are, over all questions."""
        return self._native.n_samples

    @property
    def questions(self) -> Sequence[str | int]:
        """The labels of the questions; a ``range`` if they have none."""
        return self._questions

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where the samples of each question start, shape (n_questions + 1,)."""
        return self._native.offsets

    @property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """What is known of the samples beside their answers, flat arrays by name.

        ``paths`` numbers the paths of each question; ``raters`` holds places in :attr:`rater_labels`.
        """
        named = ((name, self._native.column(name)) for name in self._native.column_names)
        return {name: values for name, values in named if values is not None}

    @property
    def rater_labels(self) -> tuple[str | int, ...]:
        """The labels of the raters, in label order."""
        return self._raters

    def to_lists(self) -> list[list[Any]]:
        """The answers to each question, None where there is none; of equal ones the plainest stands for all."""
        return self._native.answers()

    def with_weights(self, weights: ArrayLike) -> Self:
        """The same samples with a weight each, for :func:`rankfold.answers.weighted_vote` and :class:`AnswerVotes`.

        Parameters
        ----------
        weights : array-like of float, shape (n_samples,)
            In the order of the samples; finite.
        """
        array = np.ascontiguousarray(weights, dtype=np.float64)
        if array.shape != (self.n_samples,):
            raise InvalidInputError(f"weights has shape {array.shape}: expected (n_samples,) = ({self.n_samples},)")
        return self._wrap(self._native.with_weights(array), self._labels(), self._raters)

    def _labels(self) -> Sequence[str | int] | None:
        """The labels of the questions, if they were given."""
        return None if isinstance(self._questions, range) else self._questions

    def __len__(self) -> int:
        return self.n_questions

    def __repr__(self) -> str:
        native = self._native
        missing = f", {native.n_missing} missing" if native.n_missing else ""
        names = native.column_names
        columns = f", with {', '.join(names)}" if names else ""
        sizes = f"{_count(self.n_questions, 'question')}, {_count(self.n_samples, 'sample')}"
        return f"Samples({sizes}, {_count(native.n_answers, 'answer')}{missing}{columns})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._native.numbers(), dict(self.columns), self._labels(), self._raters)


def _rebuild(
    numbers: tuple[Any, Any, Any, Any, bool],
    columns: dict[str, Any],
    questions: Sequence[str | int] | None,
    raters: tuple[str | int, ...],
) -> Samples:
    """What a pickle calls."""
    return Samples._wrap(native.Samples.from_numbers(*numbers, columns), questions, raters)


def _refuse_single(answers: object) -> None:
    if isinstance(answers, (str, bytes, dict, set, frozenset)) or not hasattr(answers, "__iter__"):
        kind = type(answers).__name__
        raise InvalidTypeError(f"answers is of type {kind}: expected a list with a list of answers a question")


def _length(question: object, place: int) -> int:
    if isinstance(question, (str, bytes)):
        hint = "write Samples.one(answers) for one question"
        raise InvalidTypeError(f"answers[{place}] = {question!r} is one answer: expected a list of answers; {hint}")
    if not hasattr(question, "__len__"):
        kind = type(question).__name__
        raise InvalidTypeError(f"answers[{place}] is of type {kind}: expected a list of answers a question")
    return len(question)


def _cut(values: list[Any], offsets: NDArray[np.int64]) -> list[list[Any]]:
    """Flat values question by question."""
    bounds = offsets.tolist()
    if bounds[0] != 0 or bounds[-1] != len(values) or any(b < a for a, b in pairwise(bounds)):
        expected = f"integers that start at 0, never fall, and end at {len(values)}, the number of answers"
        raise InvalidInputError(f"offsets is not {expected}")
    return [values[start:end] for start, end in pairwise(bounds)]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
