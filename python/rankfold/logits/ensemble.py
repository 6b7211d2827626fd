"""Rows of several models into one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Array, arithmetic, formula

__all__ = ["ensemble"]


@formula
def ensemble(stack: Array, *, how: Literal["mean_logit", "mean_probability", "vote"] = "mean_logit") -> Array:
    """The logits of several models, or of several passes of one, as one row each.

    Parameters
    ----------
    stack : array or tensor of float, shape (n_models, ..., n_classes)
        Logits of each model for the same samples.
    how : {"mean_logit", "mean_probability", "vote"}, default "mean_logit"
        The mean of the logits, whose softmax is the normalised geometric mean of the probabilities; the logarithm of
        the mean probability; or the share of the models that put a class first, where those that tie share the vote of
        their model.

    Returns
    -------
    array or tensor of float, shape (..., n_classes)
        Logits, log-probabilities or shares.

    Raises
    ------
    InvalidInputError
        For no models, no classes, or another ``how``.

    Notes
    -----
    A mean whose weights do not depend on the model is ``"mean_logit"``, whatever the weights: weights that come from
    the scatter between models change nothing.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.ensemble([[2.0, 0.0, 0.0], [0.0, 1.0, 1.0]], how="vote").tolist()
    [0.5, 0.25, 0.25]
    """
    of = arithmetic(stack)
    array = of.array("stack", stack)
    if array.ndim < 2 or not array.shape[0] or not array.shape[-1]:
        raise InvalidInputError(f"stack has shape {tuple(array.shape)}: expected (n_models, ..., n_classes)")
    n_models = array.shape[0]
    if how == "mean_logit":
        return of.sum(array, 0) / n_models
    if how == "mean_probability":
        return of.logsumexp(of.log_softmax(array), 0) - float(np.log(n_models))
    if how == "vote":
        first = of.where(array == of.greatest(array)[..., None], array * 0 + 1, 0.0)
        return of.sum(first / of.sum(first, -1)[..., None], 0) / n_models
    raise InvalidInputError(f"how = {how!r}: expected 'mean_logit', 'mean_probability' or 'vote'")
