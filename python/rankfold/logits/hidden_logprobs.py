"""Statistics of tokens from hidden states, without all their logits at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rankfold.arguments import integer, real
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.rows import Rows
from rankfold.logits.token_statistics import Output, Request, TokenStatistics, checked_outputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["checked_sizes", "hidden_logprobs", "no_token"]

#: Logits of the buffer, unless the caller says how many rows it holds: 64 MiB of float32.
_BUFFER_LOGITS = 1 << 24


def hidden_logprobs(
    hidden: Array,
    weight: Array,
    targets: Array | None,
    *,
    bias: Array | None = None,
    softcap: float | None = None,
    chunk_rows: int | None = None,
    temperature: float = 1.0,
    outputs: Sequence[Output] = ("logprob", "entropy"),
    ignore_index: int = -100,
    mask: Array | None = None,
) -> TokenStatistics:
    """What :func:`token_statistics` says of ``hidden @ weight.T``, some rows at a time.

    Parameters
    ----------
    hidden : array or tensor of float, shape (n, d)
        The last hidden state of each token: of numpy in 32 or 64 bits, or a tensor on the CPU or on CUDA.
    weight : array or tensor of float, shape (n_tokens, d)
        The output layer, in the format of ``hidden``.
    targets : array or tensor of int, shape (n,), optional
        As for :func:`token_statistics`.
    bias : array or tensor of float, shape (n_tokens,), optional
        Added to the logits.
    softcap : float, optional
        Logits ``x`` become ``softcap * tanh(x / softcap)``, after the bias.
    chunk_rows : int, optional
        Rows whose logits are held at once, each with all its tokens; by default as many as make 2**24 logits, 64 MiB in
        32 bits. On CUDA the default is 8,192 rows at a time, and of those as many tokens as fit 192 MiB; but if ranks
        are asked for, all tokens of as many rows as fit. Few rows are multiplied more slowly, since the output layer is
        read once for each chunk of rows.
    temperature, outputs, ignore_index, mask
        As for :func:`token_statistics`. Rows that are left out are not multiplied either.

    Returns
    -------
    TokenStatistics
        Fields of shape (n,).

    Raises
    ------
    InvalidInputError
        As :func:`token_statistics`; for shapes that do not fit, and for tensors that need gradients: there is no
        backward pass.
    InvalidTypeError
        For a mixture of numpy and torch, or of formats.

    Notes
    -----
    One matrix product of the library a chunk, into one buffer, and the kernel over it, which on CUDA carries the sums
    of a row from some tokens to the next. Memory does not grow with ``n`` but for the results, one copy of the rows if
    some are left out, and what the product itself takes. Tensors of 16 bits give logits of 16 bits, rounded as the
    model's own are. On CUDA the call waits once if there are targets or a mask, to learn which rows are left out and
    whether a target is no token.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> hidden, weight = np.float32([[1, 0], [0, 2]]), np.float32([[1, 0], [0, 1], [1, 1]])
    >>> rf.logits.hidden_logprobs(hidden, weight, [0, 2], chunk_rows=1).logprob.round(4).tolist()
    [-0.861..., -0.758...]
    """
    cap = None if softcap is None else real("softcap", softcap)
    if cap is not None and cap <= 0:
        raise InvalidInputError(f"softcap = {cap}: expected softcap > 0")
    step = None if chunk_rows is None else integer("chunk_rows", chunk_rows, 1, 2**31)
    if is_tensor(hidden) or is_tensor(weight):
        # Only here is torch imported.
        from rankfold.logits.hidden_tensors import HiddenTensors

        names = checked_outputs(outputs, targets)
        ignored, divisor = integer("ignore_index", ignore_index, -(2**63), 2**63 - 1), real("temperature", temperature)
        tensors = HiddenTensors.of(hidden, weight, bias)
        return TokenStatistics(**tensors.statistics(Request(targets, ignored, mask, divisor, names), cap, step))
    arrays = _Arrays(hidden, weight, bias)
    request = Request.of((arrays.n_rows,), targets, temperature, outputs, ignore_index, mask)
    return arrays.statistics(request, cap, step or max(_BUFFER_LOGITS // arrays.n_tokens, 1))


def checked_sizes(hidden: Array, weight: Array, bias: Array | None) -> tuple[int, int]:
    """Rows and tokens."""
    if hidden.ndim != 2 or weight.ndim != 2 or hidden.shape[1] != weight.shape[1]:
        text = f"hidden has shape {tuple(hidden.shape)} and weight {tuple(weight.shape)}"
        raise InvalidInputError(f"{text}: expected (n, d) and (n_tokens, d)")
    if weight.shape[0] == 0:
        raise InvalidInputError("weight has no rows: expected at least one token")
    if bias is not None and tuple(bias.shape) != (weight.shape[0],):
        raise InvalidInputError(f"bias has shape {tuple(bias.shape)}: expected (n_tokens,) = ({weight.shape[0]},)")
    return int(hidden.shape[0]), int(weight.shape[0])


def no_token(place: int, target: int, n_tokens: int, ignore_index: int) -> InvalidInputError:
    """A target that is none of the tokens."""
    expected = f"0 <= target < {n_tokens}, or ignore_index = {ignore_index}"
    return InvalidInputError(f"targets[{place}] = {target} is not a token: expected {expected}")


class _Arrays:
    """Matrix products of numpy."""

    def __init__(self, hidden: Array, weight: Array, bias: Array | None) -> None:
        self._hidden, self._weight = np.asarray(hidden), np.asarray(weight)
        form = self._hidden.dtype
        if form not in (np.float32, np.float64):
            raise InvalidTypeError(f"hidden has dtype {form}: expected float32 or float64, or a tensor of torch")
        if self._weight.dtype != form:
            raise InvalidTypeError(f"weight has dtype {self._weight.dtype}: expected that of hidden, {form}")
        self._bias = None if bias is None else np.asarray(bias, dtype=form)
        self.n_rows, self.n_tokens = checked_sizes(self._hidden, self._weight, self._bias)

    def statistics(self, request: Request, cap: float | None, step: int) -> TokenStatistics:
        """Of so many rows at a time, in one buffer."""
        left_in = self._left_in(request)
        buffer = np.empty((min(step, len(left_in)), self.n_tokens), dtype=self._hidden.dtype)
        found = {
            name: np.zeros(self.n_rows, dtype=np.int64)
            if name == "rank"
            else np.full(self.n_rows, np.nan, dtype=self._hidden.dtype)
            for name in request.outputs
        }
        hidden = self._hidden if len(left_in) == self.n_rows else self._hidden[left_in]
        for start in range(0, len(hidden), step):
            part, rows = hidden[start : start + step], left_in[start : start + step]
            logits = np.matmul(part, self._weight.T, out=buffer[: len(part)])
            if self._bias is not None:
                logits += self._bias
            if cap is not None:
                logits /= cap
                np.tanh(logits, out=logits)
                logits *= cap
            own = None if request.targets is None else request.targets[rows]
            asked = Request(own, request.ignore_index, None, request.temperature, request.outputs)
            for name, column in asked.of_rows(Rows.of(logits), control={}).items():
                found[name][rows] = column
        for column in found.values():
            column.flags.writeable = False
        return TokenStatistics(**found)

    def _left_in(self, request: Request) -> NDArray[np.int64]:
        """The rows that are read; targets of rows that are not are not looked at."""
        flags = np.ones(self.n_rows, dtype=bool) if request.mask is None else request.mask.astype(bool)
        if request.targets is not None:
            flags &= request.targets != request.ignore_index
            wrong = flags & ((request.targets < 0) | (request.targets >= self.n_tokens))
            if wrong.any():
                at = int(np.argmax(wrong))
                raise no_token(at, int(request.targets[at]), self.n_tokens, request.ignore_index)
        return np.flatnonzero(flags)
