"""Estimates that follow from how many samples are correct."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.at_k import AtK, AtKOptions, estimate, summary
from rankfold.answers.of_samples import refuse
from rankfold.arguments import integer, real
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.samples import Samples

if TYPE_CHECKING:
    from typing import Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.answers.at_k import K
    from rankfold.control import Control


__all__ = ["coverage", "g_pass_at_k", "mg_pass_at_k", "pass_at_k", "pass_hat_k"]


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
