"""What the best of k samples by reward achieves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.answers import ragged
from rankfold.answers.at_k import AtK, AtKOptions, estimate
from rankfold.answers.of_samples import column, refuse
from rankfold.samples import Samples

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.answers.at_k import K


__all__ = ["reward_at_k"]


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
