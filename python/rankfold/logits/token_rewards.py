"""Rewards from how likely the same words are in two settings."""

from __future__ import annotations

from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Array, arithmetic, formula, same_shape

__all__ = ["contrastive_token_rewards", "followup_reward"]


@formula
def contrastive_token_rewards(better_logprobs: Array, worse_logprobs: Array) -> Array:
    """Rewards of tokens from a prompt that asks for better answers and one that asks for worse ones (T-REG).

    Parameters
    ----------
    better_logprobs, worse_logprobs : array or tensor of float, shape (...)
        Log-probabilities of the same answer tokens behind the one prompt and behind the other, aligned by token of the
        answer.

    Returns
    -------
    array or tensor of float, shape (...)
        ``sigmoid(better - worse) - 1/2``, between -1/2 and 1/2; the same with the other sign if the two change places.

    Raises
    ------
    InvalidInputError
        For shapes that differ.

    Notes
    -----
    As public descriptions of T-REG (W. Zhou et al., ACL 2025) have it; its text and code were not at hand. Computed as
    ``tanh((better - worse) / 2) / 2``, which is exactly antisymmetric.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.contrastive_token_rewards([-1, -2, -0.5], [-1.2, -1, -0.5]).round(4).tolist()
    [0.0498, -0.2311, 0.0]
    """
    of = arithmetic(better_logprobs, worse_logprobs)
    better, worse = of.array("better_logprobs", better_logprobs), of.array("worse_logprobs", worse_logprobs)
    same_shape(better_logprobs=better, worse_logprobs=worse)
    return of.tanh((better - worse) / 2) / 2


@formula
def followup_reward(positive: Array, negative: Array) -> Array:
    """How much likelier good follow-ups are than bad ones behind an answer.

    Parameters
    ----------
    positive, negative : array or tensor of float, shape (..., n_followups)
        Log-likelihood of each follow-up that a content user, or a discontent one, would write: the mean
        log-probability of its tokens, so that long ones do not weigh more. The two may differ in number.

    Returns
    -------
    array or tensor of float, shape (...)
        The mean over positive follow-ups less that over negative ones.

    Raises
    ------
    InvalidInputError
        Without follow-ups of either kind.

    Notes
    -----
    The idea of FLR (C. Zhang et al., 2024). Its averaging is not confirmed from the paper's text, and its code does
    something else: it averages raw logits at one position, not shifted to the next token, which is no likelihood. That
    is not offered.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.followup_reward([-1.2, -1.0], [-1.9, -1.7])), 6)
    0.7
    """
    of = arithmetic(positive, negative)
    sides = [of.array("positive", positive), of.array("negative", negative)]
    for name, side in zip(("positive", "negative"), sides, strict=True):
        if not side.ndim or not side.shape[-1]:
            raise InvalidInputError(f"{name} has shape {tuple(side.shape)}: expected (..., n_followups), at least one")
    high, low = (of.sum(side, -1) / side.shape[-1] for side in sides)
    return high - low
