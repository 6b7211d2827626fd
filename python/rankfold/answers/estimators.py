"""What k samples of a question would achieve, estimated from the n that there are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.at_k import AtK, AtKOptions, estimate, summary
from rankfold.answers.of_samples import column, counted, refuse
from rankfold.arguments import integer, real
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.samples import Samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.answers.of_samples import Counted
    from rankfold.control import Control

    K = int | Sequence[int] | NDArray[np.int64] | Literal["all"]

__all__ = ["coverage", "g_pass_at_k", "maj_at_k", "mg_pass_at_k", "pass_at_k", "pass_hat_k", "reward_at_k"]


def _trials(n: Any, c: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Samples and correct samples of each question."""
    if isinstance(n, Samples):
        refuse("samples", c=c)
        return _native.correct_samples(n._native)
    if c is None:
        raise InvalidTypeError("c is missing: expected the number of correct samples of each question")
    n_questions = max(np.size(n), 1) if np.ndim(n) else max(np.size(c), 1) if np.ndim(c) else 1
    n_questions = 0 if (np.ndim(n) and not np.size(n)) or (np.ndim(c) and not np.size(c)) else n_questions
    return ragged.per_question("n", n, n_questions), ragged.per_question("c", c, n_questions)


def _of_trials(estimator: str, n: Any, c: Any, k: object, options: AtKOptions, tau: Fraction | None = None) -> AtK:
    samples, correct = _trials(n, c)
    share = None if tau is None else (tau.numerator, tau.denominator)

    def table(
        sizes: NDArray[np.int64] | None, short: str, control: _native.Control | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        return _native.trials_at_k(estimator, samples, correct, sizes, short, share, control)

    settings = {} if tau is None else {"tau": str(tau)}
    return estimate(estimator, table, k, options, **settings)


def pass_at_k(n: ArrayLike | Samples, c: ArrayLike | None = None, k: K = "all", **options: Unpack[AtKOptions]) -> AtK:
    """Pass@k: the probability that at least one of k samples is correct.

    Parameters
    ----------
    n : int, array-like of int of shape (n_questions,), or Samples
        Samples of each question; one number for all. :class:`rankfold.Samples` with the column ``correct`` say both.
    c : int or array-like of int, shape (n_questions,)
        Correct samples of each question; none beside Samples.
    k : int, list of int, or "all", default "all"
        Sizes of subsets, rising. ``"all"`` is from 1 to the samples of the question that has the fewest; with
        ``short="nan"``, the most.
    **options
        See :class:`rankfold.answers.AtKOptions`.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        Unless ``0 <= c <= n``; for a question with fewer than ``k`` samples, unless ``short="nan"``.

    Notes
    -----
    ``1 - C(n - c, k) / C(n, k)``, the share of subsets of ``k`` samples with a correct one: unbiased for ``k`` fresh
    samples. At ``k = 1`` it is the mean ``c / n``. Other implementations return 1 where ``n < k``, or NaN; here that is
    an error unless asked for. Time ``O(k)`` a question for the largest ``k``, all smaller ones included.

    References
    ----------
    M. Chen et al., Evaluating Large Language Models Trained on Code (2021), arXiv 2107.03374.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.pass_at_k(10, [3, 10, 0], [1, 5])
    pass_at_k: 3 questions
    k      mean  low  high  n_questions
    1  0.433333    0     1            3
    5  0.638889    0     1            3
    """
    return _of_trials("pass_at_k", n, c, k, options)


def pass_hat_k(n: ArrayLike | Samples, c: ArrayLike | None = None, k: K = "all", **options: Unpack[AtKOptions]) -> AtK:
    """Pass^k: the probability that all of k samples are correct.

    Parameters
    ----------
    n, c, k, **options
        See :func:`pass_at_k`.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        As :func:`pass_at_k`.

    Notes
    -----
    ``C(c, k) / C(n, k)``. Time ``O(k)`` a question for the largest ``k``.

    References
    ----------
    S. Yao et al., tau-bench (2024), arXiv 2406.12045.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.pass_hat_k(16, 12, 8).values.round(6)
    array([[0.038462]])
    """
    return _of_trials("pass_hat_k", n, c, k, options)


def _share(tau: object) -> Fraction:
    """A share as the fraction that its digits say."""
    if isinstance(tau, Fraction):
        share = tau
    elif isinstance(tau, (int, np.integer)) and not isinstance(tau, bool):
        share = Fraction(integer("tau", tau, 0, 1))
    else:
        share = Fraction(repr(real("tau", tau)))
    if not 0 <= share <= 1:
        raise InvalidInputError(f"tau = {tau}: expected 0 <= tau <= 1")
    if share.denominator >= 2**63:
        raise InvalidInputError(f"tau = {tau}: expected a fraction whose denominator fits 63 bits")
    return share


def g_pass_at_k(
    n: ArrayLike | Samples,
    c: ArrayLike | None = None,
    k: K = "all",
    *,
    tau: float | Fraction,
    **options: Unpack[AtKOptions],
) -> AtK:
    """G-Pass@k: the probability that a share tau of k samples is correct.

    Parameters
    ----------
    n, c, k, **options
        See :func:`pass_at_k`.
    tau : float or Fraction
        The share, from 0 to 1. A float is read as the decimal that it prints as, so that 0.3 of 10 samples are 3 and
        not 4.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        As :func:`pass_at_k`; for a share that is not from 0 to 1.

    Notes
    -----
    ``P(X >= max(ceil(k tau), 1))`` for the number ``X`` of correct samples in a subset of ``k``, which is
    hypergeometric: :func:`pass_at_k` for small ``tau``, :func:`pass_hat_k` for 1. Time ``O(k)`` for each question and
    ``k``.

    References
    ----------
    J. Liu et al., Are Your LLMs Capable of Stable Reasoning? (2024), arXiv 2412.13147.

    Examples
    --------
    >>> import rankfold as rf
    >>> [round(float(rf.answers.g_pass_at_k(48, 30, 16, tau=tau).mean[0]), 6) for tau in (0.25, 0.5, 0.75, 1)]
    [0.999984, 0.942327, 0.171888, 6.4e-05]
    """
    return _of_trials("g_pass_at_k", n, c, k, options, _share(tau))


def mg_pass_at_k(
    n: ArrayLike | Samples, c: ArrayLike | None = None, k: K = "all", **options: Unpack[AtKOptions]
) -> AtK:
    """mG-Pass@k: the mean of G-Pass@k over shares from one half to 1.

    Parameters
    ----------
    n, c, k, **options
        See :func:`pass_at_k`.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        As :func:`pass_at_k`.

    Notes
    -----
    ``2/k`` times the sum of ``P(X >= i)`` over ``i`` from ``ceil(k/2) + 1`` to ``k``, which is how the authors' code
    takes the integral. For ``k = 1`` that sum is empty, and the value 0. Time ``O(k)`` for each question and ``k``.

    References
    ----------
    J. Liu et al., Are Your LLMs Capable of Stable Reasoning? (2024), arXiv 2412.13147.

    Examples
    --------
    >>> import rankfold as rf
    >>> float(rf.answers.mg_pass_at_k(16, 12, 8).mean[0])
    0.5
    """
    return _of_trials("mg_pass_at_k", n, c, k, options)


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


def reward_at_k(
    rewards: Any,
    correct: Any = None,
    k: K = "all",
    *,
    offsets: ArrayLike | None = None,
    **options: Unpack[AtKOptions],
) -> AtK:
    """Best of k by reward: the probability that the sample with the highest reward of k is correct.

    Parameters
    ----------
    rewards : list of lists of float, array-like of shape (n_questions, n_samples), flat with ``offsets``, or Samples
        The reward of each sample; one bare list is one question. :class:`rankfold.Samples` with the columns ``rewards``
        and ``correct`` say all.
    correct : bools in the form of ``rewards``
        Whether each sample is correct; none beside Samples.
    k, **options
        See :func:`pass_at_k`.
    offsets : array-like of int, shape (n_questions + 1,), optional
        Where each question begins and ends in flat rewards.

    Returns
    -------
    AtK

    Raises
    ------
    InvalidInputError
        For rewards that are not finite, rows of different lengths, or a question with fewer than ``k`` samples, unless
        ``short="nan"``.

    Notes
    -----
    In the order of rewards, the best first and counted from 0, sample ``i`` of ``n`` is the best of a subset with
    probability ``C(n - i - 1, k - 1) / C(n, k)``; the value is the mean correctness under it, which is unbiased for
    ``k`` fresh samples. Samples with equal rewards share: each counts with the mean correctness of them all, so their
    order decides nothing. Time ``O(n log n + n n_k)`` a question.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.reward_at_k([0.9, 0.7, 0.2], [True, False, True]).mean.round(6)
    array([0.666667, 0.666667, 1.      ])
    """
    if isinstance(rewards, Samples):
        refuse("samples", correct=correct, offsets=offsets)
        rewards, correct, offsets = (
            column(rewards, "rewards", "reward_at_k"),
            column(rewards, "correct", "reward_at_k").astype(bool),
            rewards.offsets,
        )
    table_of = ragged.numbers("rewards", rewards, offsets)
    flags = ragged.flags("correct", correct, offsets)
    ragged.same_rows("correct", flags, "rewards", table_of)

    def table(
        sizes: NDArray[np.int64] | None, short: str, control: _native.Control | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        return _native.reward_at_k(table_of.values, flags.values, table_of.offsets, sizes, short, control)

    return estimate("reward_at_k", table, k, options)


def coverage(
    n: ArrayLike | Samples,
    c: ArrayLike | None = None,
    *,
    interval: Literal["clopper_pearson", "student", "hoeffding", "bootstrap"] = "clopper_pearson",
    level: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 0,
    **control: Unpack[Control],
) -> AtK:
    """Coverage: the share of questions with at least one correct sample, pass@n at each question's own n.

    Parameters
    ----------
    n, c
        See :func:`pass_at_k`.
    interval : {"clopper_pearson", "student", "hoeffding", "bootstrap"}, default "clopper_pearson"
        The interval of Clopper and Pearson covers the share in the population with probability ``level`` or more, for
        any number of questions, a single one included. For the others see :class:`rankfold.answers.AtKOptions`.
    level, n_resamples, seed
        See :class:`rankfold.answers.AtKOptions`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    AtK
        With one column, whose ``k`` is ``None``.

    Raises
    ------
    InvalidInputError
        Unless ``0 <= c <= n``; for a question without samples.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.answers.coverage(8, [3, 0, 1, 8])
    coverage: 4 questions
    k    mean      low      high  n_questions
    all  0.75  0.19412  0.993691            4
    """
    samples, correct = _trials(n, c)
    # One correct sample among one: whatever there is, and none where there is nothing.
    _, counted = _native.trials_at_k("pass_at_k", samples, correct, np.array([1]), "error", None, None)
    values = np.ascontiguousarray((counted > 0).astype(np.float64))
    settled = (interval, real("level", level), integer("n_resamples", n_resamples, 1, 2**20))
    chosen = (*settled, integer("seed", seed, 0, 2**64 - 1))
    return summary("coverage", (None,), values, chosen, native_control(control), {})
