"""The few numbers of each row of logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from rankfold import _native
from rankfold.arguments import integer, real
from rankfold.control import native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.rows import Rows, flag_rows, target_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from rankfold.control import Control

__all__ = [
    "Output",
    "Request",
    "TokenStatistics",
    "checked_outputs",
    "token_logprobs",
    "token_statistics",
]

#: What can be asked of rows.
Output: TypeAlias = Literal["logprob", "entropy", "self_certainty", "rank", "margin", "max", "logsumexp"]

_OUTPUTS: tuple[str, ...] = get_args(Output)
_OF_TARGETS = ("logprob", "rank")


@dataclass(frozen=True, slots=True, eq=False)
class TokenStatistics:
    """Numbers of the distribution ``softmax(logits / temperature)`` of each row; ``None`` is what was not asked for.

    Tensors if the logits were one, else arrays, of shape ``logits.shape[:-1]``; of 32 bits, or 64 where the logits have
    as many. Rows that are left out, and rows that have no distribution, hold NaN, and rank 0.

    Attributes
    ----------
    logprob : array of float
        Log-probability of the target, at most 0.
    entropy : array of float
        Entropy in nats; impossible tokens add nothing.
    self_certainty : array of float
        Kullback-Leibler divergence of this distribution from the uniform one, ``-mean(log(n p))`` over the ``n`` tokens
        whose logit is above minus infinity; at least 0.
    rank : array of int64
        One more than the number of logits that are greater than the target's: equal ones share the best rank.
    margin : array of float
        How far the greatest is above the second, in nats; infinite where no second token is possible.
    max : array of float
        The greatest ``logit / temperature``.
    logsumexp : array of float
        ``log sum exp(logits / temperature)``.
    """

    logprob: Array = None
    entropy: Array = None
    self_certainty: Array = None
    rank: Array = None
    margin: Array = None
    max: Array = None
    logsumexp: Array = None


def checked_outputs(outputs: Sequence[str], targets: Array | None) -> tuple[str, ...]:
    """Names of outputs, each once."""
    if isinstance(outputs, str):
        raise InvalidTypeError(f"outputs = {outputs!r} is a text: expected names of outputs, ({outputs!r},)")
    unknown = next((name for name in outputs if name not in _OUTPUTS), None)
    if unknown is not None or not outputs:
        raise InvalidInputError(f"outputs holds {unknown!r}: expected at least one of {', '.join(_OUTPUTS)}")
    needing = next((name for name in outputs if name in _OF_TARGETS), None)
    if targets is None and needing is not None:
        raise InvalidInputError(f"targets is None: {needing} is that of a token of each row")
    return tuple(dict.fromkeys(outputs))


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What is asked of rows, checked."""

    targets: Any
    ignore_index: int
    mask: Any
    temperature: float
    outputs: tuple[str, ...]

    @classmethod
    def of(
        cls,
        shape: tuple[int, ...],
        targets: Array,
        temperature: float,
        outputs: Sequence[str],
        ignore_index: int,
        mask: Array,
    ) -> Request:
        """Targets and flags for rows of this shape."""
        names = checked_outputs(outputs, targets)
        return cls(
            None if targets is None else target_rows(targets, shape),
            integer("ignore_index", ignore_index, -(2**63), 2**63 - 1),
            None if mask is None else flag_rows(mask, shape),
            real("temperature", temperature),
            names,
        )

    def of_rows(self, rows: Rows, *more: str, control: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers of these rows, and ``more`` of them, flat."""
        return _native.token_statistics(
            rows.values,
            rows.format,
            self.targets,
            self.ignore_index,
            self.mask,
            self.temperature,
            list(dict.fromkeys([*self.outputs, *more])),
            native_control(control),  # type: ignore[arg-type]
        )


def token_statistics(
    logits: Array,
    targets: Array | None,
    *,
    temperature: float = 1.0,
    outputs: Sequence[Output] = ("logprob", "entropy"),
    ignore_index: int = -100,
    mask: Array | None = None,
    **control: Unpack[Control],
) -> TokenStatistics:
    """Log-probabilities, entropies and the like of rows of logits, in one read of them.

    Parameters
    ----------
    logits : array or tensor of float, shape (..., n_tokens)
        A row of the vocabulary each: of 16, 32 or 64 bits, of numpy or of torch on the CPU or, up to 32 bits, on CUDA;
        bfloat16 without torch comes as uint16, its bits. Read where it lies: slices such as ``logits[:, :-1]`` and odd
        sizes are not copied; what is copied are arrays whose rows do not lie in one piece. Minus infinity is an
        impossible token.
    targets : array or tensor of int, shape (...), optional
        The token of each row, that is the next one: ``logits[:, :-1]`` goes with ``ids[:, 1:]``. ``None`` if nothing is
        asked of targets.
    temperature : float, default 1.0
        What logits are divided by.
    outputs : sequence of str, default ("logprob", "entropy")
        Among ``logprob, entropy, self_certainty, rank, margin, max, logsumexp``.
    ignore_index : int, default -100
        Rows with this target are left out.
    mask : array or tensor of bool, shape (...), optional
        Rows without a flag are left out: neither their logits nor their targets are read.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    TokenStatistics
        What was asked for. If the logits are a tensor that needs gradients, ``logprob``, ``logsumexp`` and ``entropy``
        have them; the others are constants.

    Raises
    ------
    InvalidInputError
        For a target that is no token, shapes that do not fit, no tokens, an unknown output, a temperature outside of
        1e-30 to 1e30, a tensor that is neither on the CPU nor on CUDA.
    InvalidTypeError
        For logits of another format, targets that are not integers, a mask that is not bool.

    Notes
    -----
    With ``z = logits / temperature`` and ``m = max(z)``, one pass keeps ``S = sum exp(z - m)``, ``W = sum exp(z - m)
    (z - m)`` and ``D = sum (z - m)``: ``logprob = z_target - m - ln S``, ``entropy = ln S - W / S``, ``self_certainty
    = ln S - D / n - ln n``. Relative to the greatest, so that a common offset costs no digits, and summed over blocks
    in 64 bits. Logits of 16 and 32 bits are computed with in 32 bits. Against 64 bits the error of a log-probability
    is below ``2e-5 + 2e-6 (|max| + |logprob|)``, that of an entropy below 2e-5, and ranks are exact. The bits are the
    same on every processor and for any number of threads. What a model rounded before, such as logits of bfloat16 to 3
    digits, is not undone.

    A row with NaN or plus infinity, or with nothing above minus infinity, has no distribution: its numbers are NaN.

    On CUDA the kernels of Triton compute, on the current stream and without waiting; so a target that is no token gives
    NaN there, and no error. The bits are those of the CPU but for the last places, the same on repeated runs, and may
    depend on how many rows there are where those are few. Logits of -2**100 and below, which only masks are, count as
    minus infinity there, and a row whose greatest logit over the temperature is beyond 2e38 has no distribution.

    Linear in the logits; memory for the results alone.

    References
    ----------
    Z. Kang, X. Zhao, D. Song: Scalable best-of-N selection for large language models via self-certainty.
    arXiv 2502.18581, 2025. The divergence is taken in 32 bits here, and over possible tokens.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> logits = np.array([[2, 1, 0, -1], [0, 0, -np.inf, -np.inf]], dtype=np.float32)
    >>> found = rf.logits.token_statistics(logits, [1, 0], outputs=("logprob", "entropy", "self_certainty", "rank"))
    >>> found.logprob.round(4).tolist(), found.rank.tolist()
    ([-1.440..., -0.693...], [2, 1])
    >>> found.entropy.round(4).tolist(), found.self_certainty.round(4).tolist()
    ([0.947..., 0.693...], [0.553..., 0.0])
    """
    if is_tensor(logits):
        # Only here is torch imported.
        from rankfold.logits.tensors import tensor_statistics

        names = checked_outputs(outputs, targets)
        ignored, divisor = integer("ignore_index", ignore_index, -(2**63), 2**63 - 1), real("temperature", temperature)
        return TokenStatistics(**tensor_statistics(logits, targets, mask, ignored, divisor, names, control))
    rows = Rows.of(logits)
    request = Request.of(rows.shape, targets, temperature, outputs, ignore_index, mask)
    found = request.of_rows(rows, control=control)
    for column in found.values():
        column.flags.writeable = False
    return TokenStatistics(**{name: found[name].reshape(rows.shape) for name in request.outputs})


def token_logprobs(
    logits: Array,
    targets: Array,
    *,
    temperature: float = 1.0,
    ignore_index: int = -100,
    mask: Array | None = None,
    **control: Unpack[Control],
) -> Array:
    """Log-probability of the target of each row: the short form of :func:`token_statistics`.

    Parameters
    ----------
    logits, targets, temperature, ignore_index, mask, **control
        As for :func:`token_statistics`.

    Returns
    -------
    array or tensor of float, shape (...)
        At most 0; NaN where a row is left out or has no distribution.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> rf.logits.token_logprobs(np.float32([[2, 1, 0, -1]]), [0]).round(4).tolist()
    [-0.440...]
    """
    options: dict[str, Any] = {"temperature": temperature, "ignore_index": ignore_index, "mask": mask, **control}
    return token_statistics(logits, targets, outputs=("logprob",), **options).logprob
