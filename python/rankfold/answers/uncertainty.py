"""How far the samples of a question agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.of_samples import counted, refuse
from rankfold.control import native_control

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control

__all__ = ["answer_entropy", "distinct_answers", "pairwise_agreement", "semantic_entropy"]


def answer_entropy(
    counts: Any,
    *,
    offsets: ArrayLike | None = None,
    correction: Literal["none", "miller_madow"] = "none",
    **control: Unpack[Control],
) -> NDArray[np.float64] | float:
    """Entropy of the answers of each question, in nats.

    Parameters
    ----------
    counts : list of lists of int, array-like of shape (n_questions, n_answers), flat with ``offsets``, or Samples
        How often each answer was given; a bare list is one question, and gives a float. Zeros are allowed. Of
        :class:`rankfold.Samples` and :class:`rankfold.AnswerVotes`, the answers are counted.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat counts.
    correction : {"none", "miller_madow"}, default "none"
        The entropy of few samples is too low on average; Miller and Madow add ``(n_distinct - 1) / (2 n)``.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float64, shape (n_questions,), or float
        NaN for a question without answers. Divide by ``log(2)`` for bits.

    Raises
    ------
    InvalidInputError
        For negative counts or wrong offsets.

    Notes
    -----
    ``sum(c / n * log(n / c))``; 0 if all answers are the same, ``log(n)`` if all differ. The order of answers does not
    change a bit.

    References
    ----------
    G. A. Miller, Note on the bias of information estimates (1955).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.answer_entropy([[4, 4], [8]]).round(6)
    array([0.693147, 0.      ])
    """
    rows, _ = _counts(counts, offsets, None)
    return _bare(rows, _native.answer_entropy(rows.values, rows.offsets, correction, native_control(control)))


def pairwise_agreement(
    counts: Any,
    *,
    offsets: ArrayLike | None = None,
    n_missing: ArrayLike | None = None,
    **control: Unpack[Control],
) -> NDArray[np.float64] | float:
    """Share of pairs of samples that give the same answer.

    Parameters
    ----------
    counts, offsets, **control
        See :func:`answer_entropy`.
    n_missing : int or array-like of int, shape (n_questions,), optional
        Samples without an answer, which agree with none, not even with each other.

    Returns
    -------
    ndarray of float64, shape (n_questions,), or float
        NaN for a question with fewer than two samples.

    Raises
    ------
    InvalidInputError
        For negative counts or wrong offsets.

    Notes
    -----
    ``sum(c * (c - 1)) / (n * (n - 1))``: the probability that two different samples agree.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.pairwise_agreement([3, 1])
    0.5
    """
    rows, missing = _counts(counts, offsets, n_missing)
    return _bare(rows, _native.pairwise_agreement(rows.values, rows.offsets, missing, native_control(control)))


def distinct_answers(counts: Any, *, offsets: ArrayLike | None = None) -> NDArray[np.int64] | int:
    """How many different answers were given at least once.

    Parameters
    ----------
    counts, offsets
        See :func:`answer_entropy`.

    Returns
    -------
    ndarray of int64, shape (n_questions,), or int

    Raises
    ------
    InvalidInputError
        For negative counts or wrong offsets.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.distinct_answers([[4, 0, 1], [2]])
    array([2, 1])
    """
    rows, _ = _counts(counts, offsets, None)
    distinct: NDArray[np.int64] = _native.distinct_answers(rows.values, rows.offsets)
    return int(distinct[0]) if rows.single else distinct


def semantic_entropy(
    clusters: Any,
    mean_logprobs: Any = None,
    *,
    offsets: ArrayLike | None = None,
    form: Literal["rao", "discrete", "kuhn", "naive"] = "rao",
    **control: Unpack[Control],
) -> NDArray[np.float64] | float:
    """Entropy of the meanings of samples: of clusters of answers that say the same, in nats.

    Parameters
    ----------
    clusters : list of lists of int, array-like of shape (n_questions, n_samples), or flat with ``offsets``
        The cluster of each sample; a bare list is one question, and gives a float. Only equality within a question
        matters. With samples, give ``samples.columns["mean_logprobs"]`` and ``samples.offsets`` beside flat clusters.
    mean_logprobs : floats in the form of ``clusters``, optional
        The mean log-probability of each sample's tokens, at most 0. ``"discrete"`` does without.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat clusters.
    form : {"rao", "discrete", "kuhn", "naive"}, default "rao"
        ``"rao"``: the entropy of ``p_c``, the clusters' shares of the sum of ``exp(mean_logprob)``. ``"discrete"``: of
        their shares of the samples. ``"kuhn"``: the mean of ``-log(p_c)`` over clusters, infinite where a cluster has
        none. ``"naive"``: the mean of ``-mean_logprob`` over samples, whatever the clusters.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of float64, shape (n_questions,), or float
        NaN for a question without samples.

    Raises
    ------
    InvalidInputError
        For log-probabilities that are NaN or above 0, or missing where they are needed; if all samples of a question
        have probability 0; for rows of different lengths.

    Notes
    -----
    ``rao`` and ``discrete`` are what the authors' code computes under these names ("semantic entropy" and "cluster
    assignment entropy"), ``kuhn`` the estimator of the first paper. Everything is in logarithms, so that small
    probabilities keep their shares. The order of samples does not change a bit.

    References
    ----------
    L. Kuhn, Y. Gal, S. Farquhar, Semantic Uncertainty (2023), arXiv 2302.09664. S. Farquhar et al., Detecting
    hallucinations in large language models using semantic entropy, Nature 630 (2024).

    Examples
    --------
    >>> import rankfold as rf
    >>> round(rf.answers.semantic_entropy([0, 0, 1, 2, 1], [-0.2, -0.4, -0.1, -1.5, -0.9]), 6)
    0.903481
    """
    rows = ragged.integers("clusters", clusters, offsets)
    logprobs = None
    if mean_logprobs is not None:
        given = ragged.numbers("mean_logprobs", mean_logprobs, offsets)
        ragged.same_rows("mean_logprobs", given, "clusters", rows)
        logprobs = given.values
    return _bare(rows, _native.semantic_entropy(rows.values, logprobs, rows.offsets, form, native_control(control)))


def _counts(counts: Any, offsets: Any, n_missing: Any) -> tuple[ragged.Ragged, NDArray[np.int64] | None]:
    """Counts of answers, and samples without one where they are known."""
    found = counted(counts)
    if found is not None:
        refuse("samples or votes", offsets=offsets, n_missing=n_missing)
        return found.rows, found.n_missing
    rows = ragged.integers("counts", counts, offsets)
    if n_missing is None:
        return rows, None
    return rows, ragged.per_question("n_missing", n_missing, rows.offsets.size - 1)


def _bare(rows: ragged.Ragged, values: NDArray[np.float64]) -> NDArray[np.float64] | float:
    """A number for one bare question."""
    return float(values[0]) if rows.single else values
