"""Losses of preferences, from log-ratios; all through ``log(1 + exp(x))``, which neither overflows nor rounds to 0."""

from __future__ import annotations

from rankfold.arguments import real
from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Array, arithmetic, formula, same_shape

__all__ = [
    "consistency_regularized_loss",
    "ranking_consistency",
    "soft_preference_cross_entropy",
    "square_preference_loss",
    "win_probabilities",
]


@formula
def soft_preference_cross_entropy(margin: Array, strength: Array) -> Array:
    """Cross-entropy of a preference that is not certain.

    Parameters
    ----------
    margin : array or tensor of float, shape (...)
        How far the first response is ahead, in logits: such as ``beta`` times the difference of the log-ratios.
    strength : array or tensor of float, shape (...), or float
        How probable it is that the first response is the better one, from 0 to 1. 1 is the loss of DPO, ``1 - a`` label
        smoothing by ``a``.

    Returns
    -------
    array or tensor of float, shape (...)
        ``-(p log sigmoid(h) + (1 - p) log sigmoid(-h))``, whose derivative by ``h`` is ``sigmoid(h) - p``. Not
        averaged.

    Raises
    ------
    InvalidInputError
        For a strength outside of 0 to 1, or a shape that does not fit.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.soft_preference_cross_entropy(0.4, 0.8)), 9)
    0.593015252
    """
    of = arithmetic(margin, strength)
    h, p = of.array("margin", margin), of.array("strength", strength)
    if p.ndim:
        same_shape(margin=h, strength=p)
    if not bool(((p >= 0) & (p <= 1)).all()):
        raise InvalidInputError("strength holds a number outside of 0 to 1: expected probabilities")
    return p * of.softplus(-h) + (1 - p) * of.softplus(h)


@formula
def ranking_consistency(rewards: Array, previous_rewards: Array) -> Array:
    """How far two models rank the same responses alike, from 0 to 1 (CREAM).

    Parameters
    ----------
    rewards, previous_rewards : array or tensor of float, shape (..., n_responses)
        Rewards of the same responses under both models.

    Returns
    -------
    array or tensor of float, shape (...)
        ``(tau + 1) / 2`` with Kendall's tau a: pairs that tie count neither way. Without gradients.

    Raises
    ------
    InvalidInputError
        For shapes that differ, and fewer than two responses.

    Notes
    -----
    After the paper. The authors' code breaks ties by position before it counts, compares ranks of the first and the
    last response where it says top and bottom, and pairs consistencies with the wrong prompts once one is skipped.
    Quadratic in the responses.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.ranking_consistency([0.9, 0.1, 0.5, 0.3], [0.8, 0.2, 0.1, 0.4])), 6)
    0.666667
    """
    of = arithmetic(rewards, previous_rewards)
    one, other = of.array("rewards", rewards), of.array("previous_rewards", previous_rewards)
    same_shape(rewards=one, previous_rewards=other)
    n = one.shape[-1] if one.ndim else 0
    if n < 2:
        raise InvalidInputError(f"rewards has shape {tuple(one.shape)}: expected (..., n_responses), at least two")
    product = (one[..., :, None] - one[..., None, :]) * (other[..., :, None] - other[..., None, :])
    sign = of.sign(product)
    tau = of.sum(of.sum(sign, -1), -1) / (n * (n - 1))
    return (tau + 1) / 2


