"""What the majority of k samples achieves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.at_k import AtK, AtKOptions, estimate
from rankfold.answers.of_samples import counted, refuse
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.samples import Samples

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.answers.at_k import K
    from rankfold.answers.of_samples import Counted


__all__ = ["maj_at_k"]


def _correct_answers(correct: Any, counts: ragged.Ragged, offsets: Any) -> NDArray[np.uint8]:
    """Which answers are correct, as a byte each."""
    first = correct[0] if isinstance(correct, (list, tuple)) and correct else correct
    whole = hasattr(first, "__index__") and not isinstance(first, (bool, np.bool_, np.ndarray))
    if whole or (isinstance(correct, np.ndarray) and correct.dtype.kind in "iu"):
        lengths = np.diff(counts.offsets)
        index = ragged.per_question("correct", correct, lengths.size)
        wrong = (index < -1) | (index >= lengths)
        if wrong.any():
            question = int(np.argmax(wrong))
            raise InvalidInputError(
                f"correct[{question}] = {index[question]} is not an answer: expected 0 <= answer < "
                f"{lengths[question]}, or -1 if none is correct"
            )
        flags = np.zeros(counts.values.size, dtype=np.uint8)
        flags[(counts.offsets[:-1] + index)[index >= 0]] = 1
        return flags
    found = ragged.flags("correct", correct, offsets)
    ragged.same_rows("correct", found, "counts", counts)
    return cast("NDArray[np.uint8]", found.values)


def maj_at_k(
    counts: Any,
    k: K = "all",
    *,
    correct: Any = None,
    offsets: ArrayLike | None = None,
    n_missing: ArrayLike | None = None,
    tie: Literal["share", "wrong"] = "share",
    **options: Unpack[AtKOptions],
) -> AtK:
    """maj@k: the probability that the majority of k samples is correct, exactly.

    Parameters
    ----------
    counts : list of lists of int, array-like of shape (n_questions, n_answers), flat with ``offsets``, or Samples
        How often each answer of each question was given; one bare list is one question. Zeros are allowed.
        :class:`rankfold.Samples` with the column ``correct`` say all that is needed; all samples of an answer must then
        be correct, or none.
    k : int, list of int, or "all", default "all"
        See :func:`pass_at_k`.
    correct : int, list of int, or bools in the form of ``counts``
        The index of the correct answer of each question, -1 where none is; or which of its answers are correct. Needed
        beside counts, and only there.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat counts.
    n_missing : int or array-like of int, shape (n_questions,), optional
        Samples without an answer: they are drawn like the others, and never win.
    tie : {"share", "wrong"}, default "share"
        What a tie for the majority counts: the share of correct answers among those that tie, or nothing.
    **options
        See :class:`rankfold.answers.AtKOptions`.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        For negative counts, wrong offsets, an answer that is not there, or a question with fewer than ``k`` samples,
        unless ``short="nan"``.

    Notes
    -----
    The mean over all subsets of ``k`` samples, without enumerating or drawing any: for a correct answer that comes up
    ``t`` times, the others' counts are a product of short polynomials, and one product serves every ``k``. Sharing ties
    is what "first seen wins" gives on average over the order of samples. maj@1 is ``c / n``, and so is maj@2 if every
    sample has an answer. Time at most ``O(n k^2)`` for each different count of a correct answer, in practice far less.

    Examples
    --------
    >>> import rankfold as rf
    >>> estimate = rf.answers.maj_at_k([[4, 3, 2, 1], [1, 2]], [1, 3], correct=[0, 1])
    >>> estimate.values.round(6)
    array([[0.4     , 0.455556],
           [0.666667, 1.      ]])
    """
    missing: NDArray[np.int64] | None
    if isinstance(counts, Samples):
        refuse("samples", correct=correct, offsets=offsets, n_missing=n_missing)
        table_of, missing, _ = cast("Counted", counted(counts))
        flags = _native.correct_answers(counts._native)
    else:
        if correct is None:
            raise InvalidTypeError("correct is missing: expected the index of the correct answer of each question")
        table_of = ragged.integers("counts", counts, offsets)
        flags = _correct_answers(correct, table_of, offsets)
        missing = None if n_missing is None else ragged.per_question("n_missing", n_missing, table_of.offsets.size - 1)

    def table(
        sizes: NDArray[np.int64] | None, short: str, control: _native.Control | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        values, bounds = table_of.values, table_of.offsets
        return _native.maj_at_k(values, bounds, missing, flags, sizes, short, tie, control)

    return estimate("maj_at_k", table, k, options, tie=tie)
