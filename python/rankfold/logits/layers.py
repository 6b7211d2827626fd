"""How far the layers of a model agree about the next token."""

from __future__ import annotations

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Arithmetic, Array, arithmetic, formula

__all__ = ["layer_divergence"]


@formula
def layer_divergence(layer_logits: Array) -> Array:
    """Jensen-Shannon divergence of each layer's distribution from the last layer's.

    Parameters
    ----------
    layer_logits : array or tensor of float, shape (n_layers, ..., n_tokens)
        Logits that the output layer gives for the hidden states of each layer.

    Returns
    -------
    array or tensor of float, shape (n_layers, ...)
        In nats, from 0 for the same distribution, such as the last layer's, to ln 2 for distributions that share no
        token.

    Raises
    ------
    InvalidInputError
        For no layers or no tokens.

    Notes
    -----
    ``(KL(p || m) + KL(q || m)) / 2`` with ``m = (p + q) / 2``, in logarithms; impossible tokens add nothing. The
    measure by which contrastive decoding by layers (DoLa) chooses a layer.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.layer_divergence([[0.0, 0.0], [1000.0, 0.0], [0.0, 1000.0]]).round(6).tolist()
    [0.215762, 0.693147, 0.0]
    """
    of = arithmetic(layer_logits)
    stack = of.array("layer_logits", layer_logits)
    if stack.ndim < 2 or not stack.shape[0] or not stack.shape[-1]:
        raise InvalidInputError(f"layer_logits has shape {tuple(stack.shape)}: expected (n_layers, ..., n_tokens)")
    logp = of.log_softmax(stack)
    last = logp[-1:]
    return (_divergence(of, logp, last) + _divergence(of, last, logp)) / 2


def _divergence(of: Arithmetic, p: Array, q: Array) -> Array:
    """KL(p || (p + q) / 2): ln(2 / (1 + q / p)) is ln 2 - softplus(ln q - ln p)."""
    possible = p > -np.inf
    gap = of.where(possible, q, 0.0) - of.where(possible, p, 0.0)
    surplus = float(np.log(2)) - of.softplus(gap)
    return of.sum(of.where(possible, of.exp(p) * surplus, 0.0), -1)
