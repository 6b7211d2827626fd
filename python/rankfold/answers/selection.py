"""What a method returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold._native import AnswerSelection as NativeSelection
from rankfold.errors import InvalidInputError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import as_json
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["AnswerSelection", "Decision"]

_STATUS = np.array(NativeSelection.status_names())


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question.

    Attributes
    ----------
    question : str or int
        The question.
    answer : label or None
        What was chosen; None where nobody was.
    confidence : float or None
        The share of the method's mass, over all samples, that the best answer has: see :class:`AnswerSelection`.
    n_samples, n_valid, n_distinct, n_pruned : int
        How many samples there are, how many have an answer, how many answers differ, how many samples were left out.
    agrees_with_majority : bool
        Whether no answer was given more often.
    status : str
        What there is to know of the choice: see :class:`AnswerSelection`.
    tied : tuple of labels
        Every answer with the highest score, in label order.
    """

    question: str | int
    answer: Any
    confidence: float | None
    n_samples: int
    n_valid: int
    n_distinct: int
    n_pruned: int
    agrees_with_majority: bool
    status: str
    tied: tuple[Any, ...]

    @property
    def share_valid(self) -> float:
        """The share of the samples that have an answer."""
        return self.n_valid / self.n_samples if self.n_samples else 0.0


class AnswerSelection:
    """The answers to many questions, and what is known of each choice.

    ``selection[i]`` is the :class:`Decision` of the i-th question; iterating goes through all of them. Arrays have an
    entry a question and are made when they are asked for.

    Notes
    -----
    ``confidence`` is the winner's share of the method's mass over all samples: of the votes, the weights, or the
    probability. It is not the probability that the answer is right.

    ``status`` is one of

    ======================  ============================================================================
    ``ok``                  nothing to report
    ``no_valid_answer``     no sample has an answer; the answer is None and the confidence 0
    ``abstained``           nobody was chosen: of a tie with ``tie_break="abstain"``, or below a threshold
    ``tie``                 several answers have the highest score; ``tie_break`` chose
    ``few_distinct``        too few different paths to prune
    ``pruned_nothing``      every path was kept
    ``no_mass``             whatever has an answer weighs nothing, or is impossible
    ======================  ============================================================================

    where an earlier one of ``no_valid_answer``, ``abstained``, ``no_mass`` and ``tie`` hides those after it.
    """

    __slots__ = ("_native", "_questions", "_settings")
    _native: NativeSelection
    _questions: Sequence[str | int] | None
    _settings: dict[str, Any]

    def __init__(self) -> None:
        raise TypeError("AnswerSelection is what methods return: call rankfold.answers.majority_vote, for example")

    @classmethod
    def _wrap(
        cls, native: NativeSelection, questions: Sequence[str | int] | None, settings: dict[str, Any]
    ) -> AnswerSelection:
        selection = object.__new__(cls)
        set_ = object.__setattr__
        set_(selection, "_native", native)
        set_(selection, "_questions", questions)
        set_(selection, "_settings", settings)
        return selection

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a result is immutable: cannot set {name}")

    @property
    def questions(self) -> Sequence[str | int]:
        """The questions; a ``range`` if they have no labels."""
        return range(len(self)) if self._questions is None else self._questions

    @property
    def settings(self) -> dict[str, Any]:
        """The method and every option as it was applied."""
        return self._settings

    @property
    def answers(self) -> list[Any]:
        """The label that was chosen for each question, None where nobody was."""
        return self._native.answers

    @property
    def confidence(self) -> NDArray[np.float64] | None:
        """The best answer's share of all mass, shape (n_questions,); None for methods without a mass."""
        return self._native.confidence

    @property
    def share_valid(self) -> NDArray[np.float64]:
        """The share of the samples that have an answer, shape (n_questions,); 0 where there are no samples."""
        share: NDArray[np.float64] = self._native.n_valid / np.maximum(self._native.n_samples, 1)
        return share

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where the candidates of each question start, shape (n_questions + 1,)."""
        return self._native.offsets

    @property
    def candidates(self) -> list[Any]:
        """The different answers, question after question, in label order."""
        return self._native.candidates

    @property
    def scores(self) -> NDArray[np.float64]:
        """The score of each candidate, in the unit that the method documents."""
        return self._native.scores

    @property
    def tied(self) -> list[list[Any]]:
        """For each question every answer with the highest score, in label order."""
        return self._native.tied

    @property
    def n_tied(self) -> NDArray[np.int64]:
        """How many answers have the highest score, shape (n_questions,)."""
        return self._native.n_tied

    @property
    def n_samples(self) -> NDArray[np.int64]:
        """How many samples there are, shape (n_questions,)."""
        return self._native.n_samples

    @property
    def n_valid(self) -> NDArray[np.int64]:
        """How many samples have an answer, shape (n_questions,)."""
        return self._native.n_valid

    @property
    def n_distinct(self) -> NDArray[np.int64]:
        """How many answers differ, shape (n_questions,)."""
        return self._native.n_distinct

    @property
    def n_pruned(self) -> NDArray[np.int64]:
        """How many samples the method left out, shape (n_questions,)."""
        return self._native.n_pruned

    @property
    def agrees_with_majority(self) -> NDArray[np.bool_]:
        """Whether no answer was given more often than the chosen one, shape (n_questions,)."""
        return self._native.agrees_with_majority

    @property
    def status(self) -> NDArray[np.str_]:
        """What there is to know of each choice, shape (n_questions,): see the notes."""
        return _STATUS[self._native.status_codes]

    def credit(self, gold: Sequence[Any], *, share_ties: bool | None = None) -> NDArray[np.float64]:
        """How right each answer is, given the right ones: 1 or 0, or where ties are shared a part.

        Parameters
        ----------
        gold : sequence of labels, length n_questions
            The right answer to each question, compared by Python's equality.
        share_ties : bool, optional
            Whether each of n tied answers has a part of 1/n, whoever was chosen; default with ``tie_break="share"``.

        Returns
        -------
        ndarray of float64, shape (n_questions,)
            Its mean is the accuracy. Where nobody was chosen the credit is 0.
        """
        if isinstance(gold, (str, bytes)) or len(gold) != len(self):
            raise InvalidInputError(f"gold has {len(gold)} entries: expected {len(self)}, one a question")
        if share_ties is None:
            share_ties = self._settings["tie_break"] == "share"
        if share_ties:
            pairs = zip(self.tied, gold, strict=True)
            return np.array([(right in tied) / len(tied) if tied else 0.0 for tied, right in pairs])
        pairs = zip(self.answers, gold, strict=True)
        return np.array([float(answer is not None and answer == right) for answer, right in pairs])

    def scores_of(self, i: int) -> dict[Any, float]:
        """The candidates of the i-th question and their scores, in label order."""
        labels, scores = self._native.scores_at(self._index(i))
        return dict(zip(labels, scores.tolist(), strict=True))

    def _index(self, i: int) -> int:
        if not -len(self) <= i < len(self):
            raise IndexError(f"there is no question number {i}: expected {-len(self)} <= i < {len(self)}")
        return i % len(self)

    def __len__(self) -> int:
        return len(self._native)

    def __getitem__(self, i: int) -> Decision:
        i = self._index(i)
        question = i if self._questions is None else self._questions[i]
        return Decision(question, *self._native.decision(i))

    def __iter__(self) -> Iterator[Decision]:
        return map(self.__getitem__, range(len(self)))

    def _columns(self, n: int | None = None) -> dict[str, list[Any]]:
        chosen = [self[i] for i in range(len(self) if n is None else min(n, len(self)))]
        columns: dict[str, list[Any]] = {
            "question": [decision.question for decision in chosen],
            "answer": [decision.answer for decision in chosen],
        }
        if any(decision.confidence is not None for decision in chosen):
            columns["confidence"] = [decision.confidence for decision in chosen]
        for name in ("n_samples", "n_valid", "n_distinct", "n_pruned", "agrees_with_majority", "status"):
            columns[name] = [getattr(decision, name) for decision in chosen]
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row a question.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects: the settings, and a dictionary a question."""
        names = ("question", "answer", "confidence", "n_samples", "n_valid", "n_distinct", "n_pruned")
        more = ("agrees_with_majority", "status")
        rows = [
            {**{name: getattr(decision, name) for name in (*names, *more)}, "tied": list(decision.tied)}
            for decision in self
        ]
        return {"questions": rows, "settings": dict(self._settings)}

    def to_json(self, *, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON; labels that JSON does not know, such as infinity, become texts."""
        content = self.to_dict()
        for row in content["questions"]:
            row["answer"], row["tied"] = _written(row["answer"]), [_written(label) for label in row["tied"]]
        return as_json(content, indent)

    def __repr__(self) -> str:
        n_questions = f"{len(self)} {'question' if len(self) == 1 else 'questions'}"
        more = f"\n... and {len(self) - 20} more" if len(self) > 20 else ""
        return f"{self._settings['method']}: {n_questions}\n{plain(self._columns(20))}{more}"


def _written(label: Any) -> Any:
    return str(label) if isinstance(label, float) and not math.isfinite(label) else label
