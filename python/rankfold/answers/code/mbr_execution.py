"""Programs whose outputs agree (minimum Bayes risk)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.answers.nested import column, flatten, log_probabilities
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.offsets import where
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control


__all__ = ["CodeSelection", "mbr_execution"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeSelection(ToJson):
    """The program of each question whose output most programs have.

    Attributes
    ----------
    best : ndarray of int64, shape (n_questions,)
        The sample within its question; -1 where none ran.
    outputs : tuple, length n_questions
        Its output; None where none ran.
    confidence : ndarray of float64, shape (n_questions,)
        The share of all samples that have that output; one that did not run counts against it. Not the probability of
        being right.
    n_tied : ndarray of int64, shape (n_questions,)
        Different outputs that share the highest score.
    n_ran : ndarray of int64, shape (n_questions,)
        Samples that ran.
    offsets : ndarray of int64, shape (n_questions + 1,)
        The samples of question q are ``offsets[q]:offsets[q + 1]``.
    scores : ndarray of int64, shape (n_samples,)
        How many samples that ran have the output of each, itself included; 0 where it did not run.
    """

    best: NDArray[np.int64]
    outputs: tuple[Hashable, ...]
    confidence: NDArray[np.float64]
    n_tied: NDArray[np.int64]
    n_ran: NDArray[np.int64]
    offsets: NDArray[np.int64]
    scores: NDArray[np.int64]

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "question": list(range(len(self))),
            "best": self.best.tolist(),
            "output": [repr(output) for output in self.outputs],
            "confidence": self.confidence.tolist(),
            "tied": self.n_tied.tolist(),
            "ran": self.n_ran.tolist(),
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns question, best, output (its ``repr``), confidence, tied and ran."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, outputs as their ``repr``."""
        columns = self._columns()
        return {"questions": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]}

    def __len__(self) -> int:
        return len(self.best)

    def __repr__(self) -> str:
        return f"mbr_execution: {len(self)} questions\n{plain(self._columns())}"


def mbr_execution(
    outputs: Any, *, ran: Any = None, sum_logprobs: Any = None, **control: Unpack[Control]
) -> CodeSelection:
    """Pick the program of each question whose output most programs have (MBR-exec).

    Parameters
    ----------
    outputs : list of lists, one a question
        What each program printed: any hashable values, such as a tuple over several inputs. Python decides which are
        equal; NaN is refused.
    ran : list of lists of bool, optional
        Whether each program ran; default all. What did not run has no vote and cannot win.
    sum_logprobs : list of lists of float, optional
        The log-probability of each program, at most 0.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    CodeSelection
        Of the programs with the most frequent output, the one with the highest log-probability; of those the first.
        ``n_tied`` says how many outputs are as frequent.

    Raises
    ------
    InvalidInputError
        For a log-probability above 0, NaN or None, a NaN among the outputs, columns that do not fit.
    InvalidTypeError
        For outputs that are no lists, or an output that cannot be hashed.

    Notes
    -----
    ``O(n log n)`` in the samples of a question. Without log-probabilities the order of samples decides between outputs
    that are equally frequent.

    References
    ----------
    F. Shi, D. Fried, M. Ghazvininejad, L. Zettlemoyer, S. I. Wang: Natural language to code translation with execution.
    arXiv 2204.11454, 2022.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.mbr_execution(
    ...     [["1", "1", "2", "error", "2"]],
    ...     ran=[[True, True, True, False, True]],
    ...     sum_logprobs=[[-3.0, -2.0, -1.0, -0.5, -4.0]],
    ... )
    mbr_execution: 1 questions
    question  best  output  confidence  tied  ran
           0     2  '2'            0.4     2    4
    """
    flat, offsets = flatten("outputs", outputs, "outputs")
    flags = [True] * len(flat) if ran is None else column("ran", ran, offsets, "bools")
    number: dict[Hashable, int] = {}
    numbers = np.empty(len(flat), dtype=np.int64)
    for at, (output, flag) in enumerate(zip(flat, flags, strict=True)):
        if not isinstance(flag, (bool, np.bool_)):
            raise InvalidTypeError(f"ran{where(offsets, at)} = {flag!r}: expected a bool")
        if not flag:
            numbers[at] = -1
            continue
        try:
            numbers[at] = number.setdefault(output, len(number))
        except TypeError:
            kind = type(output).__name__
            raise InvalidTypeError(
                f"outputs{where(offsets, at)} is of type {kind}, which cannot be hashed: expected a label, say a tuple"
            ) from None
        if output != output:
            raise InvalidInputError(f"outputs{where(offsets, at)} is NaN, which equals nothing: expected a label")
    logprobs = None if sum_logprobs is None else log_probabilities("sum_logprobs", sum_logprobs, offsets)
    found = _native.mbr_execution(numbers, offsets, logprobs, native_control(control))
    best = found.best.tolist()
    starts, sizes = offsets[:-1].tolist(), np.diff(offsets)
    scores = np.asarray([found.scores[start + at] if at >= 0 else 0 for start, at in zip(starts, best, strict=True)])
    confidence = np.divide(scores, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    chosen = tuple(flat[start + at] if at >= 0 else None for start, at in zip(starts, best, strict=True))
    return CodeSelection(found.best, chosen, confidence, found.n_tied, found.n_ran, offsets, found.scores)
