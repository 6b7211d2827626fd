"""Output keys: whether tokens are likely because their keys are similar to that of the likeliest."""

from __future__ import annotations

import numpy as np

from rankfold.arguments import integer
from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Array, arithmetic, is_tensor
from rankfold.rank.distance import spearman_rho

__all__ = ["key_similarity_bias"]


def key_similarity_bias(keys: Array, query: Array, lowest: int = 2, highest: int = 100) -> float:
    """Correlation of the logits of mid-ranked tokens with the similarity of their keys to that of the likeliest.

    Parameters
    ----------
    keys : array or tensor of float, shape (n_tokens, d)
        The output layer: a key a token.
    query : array or tensor of float, shape (d,)
        The hidden state that they are multiplied with.
    lowest, highest : int, default 2 and 100
        Ranks of the tokens that are looked at, 1 for the likeliest, which is left out; both are in, and ranks beyond
        the last token are none.

    Returns
    -------
    float
        Spearman's rho of the cosine of each key with that of the likeliest token, and the logits. Near 1, such tokens
        are likely because their keys lie close to it. NaN where either is constant.

    Raises
    ------
    InvalidInputError
        For shapes that do not fit, numbers that are not finite, fewer than two tokens in the range, a key of zeros in
        it.

    Notes
    -----
    A diagnostic in the spirit of C. Peng et al. (*Correlation and navigation in the vocabulary key representation
    space of language models*), not a formula of theirs. Tokens that tie in their logits are ranked by their numbers.
    One product of the keys with the query; of tensors, on their device.

    Examples
    --------
    >>> import rankfold as rf
    >>> keys = [[1, 0], [0.9, 0.436], [0.6, 0.8], [0, 1], [-1, 0]]
    >>> rf.logits.key_similarity_bias(keys, [2, 0.5], 2, 5)
    1.0
    """
    of = arithmetic(keys, query)
    matrix, vector = of.array("keys", keys), of.array("query", query)
    if matrix.ndim != 2 or tuple(vector.shape) != tuple(matrix.shape[1:]):
        text = f"keys has shape {tuple(matrix.shape)} and query {tuple(vector.shape)}"
        raise InvalidInputError(f"{text}: expected (n_tokens, d) and (d,)")
    first = integer("lowest", lowest, 2, 2**62)
    last = min(integer("highest", highest, first, 2**62), matrix.shape[0])
    if last - first < 1:
        raise InvalidInputError(f"ranks {first} to {last} hold {max(last - first + 1, 0)} tokens: expected two or more")
    logits = _numbers("the product of keys and query", matrix @ vector)
    order = np.argsort(-logits, kind="stable")
    chosen = order[[0, *range(first - 1, last)]]
    own = _numbers("keys", matrix[chosen])
    length = np.sqrt((own**2).sum(axis=1))
    if not (length > 0).all():
        raise InvalidInputError(f"keys[{int(chosen[np.argmin(length)])}] is zero: expected a key with a direction")
    cosine = own[1:] @ own[0] / (length[1:] * length[0])
    return float(spearman_rho(cosine, logits[chosen[1:]]))


def _numbers(name: str, values: Array) -> Array:
    array = np.asarray(values.detach().cpu() if is_tensor(values) else values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise InvalidInputError(f"{name} holds NaN or an infinity: expected finite numbers")
    return array
