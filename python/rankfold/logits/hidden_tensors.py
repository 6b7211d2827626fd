"""Statistics of tokens from hidden states that are tensors: products of torch, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.columns import Asked
from rankfold.logits.hidden_logprobs import checked_sizes, no_token
from rankfold.logits.operators import columns_of_rows, cuda_kernels
from rankfold.logits.tensors import row_tensors

if TYPE_CHECKING:
    from rankfold.logits.token_statistics import Request

__all__ = ["HiddenTensors"]

#: Logits of the buffer on the CPU: 64 MiB of float32.
_BUFFER_LOGITS = 1 << 24

#: Bytes of the buffer on CUDA, and its rows, with as many tokens as that leaves: the more rows at once, the less often
#: the output layer is read; and the larger the product, the less a slow processor keeps the device waiting.
_CUDA_BUFFER_BYTES, _CUDA_ROWS = 192 << 20, 8192

#: What rows of the buffer are a multiple of, where they need all their tokens at once.
_CUDA_WHOLE_ROWS = 256

#: What tokens of the buffer are a multiple of.
_CUDA_TOKENS = 256


@dataclass(frozen=True, slots=True, eq=False)
class HiddenTensors:
    """Hidden states, the output layer and its bias, on one device in one format."""

    hidden: Any
    weight: Any
    bias: Any
    n_tokens: int

    @classmethod
    def of(cls, hidden: Array, weight: Array, bias: Array | None) -> HiddenTensors:
        """Checked, and without their gradients."""
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
        _, n_tokens = checked_sizes(hidden, weight, bias)
        return cls(hidden.detach(), weight.detach(), None if bias is None else bias.detach(), n_tokens)

    def statistics(self, request: Request, cap: float | None, step: int | None) -> dict[str, Any]:
        """Of so many rows at a time, in one buffer."""
        hidden, n_rows, outputs = self.hidden, len(self.hidden), request.outputs
        own, flags = row_tensors(hidden, request.targets, request.mask, request.temperature)
        places = self._left_in(own, flags, request.ignore_index)
        if places is not None:
            hidden, own = hidden[places], None if own is None else own[places]
        request = replace(request, targets=own, mask=None)
        if hidden.is_cuda:
            table, rank = self.on_cuda(hidden, request, cap, step)
            found = dict(zip(Asked.of(outputs).names, table, strict=True)) | {"rank": rank}
        else:
            found = self._on_cpu(hidden, request, cap, step)
        if places is None:
            return {name: found[name] for name in outputs}
        return {name: _spread(found[name], places, n_rows) for name in outputs}

    def _on_cpu(self, hidden: Any, request: Request, cap: float | None, step: int | None) -> dict[str, Any]:
        """Rows by rows, in one buffer."""
        step = max(_BUFFER_LOGITS // self.n_tokens, 1) if step is None else step
        buffer = hidden.new_empty(min(step, len(hidden)) * self.n_tokens)
        options = None, request.ignore_index, request.temperature, request.outputs
        parts = []
        # Of no rows too, for the formats of the columns.
        for start in range(0, max(len(hidden), 1), step):
            rows = slice(start, start + step)
            own = None if request.targets is None else request.targets[rows]
            parts.append(columns_of_rows(self._logits(hidden[rows], slice(None), cap, buffer), own, *options))
        return {name: torch.cat([part[name] for part in parts]) for name in request.outputs}

    def on_cuda(self, hidden: Any, request: Request, cap: float | None, step: int | None) -> tuple[Any, Any]:
        """Rows by rows and tokens by tokens, in one buffer: a table of columns, and ranks."""
        row_parts, asked = cuda_kernels().row_parts, Asked.of(request.outputs)
        n_rows, n_columns = self._block(len(hidden), asked, step)
        buffer = hidden.new_empty(min(n_rows, len(hidden)) * n_columns)
        tables, ranks = [], []
        for start in range(0, max(len(hidden), 1), n_rows):
            rows = slice(start, start + n_rows)
            part = hidden[rows]
            own = None if request.targets is None else request.targets[rows].to(torch.int64).contiguous()
            parts = row_parts.RowParts(len(part), own, hidden.device, request.temperature, asked)
            for first in range(0, self.n_tokens if len(part) else 0, n_columns):
                parts.add(self._logits(part, slice(first, first + n_columns), cap, buffer), first)
            table, rank = parts.finish()
            tables.append(table)
            ranks.append(rank)
        return torch.cat(tables, 1), torch.cat(ranks)

    def _block(self, n_rows: int, asked: Asked, step: int | None) -> tuple[int, int]:
        """Rows and tokens whose logits are held at once."""
        size = self.hidden.element_size()
        if step is not None:
            return step, self.n_tokens
        if asked.rank:
            n_whole: int = _CUDA_BUFFER_BYTES // (self.n_tokens * size)
            return max(n_whole // _CUDA_WHOLE_ROWS, 1) * _CUDA_WHOLE_ROWS, self.n_tokens
        n_rows = min(max(n_rows, 1), _CUDA_ROWS)
        n_tokens: int = _CUDA_BUFFER_BYTES // (n_rows * size)
        return n_rows, min(max(n_tokens // _CUDA_TOKENS, 1) * _CUDA_TOKENS, self.n_tokens)

    def _logits(self, hidden: Any, tokens: slice, cap: float | None, buffer: Any) -> Any:
        weight = self.weight[tokens]
        room = buffer[: len(hidden) * len(weight)].view(len(hidden), len(weight))
        logits = torch.mm(hidden, weight.T, out=room)
        if self.bias is not None:
            logits += self.bias[tokens]
        if cap is not None:
            logits.div_(cap).tanh_().mul_(cap)
        return logits

    def _left_in(self, targets: Any, flags: Any, ignore_index: int) -> Any:
        """The rows that are read, ``None`` if all are; targets of rows that are not are not looked at."""
        if targets is None and flags is None:
            return None
        read = torch.ones(len(self.hidden), dtype=torch.bool, device=self.hidden.device) if flags is None else flags
        wrong = torch.zeros_like(read)
        if targets is not None:
            read = read & (targets != ignore_index)
            wrong = read & ((targets < 0) | (targets >= self.n_tokens))
        # Of a tensor on CUDA this is the one wait of the call.
        n_read, n_wrong = torch.stack([read.sum(), wrong.sum()]).tolist()
        if n_wrong:
            at = int(wrong.to(torch.uint8).argmax())
            raise no_token(at, int(targets[at]), self.n_tokens, ignore_index)
        if n_read == len(read):
            return None
        return torch.argsort(read.to(torch.uint8), descending=True, stable=True)[:n_read]


def _spread(column: Any, places: Any, n_rows: int) -> Any:
    """A column of some rows among all; the others hold NaN, or rank 0."""
    found = column.new_full((n_rows,), float("nan") if column.is_floating_point() else 0)
    found[places] = column
    return found
