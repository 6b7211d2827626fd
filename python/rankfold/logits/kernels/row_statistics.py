"""The numbers of rows of logits, each read once; a few long rows are shared among programs."""

from __future__ import annotations

from typing import Any

import torch
import triton
import triton.language as tl

from rankfold.logits.kernels.launch import LOG2_E, Layout, flat_flags, flat_targets, on_device
from rankfold.logits.kernels.parameters import LOAD_BYTES, row_parameters, row_splits
from rankfold.logits.kernels.row_sums import LEAST, NEGATIVE_INFINITY, absorb, finish, merge, start, top_two

__all__ = ["merge_kernel", "row_statistics", "statistics_kernel"]

#: Numbers of a share of a row: seven sums, and the two greatest, of which one is among the sums.
_SHARE = tl.constexpr(8)


@triton.jit
def open_row(
    logits,
    targets,
    mask,
    row,
    n_inner,
    outer_stride,
    inner_stride,
    shift,
    ignore_index,
    N_TOKENS: tl.constexpr,
):
    """Where a row begins, whether it is read, and the logit of its target."""
    begin = shift + (row // n_inner) * outer_stride + (row % n_inner) * inner_stride
    is_read = row >= 0
    own = tl.full((), float("nan"), tl.float32)
    if mask is not None:
        is_read = tl.load(mask + row) != 0
    if targets is not None:
        target = tl.load(targets + row, mask=is_read, other=-1)
        # A target that is no token has no log-probability: an error would have to be waited for.
        is_read = is_read & (target != ignore_index) & (target >= 0) & (target < N_TOKENS)
        own = tl.load(logits + begin + target, mask=is_read, other=0.0).to(tl.float32)
    return begin, is_read, own


@triton.jit
def load_tiles(
    logits,
    at,
    head,
    step,
    LANES: tl.constexpr,
    WIDTH: tl.constexpr,
    TILES: tl.constexpr,
    N_TOKENS: tl.constexpr,
    PACKED: tl.constexpr,
    MASKED: tl.constexpr,
):
    """Tiles of a row, in whole groups from a multiple of a group on; what is not of the row is minus infinity."""
    lane = (tl.arange(0, LANES) * WIDTH)[:, None]
    cell = lane + tl.arange(0, WIDTH)[None, :]
    tiles = ()
    for t in tl.static_range(TILES):
        offset = step + t * LANES * WIDTH
        if MASKED:
            is_some = tl.broadcast_to(offset + lane < head + N_TOKENS, [LANES, WIDTH])
            x = tl.load(logits + at + offset + cell, mask=is_some)
        else:
            x = tl.load(logits + at + offset + cell)
        if not PACKED:
            x = x.to(tl.float32)
        if MASKED:
            is_own = (offset + cell >= head) & (offset + cell < head + N_TOKENS)
            x = tl.where(is_own, x, NEGATIVE_INFINITY)
        tiles = tiles + (x,)  # type: ignore[assignment]  # noqa: RUF005
    return tiles


@triton.jit(do_not_specialize=["n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"])
def statistics_kernel(
    logits,
    targets,
    mask,
    shares,
    logprob,
    entropy,
    self_certainty,
    rank,
    margin,
    maximum,
    logsumexp,
    log_sum,
    greatest_logit,
    n_inner,
    outer_stride,
    inner_stride,
    shift,
    ignore_index,
    scale,
    per_temperature,
    N_TOKENS: tl.constexpr,
    LANES: tl.constexpr,
    WIDTH: tl.constexpr,
    TILES: tl.constexpr,
    EDGE_TILES: tl.constexpr,
    SPLITS: tl.constexpr,
    ALIGNED: tl.constexpr,
    ENTROPY: tl.constexpr,
    CERTAINTY: tl.constexpr,
    RANK: tl.constexpr,
    MARGIN: tl.constexpr,
    PACKED: tl.constexpr,
):
    """One row a program, or one share of it; rows that are left out are not read."""
    row = tl.program_id(0).to(tl.int64)
    split = tl.program_id(1)
    begin, is_read, own = open_row(
        logits, targets, mask, row, n_inner, outer_stride, inner_stride, shift, ignore_index, N_TOKENS
    )
    if not is_read:
        if SPLITS == 1:
            lost = tl.full((), float("nan"), tl.float32)
            sums = (lost, lost, lost, lost, lost, lost, lost)
            finish(
                row, sums, lost, lost, scale, per_temperature,
                logprob, entropy, self_certainty, rank, margin, maximum, logsumexp, log_sum, greatest_logit,
            )  # fmt: skip
        return
    # Down to a whole group, so that each load is one of 16 bytes wherever the row begins.
    at = begin // WIDTH * WIDTH
    head = (begin - at).to(tl.int32)
    if ALIGNED:
        head = 0
    STEP: tl.constexpr = LANES * TILES * WIDTH
    EDGE: tl.constexpr = LANES * EDGE_TILES * WIDTH
    lanes = start(LANES, WIDTH)
    if SPLITS > 1:
        EACH: tl.constexpr = ((N_TOKENS + WIDTH + EDGE - 2) // EDGE + SPLITS - 1) // SPLITS
        for k in range(EACH):
            offset = (split * EACH + k) * EDGE
            tiles = load_tiles(logits, at, head, offset, LANES, WIDTH, EDGE_TILES, N_TOKENS, PACKED, True)
            lanes = absorb(lanes, tiles, own, scale, LANES, WIDTH, EDGE_TILES, ENTROPY, CERTAINTY, RANK, MARGIN, PACKED)
    else:
        # Steps that are of the row for certain; the first is not, unless the row begins with a group.
        FIRST: tl.constexpr = 0 if ALIGNED else 1
        WHOLE: tl.constexpr = N_TOKENS // STEP
        for k in range(FIRST, WHOLE):
            tiles = load_tiles(logits, at, head, k * STEP, LANES, WIDTH, TILES, N_TOKENS, PACKED, False)
            lanes = absorb(lanes, tiles, own, scale, LANES, WIDTH, TILES, ENTROPY, CERTAINTY, RANK, MARGIN, PACKED)
        # What is left of the row at both ends.
        BEFORE: tl.constexpr = FIRST * TILES // EDGE_TILES
        END: tl.constexpr = N_TOKENS + (WIDTH - 1) * FIRST
        REST: tl.constexpr = WHOLE * STEP if WHOLE > FIRST else FIRST * STEP
        AFTER: tl.constexpr = (END - REST + EDGE - 1) // EDGE if END > REST else 0
        for k in range(BEFORE + AFTER):
            offset = tl.where(k < BEFORE, k * EDGE, REST + (k - BEFORE) * EDGE)
            tiles = load_tiles(logits, at, head, offset, LANES, WIDTH, EDGE_TILES, N_TOKENS, PACKED, True)
            lanes = absorb(lanes, tiles, own, scale, LANES, WIDTH, EDGE_TILES, ENTROPY, CERTAINTY, RANK, MARGIN, PACKED)
    greatest, reference, total, weighted, spread, finite, greater, first, second = lanes
    sums = merge(greatest, reference, total, weighted, spread, finite, greater)
    second_greatest = NEGATIVE_INFINITY
    if MARGIN:
        cells = tl.reshape(first, [LANES * WIDTH])
        second_greatest = top_two(cells, tl.reshape(second, [LANES * WIDTH]), LANES * WIDTH)
    if SPLITS > 1:
        share = shares + (row * SPLITS + split) * _SHARE
        for k in tl.static_range(7):
            tl.store(share + k, sums[k])
        tl.store(share + 7, second_greatest)
    else:
        finish(
            row, sums, second_greatest, own, scale, per_temperature,
            logprob, entropy, self_certainty, rank, margin, maximum, logsumexp, log_sum, greatest_logit,
        )  # fmt: skip


@triton.jit(do_not_specialize=["n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"])
def merge_kernel(
    logits,
    targets,
    mask,
    shares,
    logprob,
    entropy,
    self_certainty,
    rank,
    margin,
    maximum,
    logsumexp,
    log_sum,
    greatest_logit,
    n_inner,
    outer_stride,
    inner_stride,
    shift,
    ignore_index,
    scale,
    per_temperature,
    N_TOKENS: tl.constexpr,
    SPLITS: tl.constexpr,
    SIZE: tl.constexpr,
):
    """The shares of a row as one."""
    row = tl.program_id(0).to(tl.int64)
    _, is_read, own = open_row(
        logits, targets, mask, row, n_inner, outer_stride, inner_stride, shift, ignore_index, N_TOKENS
    )
    split = tl.arange(0, SIZE)
    is_one = split < tl.where(is_read, SPLITS, 0)
    share = shares + (row * SPLITS + split) * _SHARE
    greatest = tl.load(share, mask=is_one, other=NEGATIVE_INFINITY)
    reference = tl.load(share + 1, mask=is_one, other=LEAST)
    total = tl.load(share + 2, mask=is_one, other=0.0)
    weighted = tl.load(share + 3, mask=is_one, other=0.0)
    spread = tl.load(share + 4, mask=is_one, other=0.0)
    finite = tl.load(share + 5, mask=is_one, other=0.0)
    greater = tl.load(share + 6, mask=is_one, other=0.0)
    second = tl.load(share + 7, mask=is_one, other=NEGATIVE_INFINITY)
    sums = merge(greatest, reference, total, weighted, spread, finite, greater)
    # Of a row that is left out the sum is 0, which no distribution has.
    finish(
        row, sums, top_two(greatest, second, SIZE), own, scale, per_temperature,
        logprob, entropy, self_certainty, rank, margin, maximum, logsumexp, log_sum, greatest_logit,
    )  # fmt: skip


#: The columns that the kernels fill, in the order of their arguments.
COLUMNS = (
    "logprob",
    "entropy",
    "self_certainty",
    "rank",
    "margin",
    "max",
    "logsumexp",
    "log_sum",
    "greatest",
)


def row_statistics(
    logits: Any,
    targets: Any,
    mask: Any,
    ignore_index: int,
    temperature: float,
    outputs: tuple[str, ...],
    *,
    n_splits: int | None = None,
) -> dict[str, Any]:
    """The named columns, flat; no wait, and nothing is read of rows that are left out.

    Parameters
    ----------
    logits : tensor of bfloat16, float16 or float32, shape (..., n_tokens)
        Rows of logits.
    targets, mask : tensor, optional
        A token and a flag for each row, on the device of the logits.
    ignore_index : int
        Rows with this target are left out.
    temperature : float
        What logits are divided by.
    outputs : tuple of str
        Among :data:`COLUMNS`.
    n_splits : int, optional
        Programs that share a row; by default what :func:`row_splits` says.
    """
    layout = Layout.of(logits)
    n_rows, n_tokens = layout.n_rows, layout.n_tokens
    found = {
        name: torch.empty(n_rows, dtype=torch.int64 if name == "rank" else torch.float32, device=logits.device)
        for name in outputs
    }
    if n_rows == 0:
        return found
    parameters = row_parameters(n_tokens, is_wide="rank" in outputs or "margin" in outputs)
    splits = row_splits(n_rows, n_tokens) if n_splits is None else n_splits
    shares = logits.new_empty((n_rows, splits, 8), dtype=torch.float32) if splits > 1 else None
    arguments = (
        layout.base,
        flat_targets(targets),
        flat_flags(mask),
        shares,
        *(found.get(name) for name in COLUMNS),
        layout.n_inner,
        layout.outer,
        layout.inner,
        layout.shift,
        ignore_index,
        LOG2_E / temperature,
        1 / temperature,
    )
    with on_device(logits):
        statistics_kernel[(n_rows, splits)](
            *arguments,
            N_TOKENS=n_tokens,
            LANES=parameters.lanes,
            WIDTH=LOAD_BYTES // logits.element_size(),
            TILES=parameters.tiles,
            EDGE_TILES=parameters.edge_tiles,
            SPLITS=splits,
            ALIGNED=layout.is_aligned,
            ENTROPY="entropy" in outputs,
            CERTAINTY="self_certainty" in outputs,
            RANK="rank" in outputs,
            MARGIN="margin" in outputs,
            PACKED=logits.element_size() < 4 and not is_interpreted(),
            num_warps=parameters.warps,
            enable_fp_fusion=False,
        )
        if splits > 1:
            merge_kernel[(n_rows,)](
                *arguments,
                N_TOKENS=n_tokens,
                SPLITS=splits,
                SIZE=triton.next_power_of_2(splits),
                num_warps=1,
                enable_fp_fusion=False,
            )
    return found


def is_interpreted() -> bool:
    """Whether Triton interprets, which knows no comparisons of bfloat16."""
    return isinstance(statistics_kernel, triton.runtime.interpreter.InterpretedFunction)
