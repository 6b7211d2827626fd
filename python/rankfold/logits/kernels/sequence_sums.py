"""Sums, least tokens and windows of sequences of log-probabilities, in 64 bits, from first token to last.

A lane walks along a sequence as the CPU does, so both add in one order and give the same bits. That leaves most of a
device idle, which does not matter: for each number that is read here a whole vocabulary has been read before.
"""

from __future__ import annotations

from typing import Any

import torch
import triton
import triton.language as tl

from rankfold.logits.kernels.launch import on_device
from rankfold.logits.kernels.parameters import LANES_OF_SEQUENCES
from rankfold.logits.kernels.row_sums import NEGATIVE_INFINITY, POSITIVE_INFINITY

__all__ = ["sequence_kernel", "sequence_sums"]


@triton.jit
def window_mean(total, n_impossible, width):
    """The mean of a window, of which minus infinity is counted: once it were in a sum, it would not leave it."""
    return tl.where(n_impossible > 0, NEGATIVE_INFINITY, total / width.to(tl.float64))


@triton.jit(do_not_specialize=["n_sequences", "window"])
def sequence_kernel(
    tokens,
    starts,
    lengths,
    total_of,
    least_of,
    tail_of,
    least_window_of,
    n_sequences,
    window,
    LANES: tl.constexpr,
    WINDOWS: tl.constexpr,
):
    """A sequence a lane; a token above 0, which is no log-probability, makes it NaN, and so does a length below 0."""
    sequence = tl.program_id(0).to(tl.int64) * LANES + tl.arange(0, LANES)
    is_one = sequence < n_sequences
    begin = tl.load(starts + sequence, mask=is_one, other=0)
    length = tl.load(lengths + sequence, mask=is_one, other=0)
    width = tl.maximum(tl.minimum(length, window), 1)
    total = tl.zeros([LANES], tl.float64)
    least = tl.full([LANES], POSITIVE_INFINITY, tl.float64)
    of_window = tl.zeros([LANES], tl.float64)
    least_window = tl.full([LANES], POSITIVE_INFINITY, tl.float64)
    n_impossible = tl.zeros([LANES], tl.int64)
    for k in range(tl.max(length, 0)):
        is_token = k < length
        x = tl.load(tokens + begin + k, mask=is_token, other=0.0).to(tl.float64)
        x = tl.where(x > 0, float("nan"), x)
        total += x
        least = tl.where(is_token & (x < least), x, least)
        if WINDOWS:
            is_old = is_token & (k >= width)
            old = tl.load(tokens + begin + k - width, mask=is_old, other=0.0).to(tl.float64)
            n_impossible += (x == NEGATIVE_INFINITY).to(tl.int64) - (old == NEGATIVE_INFINITY).to(tl.int64)
            of_window += tl.where(x == NEGATIVE_INFINITY, 0.0, x) - tl.where(old == NEGATIVE_INFINITY, 0.0, old)
            mean = window_mean(of_window, n_impossible, width)
            least_window = tl.where(is_token & (k >= width - 1) & (mean < least_window), mean, least_window)
    is_unknown = (total != total) | (length <= 0)
    # Of nothing but zeros, plus zero.
    total = tl.where(length < 0, float("nan"), total + 0.0)
    tl.store(total_of + sequence, total, mask=is_one)
    tl.store(least_of + sequence, tl.where(is_unknown, float("nan"), least), mask=is_one)
    if WINDOWS:
        # Anew, so that it owes nothing to the tokens before it.
        tail = tl.zeros([LANES], tl.float64)
        first = length - width
        for k in range(tl.max(width, 0)):
            is_token = (k < width) & (first + k >= 0) & (length > 0)
            tail += tl.load(tokens + begin + first + k, mask=is_token, other=0.0).to(tl.float64)
        tail = tail / width.to(tl.float64)
        tl.store(tail_of + sequence, tl.where(is_unknown, float("nan"), tail), mask=is_one)
        tl.store(least_window_of + sequence, tl.where(is_unknown, float("nan"), least_window), mask=is_one)


def sequence_sums(tokens: Any, starts: Any, lengths: Any, window: int | None) -> dict[str, Any]:
    """Sum and least token of each sequence, and with a window those of its windows; no wait.

    Parameters
    ----------
    tokens : tensor of float32 or float64, shape (n_tokens,)
        Log-probabilities.
    starts, lengths : tensor of int64, shape (n_sequences,)
        Where the tokens of each sequence are.
    window : int, optional
        Tokens of a window.
    """
    names = ("sum", "min") if window is None else ("sum", "min", "tail_window", "min_window")
    found = {name: torch.empty(len(starts), dtype=torch.float64, device=tokens.device) for name in names}
    if len(starts) == 0:
        return found
    with on_device(tokens):
        sequence_kernel[(triton.cdiv(len(starts), LANES_OF_SEQUENCES),)](
            tokens,
            starts,
            lengths,
            found["sum"],
            found["min"],
            found.get("tail_window"),
            found.get("min_window"),
            len(starts),
            0 if window is None else window,
            LANES=LANES_OF_SEQUENCES,
            WINDOWS=window is not None,
            num_warps=1,
            enable_fp_fusion=False,
        )
    return found
