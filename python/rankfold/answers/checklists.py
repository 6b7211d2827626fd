"""Answers judged by lists of questions with yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.offsets import offsets_of
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

    Missing = Literal["drop", "no"]

__all__ = ["BestByChecklist", "ChecklistScores", "best_by_checklist", "checklist_score"]

_SHAPE = "(n_samples, n_items) or (n_judges, n_samples, n_items)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChecklistScores(ToJson):
    """How much of a checklist each sample meets.

    Attributes
    ----------
    scores : ndarray of float64, shape (n_samples,)
        The share of the items that are met, by weight; NaN where none was judged.
    n_yes, n_judged : ndarray of int64, shape (n_samples,)
        Items that are met, and that were judged.
    settings : dict
        Every option as it was applied.
    """

    scores: NDArray[np.float64]
    n_yes: NDArray[np.int64]
    n_judged: NDArray[np.int64]
    settings: dict[str, Any]

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "sample": list(range(len(self.scores))),
            "score": self.scores.tolist(),
            "yes": self.n_yes.tolist(),
            "judged": self.n_judged.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns sample, score, yes and judged."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; a score that is none as None."""
        columns = self._columns()
        columns["score"] = [None if score != score else score for score in columns["score"]]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {"samples": rows, "settings": dict(self.settings)}

    def __len__(self) -> int:
        return len(self.scores)

    def __repr__(self) -> str:
        return f"checklist_score: {len(self)} samples\n{plain(self._columns())}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BestByChecklist(ToJson):
    """The sample of each question that meets most of its checklist.

    Attributes
    ----------
    best : ndarray of int64, shape (n_questions,)
        The sample within its question; of several with the highest score the first. -1 where none was judged.
    best_scores : ndarray of float64, shape (n_questions,)
        Its score; NaN where none was judged.
    n_tied : ndarray of int64, shape (n_questions,)
        Samples with that score.
    offsets : ndarray of int64, shape (n_questions + 1,)
        The samples of question q are ``offsets[q]:offsets[q + 1]``.
    scores : ndarray of float64, shape (n_samples,)
        See :class:`ChecklistScores`.
    settings : dict
        Every option as it was applied.
    """

    best: NDArray[np.int64]
    best_scores: NDArray[np.float64]
    n_tied: NDArray[np.int64]
    offsets: NDArray[np.int64]
    scores: NDArray[np.float64]
    settings: dict[str, Any]

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "question": list(range(len(self.best))),
            "best": self.best.tolist(),
            "score": self.best_scores.tolist(),
            "tied": self.n_tied.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns question, best, score and tied."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; a score that is none as None."""
        columns = self._columns()
        columns["score"] = [None if score != score else score for score in columns["score"]]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {"questions": rows, "settings": dict(self.settings)}

    def __len__(self) -> int:
        return len(self.best)

    def __repr__(self) -> str:
        return f"best_by_checklist: {len(self)} questions\n{plain(self._columns())}"


def checklist_score(
    judgements: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    missing: Missing = "drop",
    **control: Unpack[Control],
) -> ChecklistScores:
    """Score each sample by the share of its checklist that it meets (TICK).

    Parameters
    ----------
    judgements : array-like of bool or float, shape (n_samples, n_items) or (n_judges, n_samples, n_items)
        Whether each sample meets each item: True or 1, False or 0, NaN (or a masked cell) where nobody judged. Several
        judges decide an item by majority of those who judged it; a tie is none, and counts as no.
    weights : array-like of float, shape (n_items,), optional
        At least 0; default 1 each.
    missing : {"drop", "no"}, default "drop"
        What an item that was not judged is: left out of the share, or not met.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ChecklistScores
        Scores from 0 to 1; NaN for a sample of which nothing was judged.

    Raises
    ------
    InvalidInputError
        For a judgement other than these, a weight out of range, a wrong shape.

    Notes
    -----
    ``score = sum of the weights of items that are met / sum of the weights of items that count``, both sums correctly
    rounded; ``O(cells)``.

    References
    ----------
    J. Cook, T. Rocktaschel, J. Foerster, D. Aumiller, A. Wang: TICKing all the boxes. arXiv 2410.03608, 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.checklist_score([[1, 1, 0], [1, float("nan"), 0]])
    checklist_score: 2 samples
    sample     score  yes  judged
         0  0.666667    2       3
         1       0.5    1       2
    """
    found = _scored([_cells("judgements", judgements)], None if weights is None else [weights], missing, control)
    settings = {"weights": None if weights is None else np.asarray(weights).tolist(), "missing": missing}
    return ChecklistScores(found.scores, found.n_yes, found.n_judged, settings)


