"""Statistics of tokens from hidden states, without all their logits at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arguments import integer, real
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.rows import Rows
from rankfold.logits.token_statistics import Output, Request, TokenStatistics

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["hidden_logprobs"]

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
        Rows whose logits are held at once; by default as many as make 2**24 logits, 64 MiB in 32 bits. Below a hundred
        or two the product slows down, since the output layer is read once a chunk.
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
    One matrix product of the library a chunk, into one buffer of ``chunk_rows * n_tokens`` logits, and the kernel over
    it: memory does not grow with ``n`` but for the results, one copy of the rows if some are left out, and what the
    product itself takes. Tensors of 16 bits give logits of 16 bits, rounded as the model's own are. On CUDA the call
    waits once, to learn which rows are left out.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> hidden, weight = np.float32([[1, 0], [0, 2]]), np.float32([[1, 0], [0, 1], [1, 1]])
    >>> rf.logits.hidden_logprobs(hidden, weight, [0, 2], chunk_rows=1).logprob.round(4).tolist()
    [-0.861..., -0.758...]
    """
    multiply = _Torch(hidden, weight, bias) if is_tensor(hidden) or is_tensor(weight) else _Numpy(hidden, weight, bias)
    n_rows, n_tokens = multiply.n_rows, multiply.n_tokens
    # Which rows are multiplied is decided on the CPU, which for tensors on CUDA is the one wait of the call.
    targets, mask = (_on_cpu(given) for given in (targets, mask))
    request = Request.of((n_rows,), targets, temperature, outputs, ignore_index, mask)
    cap = None if softcap is None else real("softcap", softcap)
    if cap is not None and cap <= 0:
        raise InvalidInputError(f"softcap = {cap}: expected softcap > 0")
    step = max(_BUFFER_LOGITS // max(n_tokens, 1), 1)
    if chunk_rows is not None:
        step = integer("chunk_rows", chunk_rows, 1, 2**31)
    if n_tokens == 0:
        raise InvalidInputError("weight has no rows: expected at least one token")
    left_in = _left_in(request, n_rows, n_tokens)
    return multiply.statistics(request, left_in, min(step, max(len(left_in), 1)), cap)


def _on_cpu(values: Array) -> Array:
    return values.cpu() if is_tensor(values) else values


def _left_in(request: Request, n_rows: int, n_tokens: int) -> Any:
    """The rows that are read; targets of rows that are not are not looked at."""
    flags = np.ones(n_rows, dtype=bool) if request.mask is None else request.mask.astype(bool)
    if request.targets is not None:
        flags &= request.targets != request.ignore_index
        wrong = flags & ((request.targets < 0) | (request.targets >= n_tokens))
        if wrong.any():
            at = int(np.argmax(wrong))
            expected = f"0 <= target < {n_tokens}, or ignore_index = {request.ignore_index}"
            raise InvalidInputError(f"targets[{at}] = {request.targets[at]} is not a token: expected {expected}")
    return np.flatnonzero(flags)


class _Numpy:
    """Matrix products of numpy."""

    def __init__(self, hidden: Array, weight: Array, bias: Array | None) -> None:
        self._hidden, self._weight = np.asarray(hidden), np.asarray(weight)
        form = self._hidden.dtype
        if form not in (np.float32, np.float64):
            raise InvalidTypeError(f"hidden has dtype {form}: expected float32 or float64, or a tensor of torch")
        if self._weight.dtype != form:
            raise InvalidTypeError(f"weight has dtype {self._weight.dtype}: expected that of hidden, {form}")
        self._bias = None if bias is None else np.asarray(bias, dtype=form)
        self.n_rows, self.n_tokens = _sizes(self._hidden, self._weight, self._bias)

    def statistics(self, request: Request, left_in: Any, step: int, cap: float | None) -> TokenStatistics:
        """Of so many rows at a time, in one buffer."""
        buffer = np.empty((step, self.n_tokens), dtype=self._hidden.dtype)
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


class _Torch:
    """Matrix products of torch."""

    def __init__(self, hidden: Array, weight: Array, bias: Array | None) -> None:
        import torch

        from rankfold.logits.operators import columns_of_rows

        self._torch = torch
        given = {"hidden": hidden, "weight": weight, **({} if bias is None else {"bias": bias})}
        for name, tensor in given.items():
            if not is_tensor(tensor):
                raise InvalidTypeError(f"{name} is of type {type(tensor).__name__}: expected a tensor like the others")
            if tensor.requires_grad and torch.is_grad_enabled():
                raise InvalidInputError(
                    f"{name} needs a gradient, and hidden_logprobs has none: call it under torch.no_grad(), or give "
                    "logits to token_statistics"
                )
            if tensor.dtype != hidden.dtype:
                raise InvalidTypeError(f"{name} has dtype {tensor.dtype}: expected that of hidden, {hidden.dtype}")
            if tensor.device != hidden.device or tensor.device.type not in ("cpu", "cuda"):
                raise InvalidInputError(f"{name} is on {tensor.device}: expected hidden's device, the CPU or CUDA")
        self._hidden, self._weight = hidden.detach(), weight.detach()
        self._bias = None if bias is None else bias.detach()
        self._of_rows = columns_of_rows
        self.n_rows, self.n_tokens = _sizes(self._hidden, self._weight, self._bias)

    def statistics(self, request: Request, left_in: Any, step: int, cap: float | None) -> TokenStatistics:
        """Of so many rows at a time, in one buffer."""
        torch, hidden = self._torch, self._hidden
        device, is_wide = hidden.device, hidden.dtype == torch.float64
        buffer = hidden.new_empty((step, self.n_tokens))
        found = {
            name: torch.zeros(self.n_rows, dtype=torch.int64, device=device)
            if name == "rank"
            else torch.full((self.n_rows,), np.nan, dtype=torch.float64 if is_wide else torch.float32, device=device)
            for name in request.outputs
        }
        places = torch.from_numpy(left_in).to(device)
        targets = None if request.targets is None else torch.from_numpy(request.targets[left_in]).to(device)
        if len(left_in) < self.n_rows:
            hidden = hidden[places]
        for start in range(0, len(hidden), step):
            part = slice(start, start + step)
            logits = torch.mm(hidden[part], self._weight.T, out=buffer[: len(hidden[part])])
            if self._bias is not None:
                logits += self._bias
            if cap is not None:
                logits.div_(cap).tanh_().mul_(cap)
            own = None if targets is None else targets[part]
            options = request.ignore_index, request.temperature, request.outputs
            for name, column in self._of_rows(logits, own, None, *options).items():
                found[name][places[part]] = column
        return TokenStatistics(**found)


def _sizes(hidden: Array, weight: Array, bias: Array | None) -> tuple[int, int]:
    if hidden.ndim != 2 or weight.ndim != 2 or hidden.shape[1] != weight.shape[1]:
        text = f"hidden has shape {tuple(hidden.shape)} and weight {tuple(weight.shape)}"
        raise InvalidInputError(f"{text}: expected (n, d) and (n_tokens, d)")
    if bias is not None and tuple(bias.shape) != (weight.shape[0],):
        raise InvalidInputError(f"bias has shape {tuple(bias.shape)}: expected (n_tokens,) = ({weight.shape[0]},)")
    return int(hidden.shape[0]), int(weight.shape[0])
