"""What all kernels are launched with: where rows lie, on which device, in which formats."""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import Any, NamedTuple

import torch

from rankfold.errors import InvalidTypeError
from rankfold.logits.kernels.parameters import GROUP

__all__ = ["LOG2_E", "Layout", "flat_flags", "flat_targets", "on_device"]

LOG2_E = 1 / math.log(2)


class Layout(NamedTuple):
    """Rows of logits in memory: row ``i`` begins ``shift + (i // n_inner) outer + (i % n_inner) inner`` entries on.

    Attributes
    ----------
    base : tensor
        Where counting starts, which is a multiple of a group from where memory was allocated.
    rows : tuple of int
        The shape without the tokens.
    n_tokens, n_rows, n_inner, outer, inner, shift : int
        In entries.
    """

    base: Any
    rows: tuple[int, ...]
    n_tokens: int
    n_rows: int
    n_inner: int
    outer: int
    inner: int
    shift: int

    @classmethod
    def of(cls, logits: Any) -> Layout:
        """Logits where they lie; copied if rows are not in one piece, or need more than two strides."""
        if logits.dtype not in (torch.bfloat16, torch.float16, torch.float32):
            raise InvalidTypeError(
                f"logits has dtype {logits.dtype} on {logits.device}: expected bfloat16, float16 or float32 there; "
                "64 bits are for the CPU"
            )
        rows, n_tokens = tuple(logits.shape[:-1]), int(logits.shape[-1])
        n_rows = math.prod(rows)
        if logits.is_contiguous() and not logits.is_neg() and logits.data_ptr() % (GROUP * 4) == 0:
            # As most tables are: what follows would say the same, in several times the time.
            return cls(logits, rows, n_tokens, n_rows, max(n_rows, 1), 0, n_tokens if n_rows > 1 else 0, 0)
        logits = logits.detach().resolve_neg()
        if logits.untyped_storage().data_ptr() % (GROUP * 4) != 0 or (n_tokens > 1 and logits.stride(-1) != 1):
            logits = logits.clone(memory_format=torch.contiguous_format)
        strides = _two_strides(logits)
        if strides is None:
            logits = logits.clone(memory_format=torch.contiguous_format)
            strides = _two_strides(logits) or (1, 0, n_tokens)
        offset = logits.storage_offset()
        base = logits.as_strided((1,), (1,), offset - offset % GROUP)
        return cls(base, rows, n_tokens, n_rows, *strides, offset % GROUP)

    @property
    def strides(self) -> tuple[int, int, int, int]:
        """What kernels are told of where rows lie, beside the base."""
        return self.n_inner, self.outer, self.inner, self.shift

    @property
    def is_aligned(self) -> bool:
        """Whether every row begins with a group."""
        return self.shift == 0 and self.outer % GROUP == 0 and self.inner % GROUP == 0


def _two_strides(logits: Any) -> tuple[int, int, int] | None:
    """Rows of the inner of two dimensions, and the strides of both; ``None`` where there are more."""
    found: list[tuple[int, int]] = []
    for size, stride in zip(logits.shape[:-1], logits.stride()[:-1], strict=True):
        if size == 1:
            continue
        if found and found[-1][1] == size * stride:
            found[-1] = (found[-1][0] * size, stride)
        else:
            found.append((size, stride))
    if len(found) > 2:
        return None
    (_, outer), (n_inner, inner) = [(1, 0), (1, 0), *found][-2:]
    return n_inner, outer, inner


def on_device(tensor: Any) -> Any:
    """Within this, launches go to the device of a tensor, on the stream that torch has current there."""
    if not tensor.is_cuda or tensor.get_device() == torch.cuda.current_device():
        return nullcontext()
    return torch.cuda.device(tensor.device)


def flat_targets(targets: Any) -> Any:
    """One target a row in 64 bits, row behind row."""
    return None if targets is None else targets.to(torch.int64).contiguous()


def flat_flags(mask: Any) -> Any:
    """One flag a row, as bytes, row behind row."""
    return None if mask is None else mask.contiguous().view(torch.uint8)