def best_by_checklist(
    judgements: Any,
    *,
    weights: Sequence[ArrayLike] | None = None,
    missing: Missing = "drop",
    **control: Unpack[Control],
) -> BestByChecklist:
    """Pick the sample of each question that meets most of its checklist: best of N by checklist (STICK).

    Parameters
    ----------
    judgements : sequence of array-like, one a question
        As for :func:`checklist_score`. Each question has its own samples, items and judges.
    weights : sequence of array-like of float, shape (n_items,), one a question, optional
        As for :func:`checklist_score`.
    missing, **control
        As for :func:`checklist_score`.

    Returns
    -------
    BestByChecklist
        The first of the samples with the highest score of each question, and how many share it.

    Raises
    ------
    InvalidInputError
        As for :func:`checklist_score`.
    InvalidTypeError
        For a single array: its first axis could be samples or questions.

    Notes
    -----
    With ``missing="drop"``, a sample judged on one item competes with one judged on all.

    References
    ----------
    As for :func:`checklist_score`.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.best_by_checklist([[[1, 0], [1, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 0]]])
    best_by_checklist: 2 questions
    question  best     score  tied
           0     1         1     1
           1     0  0.333333     2
    """
    if isinstance(judgements, np.ndarray) and judgements.dtype != object:
        raise InvalidTypeError("judgements is one array: expected a list of them, one a question")
    tables = [_cells(f"judgements[{question}]", table) for question, table in enumerate(judgements)]
    found = _scored(tables, weights, missing, control)
    offsets = offsets_of(table.shape[1] for table in tables)
    best_scores = np.full(len(tables), np.nan)
    known = found.best >= 0
    best_scores[known] = found.scores[offsets[:-1][known] + found.best[known]]
    settings = {
        "weights": None if weights is None else [np.asarray(own).tolist() for own in weights],
        "missing": missing,
    }
    return BestByChecklist(found.best, best_scores, found.n_tied, offsets, found.scores, settings)


def _scored(
    tables: list[NDArray[np.uint8]], weights: Sequence[ArrayLike] | None, missing: str, control: Control
) -> _native.ChecklistScores:
    if not isinstance(missing, str):
        raise InvalidTypeError(f"missing is of type {type(missing).__name__}: expected a str")
    weighed = None
    if weights is not None:
        if len(weights) != len(tables):
            raise InvalidInputError(f"weights has {len(weights)} questions: expected {len(tables)}")
        columns = [score_vector("weights", own, "(n_items,)") for own in weights]
        for question, (own, table) in enumerate(zip(columns, tables, strict=True)):
            if len(own) != table.shape[2]:
                raise InvalidInputError(
                    f"weights of question {question} has {len(own)} entries: expected {table.shape[2]}"
                )
        weighed = np.concatenate([*columns, np.zeros(0)])
    return _native.checklist_score(
        np.concatenate([*(table.ravel() for table in tables), np.zeros(0, dtype=np.uint8)]),
        offsets_of(table.shape[1] for table in tables),
        offsets_of(table.shape[2] for table in tables),
        np.asarray([table.shape[0] for table in tables], dtype=np.int64),
        weighed,
        missing,
        native_control(control),
    )


def _cells(name: str, judgements: ArrayLike) -> NDArray[np.uint8]:
    """Judgements as 0, 1 and 2 for none, shape (n_judges, n_samples, n_items)."""
    try:
        array = np.asanyarray(judgements)
    except ValueError:
        raise InvalidInputError(f"{name} is ragged: expected an array of shape {_SHAPE}") from None
    if array.ndim not in (2, 3):
        raise InvalidInputError(f"{name} has shape {array.shape}: expected {_SHAPE}")
    if array.dtype.kind == "b" and not isinstance(array, np.ma.MaskedArray):
        cells = np.ascontiguousarray(array).view(np.uint8)
        return cells[None] if cells.ndim == 2 else cells
    if array.dtype.kind not in "biuf":
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected True, False, or 1, 0 and NaN")
    values = np.ma.filled(array.astype(np.float64), np.nan) if isinstance(array, np.ma.MaskedArray) else array
    missing = np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=np.bool_)
    wrong = ~missing & (values != 0) & (values != 1)
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0].tolist())
        text = "is not a judgement: expected True, False, or 1, 0 and NaN"
        raise InvalidInputError(f"{name}{list(place)} = {values[place]} {text}")
    cells = np.where(missing, 2, np.where(missing, 0, values)).astype(np.uint8)
    return np.ascontiguousarray(cells[None] if cells.ndim == 2 else cells)