@formula
def consistency_regularized_loss(margin: Array, consistency: Array) -> Array:
    """The loss of DPO, and of its opposite as far as the labels are not consistent (CREAM).

    Parameters
    ----------
    margin : array or tensor of float, shape (...)
        ``beta`` times the log-ratio of the chosen response less that of the rejected one, against the reference.
    consistency : array or tensor of float, shape (...), or float
        From 0 to 1, of :func:`ranking_consistency`: of each prompt, or one mean for all.

    Returns
    -------
    array or tensor of float, shape (...)
        ``C * -log sigmoid(h) + (1 - C) * -log sigmoid(-h)``: a soft cross-entropy of strength ``C``. Not averaged.

    Raises
    ------
    InvalidInputError
        As :func:`soft_preference_cross_entropy`.

    References
    ----------
    Z. Wang, W. He, Z. Liang, X. Zhang, C. Bansal, Y. Wei, W. Zhang, H. Yao: CREAM: consistency regularized
    self-rewarding language models. ICLR, 2025.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.consistency_regularized_loss(0.2, 2 / 3)), 9)
    0.664805536
    """
    return soft_preference_cross_entropy(margin, consistency)


@formula
def win_probabilities(scores: Array) -> Array:
    """How probable it is that each response beats one drawn from all of them.

    Parameters
    ----------
    scores : array or tensor of float, shape (..., n_responses)
        Scores whose differences are logits of a win.

    Returns
    -------
    array or tensor of float, shape (..., n_responses)
        The mean of ``sigmoid(score - other)`` over all others and itself, which counts one half.

    Raises
    ------
    InvalidInputError
        For no responses.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.win_probabilities([0.0, 0.0]).tolist()
    [0.5, 0.5]
    """
    of = arithmetic(scores)
    values = of.array("scores", scores)
    if not values.ndim or not values.shape[-1]:
        raise InvalidInputError(f"scores has shape {tuple(values.shape)}: expected (..., n_responses)")
    return of.sum(of.sigmoid(values[..., :, None] - values[..., None, :]), -1) / values.shape[-1]


@formula
def square_preference_loss(
    chosen_logratio: Array,
    rejected_logratio: Array,
    chosen_win_probability: Array,
    rejected_win_probability: Array,
    *,
    beta: float = 1e-3,
) -> Array:
    """Squared distance of log-ratios from what the probabilities of winning ask for (SPPO).

    Parameters
    ----------
    chosen_logratio, rejected_logratio : array or tensor of float, shape (...)
        Log-probability of the response less that under the reference, summed over its tokens in 32 bits or more:
        targets are of the order of ``1 / beta``.
    chosen_win_probability, rejected_win_probability : array or tensor of float, shape (...)
        From 0 to 1, of :func:`win_probabilities`.
    beta : float, default 1e-3
        Above 0; the reciprocal of the step size ``eta``.

    Returns
    -------
    array or tensor of float, shape (...)
        ``((r_w - (p_w - 1/2) / beta)^2 + (r_l - (p_l - 1/2) / beta)^2) / 2``. Not averaged.

    Raises
    ------
    InvalidInputError
        For shapes that differ, a probability outside of 0 to 1, a ``beta`` that is not above 0.

    References
    ----------
    Y. Wu, Z. Sun, H. Yuan, K. Ji, Y. Yang, Q. Gu: Self-play preference optimization for language model alignment.
    arXiv 2405.00675, 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.square_preference_loss(30.0, -50.0, 0.7, 1 / 3)), 4)
    21255.5556
    """
    scale = real("beta", beta)
    if scale <= 0:
        raise InvalidInputError(f"beta = {scale}: expected beta > 0")
    given = {
        "chosen_logratio": chosen_logratio,
        "rejected_logratio": rejected_logratio,
        "chosen_win_probability": chosen_win_probability,
        "rejected_win_probability": rejected_win_probability,
    }
    of = arithmetic(*given.values())
    arrays = {name: of.array(name, values) for name, values in given.items()}
    same_shape(**arrays)
    for name, p in list(arrays.items())[2:]:
        if not bool(((p >= 0) & (p <= 1)).all()):
            raise InvalidInputError(f"{name} holds a number outside of 0 to 1: expected probabilities")
    chosen, rejected, p_chosen, p_rejected = arrays.values()
    return ((chosen - (p_chosen - 0.5) / scale) ** 2 + (rejected - (p_rejected - 0.5) / scale) ** 2) / 2
