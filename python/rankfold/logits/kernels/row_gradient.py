"""What changes of the numbers of rows mean for their logits: one read and one write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
import triton
import triton.language as tl

from rankfold.logits.kernels.launch import LOG2_E, Layout, flat_flags, flat_targets, on_device
from rankfold.logits.kernels.row_statistics import open_row
from rankfold.logits.kernels.row_sums import LEAST, LN_2

if TYPE_CHECKING:
    from rankfold.logits.columns import Asked

__all__ = ["gradient_kernel", "row_gradient"]

_BLOCK = 2048
_WARPS = 4

_LOG2_E = tl.constexpr(LOG2_E)


@triton.jit(do_not_specialize=["n_rows", "n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"])
def gradient_kernel(
    logits,
    targets,
    mask,
    columns,
    of_columns,
    gradient,
    n_rows,
    n_inner,
    outer_stride,
    inner_stride,
    shift,
    ignore_index,
    scale,
    per_temperature,
    N_TOKENS: tl.constexpr,
    BLOCK: tl.constexpr,
    ALIGNED: tl.constexpr,
    ASKED: tl.constexpr,
):
    """A block of a row; rows that are left out are not read, and change nothing.

    By ``z = logits / temperature``, with probabilities ``p`` and entropy ``H``: ``[target] - p`` of a log-probability,
    ``p`` of a logsumexp, ``-p (ln p + H)`` of an entropy.
    """
    row = tl.program_id(0).to(tl.int64)
    begin, is_read, _ = open_row(
        logits, targets, mask, row, n_inner, outer_stride, inner_stride, shift, ignore_index, N_TOKENS
    )
    write = row * N_TOKENS
    if ALIGNED:
        begin = begin // 8 * 8
        write = write // 8 * 8
    column = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    is_some = column < N_TOKENS
    x = tl.load(logits + begin + column, mask=column < tl.where(is_read, N_TOKENS, 0), other=0.0).to(tl.float32)
    # Which columns there are, as the statistics have written them; the last two there always are.
    at = row
    if ASKED & 1:
        of_logprob = tl.load(of_columns + at)
        at += n_rows
    if ASKED & 2:
        entropy = tl.load(columns + at)
        of_entropy = tl.load(of_columns + at)
        at += n_rows
    if ASKED & 4:
        at += n_rows
    if ASKED & 8:
        at += n_rows
    if ASKED & 16:
        at += n_rows
    if ASKED & 32:
        of_logsumexp = tl.load(of_columns + at)
        at += n_rows
    log_sum = tl.load(columns + at)
    greatest = tl.load(columns + at + n_rows)
    reference = tl.maximum(greatest * scale, LEAST)
    # The exponent of the sum, relative to the reference: what was rounded of that is taken off again.
    normaliser = log_sum * _LOG2_E + tl.fma(greatest, scale, -reference)
    exponent = tl.fma(x, scale, -reference) - normaliser
    p = tl.exp2(exponent)
    change = tl.zeros([BLOCK], tl.float32)
    if ASKED & 32:
        change += of_logsumexp * p
    if ASKED & 2:
        surprise = tl.fma(exponent, LN_2, entropy)
        # Impossible tokens add nothing to an entropy; not "p > 0", which is false of NaN.
        change -= of_entropy * tl.where(p == 0.0, 0.0, p * surprise)
    if ASKED & 1:
        target = tl.load(targets + row)
        change += of_logprob * (tl.where(column == target, 1.0, 0.0) - p)
    found = tl.where(is_read, change * per_temperature, 0.0)
    tl.store(gradient + write + column, found.to(gradient.dtype.element_ty), mask=is_some)


def row_gradient(
    logits: Any,
    targets: Any,
    mask: Any,
    ignore_index: int,
    temperature: float,
    asked: Asked,
    table: Any,
    of_table: Any,
) -> Any:
    """The gradient of the logits, in their format and contiguous.

    Parameters
    ----------
    logits, targets, mask, ignore_index, temperature, asked
        As for the statistics.
    table : tensor of float32, shape (n_columns, ...)
        What they gave, with the columns of :data:`~rankfold.logits.columns.SAVED`.
    of_table : tensor of float32, shape (n_columns, ...)
        Its gradient; of columns that have none, such as margins, it is not read.
    """
    layout = Layout.of(logits)
    gradient = torch.empty(logits.shape, dtype=logits.dtype, device=logits.device)
    if layout.n_rows == 0:
        return gradient
    with on_device(logits):
        gradient_kernel[(layout.n_rows, triton.cdiv(layout.n_tokens, _BLOCK))](
            layout.base,
            flat_targets(targets),
            flat_flags(mask),
            table,
            of_table.contiguous(),
            gradient,
            layout.n_rows,
            *layout.strides,
            ignore_index,
            LOG2_E / temperature,
            1 / temperature,
            N_TOKENS=layout.n_tokens,
            BLOCK=_BLOCK,
            ALIGNED=layout.is_aligned and layout.n_tokens % 8 == 0,
            ASKED=asked.columns,
            num_warps=_WARPS,
            enable_fp_fusion=False,
        )
    return gradient
