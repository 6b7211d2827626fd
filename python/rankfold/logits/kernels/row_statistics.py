"""The numbers of rows of logits, each read once by a program of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
import triton
import triton.language as tl

from rankfold.logits.kernels.launch import LOG2_E, Layout, flat_flags, flat_targets, on_device
from rankfold.logits.kernels.parameters import LOAD_BYTES, row_parameters
from rankfold.logits.kernels.row_sums import NEGATIVE_INFINITY, absorb, finish, merge, start, top_two

if TYPE_CHECKING:
    from rankfold.logits.columns import Asked

__all__ = ["is_interpreted", "row_statistics", "statistics_kernel", "walk", "walking"]


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


@triton.jit
def walk(
    logits,
    begin,
    own,
    scale,
    N_TOKENS: tl.constexpr,
    LANES: tl.constexpr,
    WIDTH: tl.constexpr,
    TILES: tl.constexpr,
    EDGE_TILES: tl.constexpr,
    ALIGNED: tl.constexpr,
    ASKED: tl.constexpr,
    RANK: tl.constexpr,
    PACKED: tl.constexpr,
):
    """The sums of a row, and the greatest logit but one."""
    # Down to a whole group, so that each load is one of 16 bytes wherever the row begins. Its last group may reach
    # beyond the tensor, but not beyond what a device allocates.
    at = begin // WIDTH * WIDTH
    head = (begin - at).to(tl.int32)
    if ALIGNED:
        head = 0
    ENTROPY: tl.constexpr = ASKED & 2
    CERTAINTY: tl.constexpr = ASKED & 4
    MARGIN: tl.constexpr = ASKED & 8
    STEP: tl.constexpr = LANES * TILES * WIDTH
    EDGE: tl.constexpr = LANES * EDGE_TILES * WIDTH
    lanes = start(LANES, WIDTH)
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
    return sums, second_greatest


@triton.jit(do_not_specialize=["n_rows", "n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"])
def statistics_kernel(
    logits,
    targets,
    mask,
    columns,
    rank,
    n_rows,
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
    ALIGNED: tl.constexpr,
    ASKED: tl.constexpr,
    PACKED: tl.constexpr,
):
    """One row a program; rows that are left out are not read."""
    row = tl.program_id(0).to(tl.int64)
    begin, is_read, own = open_row(
        logits, targets, mask, row, n_inner, outer_stride, inner_stride, shift, ignore_index, N_TOKENS
    )
    if not is_read:
        lost = tl.full((), float("nan"), tl.float32)
        sums = (lost, lost, lost, lost, lost, lost, lost)
        finish(row, sums, lost, lost, scale, per_temperature, columns, rank, n_rows, ASKED)
        return
    RANK: tl.constexpr = rank is not None
    sums, second_greatest = walk(
        logits, begin, own, scale, N_TOKENS, LANES, WIDTH, TILES, EDGE_TILES, ALIGNED, ASKED, RANK, PACKED
    )
    finish(row, sums, second_greatest, own, scale, per_temperature, columns, rank, n_rows, ASKED)


def row_statistics(
    logits: Any,
    targets: Any,
    mask: Any,
    ignore_index: int,
    temperature: float,
    asked: Asked,
) -> tuple[Any, Any]:
    """The named columns, and ranks, which are empty if not named; no wait, and rows that are left out are not read.

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
    asked : Asked
        Which numbers.

    Returns
    -------
    tensor of float32, shape (n_columns, ...)
        What is named of :data:`~rankfold.logits.columns.COLUMNS`, in their order.
    tensor of int64, shape (...) or (0,)
        Ranks.
    """
    layout = Layout.of(logits)
    n_rows, n_tokens = layout.n_rows, layout.n_tokens
    columns = torch.empty((asked.n_columns, *layout.rows), dtype=torch.float32, device=logits.device)
    rank = torch.empty(layout.rows if asked.rank else (0,), dtype=torch.int64, device=logits.device)
    if n_rows == 0:
        return columns, rank
    with on_device(logits):
        statistics_kernel[(n_rows,)](
            layout.base,
            flat_targets(targets),
            flat_flags(mask),
            columns,
            rank if asked.rank else None,
            n_rows,
            *layout.strides,
            ignore_index,
            LOG2_E / temperature,
            1 / temperature,
            N_TOKENS=n_tokens,
            **walking(layout, asked),
        )
    return columns, rank


def walking(layout: Layout, asked: Asked) -> dict[str, Any]:
    """What :func:`walk` is compiled for, and the options of the launch."""
    cut = row_parameters(layout.n_rows, layout.n_tokens, is_wide=asked.rank or asked.margin)
    size = layout.base.element_size()
    return {
        "LANES": cut.lanes,
        "WIDTH": LOAD_BYTES // size,
        "TILES": cut.tiles,
        "EDGE_TILES": cut.edge_tiles,
        "ALIGNED": layout.is_aligned,
        "ASKED": asked.columns,
        "PACKED": size < 4 and not is_interpreted(),
        "num_warps": cut.warps,
        "enable_fp_fusion": False,
    }


def is_interpreted() -> bool:
    """Whether Triton interprets, which knows no comparisons of bfloat16."""
    return not isinstance(statistics_kernel, triton.JITFunction)
