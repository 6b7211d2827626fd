"""Two models, or two ways through one, set against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from rankfold.arguments import real
from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Arithmetic, Array, arithmetic, formula, is_tensor, same_shape

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["ContrastOptions", "contrast", "contrast_argmax", "contrast_logprobs"]


class ContrastOptions(TypedDict, total=False):
    """Options that all forms of a contrast take.

    Attributes
    ----------
    beta : float, default 0.5
        At least 0: how much of the weak logits is taken away.
    alpha : float, default 0.1
        Above 0, at most 1: tokens below ``alpha`` times the probability of the likeliest, by the strong logits, are
        out.
    strong_temperature, weak_temperature : float, default 1.0
        What the logits are divided by first.
    """

    beta: float
    alpha: float
    strong_temperature: float
    weak_temperature: float


@formula
def contrast(strong: Array, weak: Array, **options: Unpack[ContrastOptions]) -> Array:
    """Logits of a strong model set against a weak one (SCMoE), for all tokens.

    Parameters
    ----------
    strong, weak : array or tensor of float, shape (..., n_tokens)
        Logits of both for the same tokens.
    **options
        See :class:`rankfold.logits.ContrastOptions`.

    Returns
    -------
    array or tensor of float, shape (..., n_tokens)
        ``(1 + beta) strong - beta weak`` where ``strong >= max(strong) + ln(alpha)``, minus infinity elsewhere.

    Raises
    ------
    InvalidInputError
        For shapes that differ, no tokens, an option outside of its range.

    Notes
    -----
    After the authors' code. A shift of either row shifts the result, so logits and log-probabilities give the same
    softmax and no normaliser is needed. What equals the cutoff stays in. NaN in the strong row leaves nothing in.

    References
    ----------
    C. Shi, C. Yang, X. Zhu, J. Wang, T. Wu, S. Li, D. Cai, Y. Yang, Y. Meng: Unchosen experts can contribute too:
    unleashing MoE models' power by self-contrast. NeurIPS, 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.logits.contrast([3, 2.5, 1, -2], [2.8, 1, 0.5, -3]).round(6).tolist()
    [3.1, 3.25, 1.25, -inf]
    """
    of = arithmetic(strong, weak)
    read = _Read.of(of, strong, weak, options)
    return of.where(read.head, (1 + read.beta) * read.strong - read.beta * read.weak, -np.inf)


@formula
def contrast_argmax(strong: Array, weak: Array, **options: Unpack[ContrastOptions]) -> Array:
    """The token that :func:`contrast` puts first.

    Parameters
    ----------
    strong, weak, **options
        As for :func:`contrast`.

    Returns
    -------
    array or tensor of int64, shape (...)
        Of tokens that tie, the one with the lowest number; -1 where no token is in, in a row with NaN.

    Notes
    -----
    The weak logits are read where the strong ones reach the cutoff, and nowhere else.

    Examples
    --------
    >>> import rankfold as rf
    >>> int(rf.logits.contrast_argmax([3, 2.5, 1, -2], [2.8, 1, 0.5, -3]))
    1
    """
    of = arithmetic(strong, weak)
    compact = _Compact.of(of, _Read.of(of, strong, weak, options))
    best = compact.values == compact.greatest[compact.rows]
    rows, tokens = compact.rows[best], compact.tokens[best]
    # Places come row by row and token by token: the first of a row is its lowest token.
    return of.first_of_group(tokens, rows, compact.n_rows, -1).reshape(compact.shape)


@formula
def contrast_logprobs(strong: Array, weak: Array, targets: Array, **options: Unpack[ContrastOptions]) -> Array:
    """Log-probability of a token under the softmax of :func:`contrast`.

    Parameters
    ----------
    strong, weak, **options
        As for :func:`contrast`.
    targets : array or tensor of int, shape (...)
        A token of each row.

    Returns
    -------
    array or tensor of float, shape (...)
        Minus infinity for a token that is out. Of tensors, differentiable in both logits.

    Raises
    ------
    InvalidInputError
        As :func:`contrast`, and for a target that is no token.

    Notes
    -----
    The weak logits are read where the strong ones reach the cutoff, and nowhere else.

    Examples
    --------
    >>> import rankfold as rf
    >>> round(float(rf.logits.contrast_logprobs([3, 2.5, 1, -2], [2.8, 1, 0.5, -3], 1)), 6)
    -0.691167
    """
    of = arithmetic(strong, weak)
    read = _Read.of(of, strong, weak, options)
    wanted = of.integers("targets", targets)
    if tuple(wanted.shape) != tuple(read.strong.shape[:-1]):
        raise InvalidInputError(
            f"targets has shape {tuple(wanted.shape)}: expected one a row, {read.strong.shape[:-1]}"
        )
    n_tokens = read.strong.shape[-1]
    if bool(((wanted < 0) | (wanted >= n_tokens)).any()):
        raise InvalidInputError(f"targets holds a number that is no token: expected 0 <= target < {n_tokens}")
    compact = _Compact.of(of, read)
    shift = compact.greatest.detach() if is_tensor(compact.greatest) else compact.greatest
    weight = of.exp(compact.values - shift[compact.rows])
    normaliser = of.log(of.group_sum(weight, compact.rows, compact.n_rows)) + shift
    own = compact.tokens == wanted.reshape(-1)[compact.rows]
    found = of.group_max(compact.values[own], compact.rows[own], compact.n_rows) - normaliser
    return found.reshape(compact.shape)


class _Read(NamedTuple):
    """Both logits over their temperatures, and which tokens are in."""

    strong: Array
    weak: Array
    head: Array
    beta: float

    @classmethod
    def of(cls, of: Arithmetic, strong: Array, weak: Array, options: ContrastOptions) -> _Read:
        beta = _within("beta", options.get("beta", 0.5), 0.0, np.inf)
        alpha = _within("alpha", options.get("alpha", 0.1), 0.0, 1.0)
        scales = [
            _within(name, options.get(name, 1.0), 0.0, np.inf) for name in ("strong_temperature", "weak_temperature")
        ]
        if alpha == 0 or 0 in scales:
            raise InvalidInputError("alpha and temperatures: expected numbers above 0")
        unknown = options.keys() - ContrastOptions.__annotations__.keys()
        if unknown:
            raise InvalidInputError(f"there is no option {min(unknown)!r}")
        high, low = of.array("strong", strong), of.array("weak", weak)
        same_shape(strong=high, weak=low)
        if not high.ndim or not high.shape[-1]:
            raise InvalidInputError(f"strong has shape {tuple(high.shape)}: expected (..., n_tokens)")
        high = high / scales[0]
        # Not "below": a row with NaN has no head.
        head = (high >= of.greatest(high)[..., None] + float(np.log(alpha))) & (high > -np.inf)
        return cls(high, low / scales[1], head, beta)


class _Compact(NamedTuple):
    """The contrast of the tokens that are in, one after the other."""

    values: Array
    rows: Array
    tokens: Array
    greatest: Array
    n_rows: int
    shape: tuple[int, ...]

    @classmethod
    def of(cls, of: Arithmetic, read: _Read) -> _Compact:
        shape, n_tokens = tuple(read.strong.shape[:-1]), read.strong.shape[-1]
        n_rows = int(np.prod(shape, dtype=np.int64))
        rows, tokens = of.places(read.head.reshape(n_rows, n_tokens))
        strong = read.strong.reshape(n_rows, n_tokens)[rows, tokens]
        weak = read.weak.reshape(n_rows, n_tokens)[rows, tokens]
        values = (1 + read.beta) * strong - read.beta * weak
        return cls(values, rows, tokens, of.group_max(values, rows, n_rows), n_rows, shape)


def _within(name: str, value: object, least: float, most: float) -> float:
    number = real(name, value)
    if not least <= number <= most:
        raise InvalidInputError(f"{name} = {number}: expected {least} <= {name} <= {most}")
    return number
