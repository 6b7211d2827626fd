"""Statistics of sequences whose tokens are on CUDA, without waiting for them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor, segments
from rankfold.logits.operators import cuda_kernels
from rankfold.logits.tensors import on_device_of

__all__ = ["cuda_sequences"]

#: Above this the exponential leaves the floats.
_LARGEST_EXPONENT = 709.0


def cuda_sequences(values: Any, offsets: Array, mask: Array, window: int | None) -> dict[str, Any]:
    """The columns of the statistics, as tensors on the device of the tokens."""
    if not values.is_floating_point():
        raise InvalidTypeError(f"token_logprobs has dtype {values.dtype}: expected floats")
    tokens = values.detach() if values.element_size() >= 4 else values.detach().float()
    if mask is not None:
        tokens, starts, lengths = _padded(tokens, mask)
    else:
        tokens, starts, lengths = _ragged(tokens, offsets)
    found = cuda_kernels().sequence_sums.sequence_sums(tokens, starts, lengths, window)
    count = lengths.clamp(min=0)
    # Without tokens 0 / 0, which is NaN.
    mean = found["sum"] / count
    perplexity = torch.where(mean < -_LARGEST_EXPONENT, math.inf, torch.exp(-mean))
    return {**found, "count": count, "mean": mean + 0.0, "perplexity": perplexity}


def _padded(tokens: Any, mask: Array) -> tuple[Any, Any, Any]:
    """Rows with their tokens at the front, where each row starts, and how many tokens it has."""
    if tokens.ndim != 2:
        raise InvalidInputError(f"token_logprobs has shape {tuple(tokens.shape)}: expected (n_sequences, length)")
    flags = mask if is_tensor(mask) else torch.as_tensor(np.asarray(mask))
    if flags.dtype != torch.bool:
        raise InvalidTypeError(f"mask has dtype {flags.dtype}: expected bool; write mask > 0")
    flags = on_device_of(tokens[..., None], "mask", flags)
    n_sequences, width = tokens.shape
    # What is no token goes to a column of its own behind them all.
    place = torch.where(flags, flags.cumsum(1) - 1, width)
    front = tokens.new_zeros((n_sequences, width + 1)).scatter_(1, place, torch.where(flags, tokens, 0.0))
    starts = torch.arange(n_sequences, device=tokens.device) * (width + 1)
    return front.reshape(-1), starts, flags.sum(1)


def _ragged(tokens: Any, offsets: Array) -> tuple[Any, Any, Any]:
    """Tokens, where each sequence starts, and how many it has: fewer than none where offsets do not fit."""
    if tokens.ndim != 1:
        raise InvalidInputError(f"token_logprobs has shape {tuple(tokens.shape)}: expected (n_tokens,), or mask=")
    if is_tensor(offsets) and offsets.is_cuda:
        if offsets.ndim != 1 or len(offsets) == 0 or offsets.is_floating_point() or offsets.dtype == torch.bool:
            text = f"offsets has dtype {offsets.dtype} and shape {tuple(offsets.shape)}"
            raise InvalidTypeError(f"{text}: expected integers, 0 first")
        bounds = offsets.to(tokens.device, torch.int64)
    else:
        bounds = torch.tensor(segments("offsets", offsets, len(tokens)), dtype=torch.int64).to(tokens.device)
    starts, ends = bounds[:-1], bounds[1:]
    fits = (starts >= 0) & (ends <= len(tokens)) & (starts <= ends)
    return tokens.contiguous(), torch.where(fits, starts, 0), torch.where(fits, ends - starts, -1)
