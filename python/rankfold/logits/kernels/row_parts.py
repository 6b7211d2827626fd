"""The numbers of rows whose logits come in parts, some tokens at a time: sums are carried from part to part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
import triton
import triton.language as tl

from rankfold.logits.kernels.launch import LOG2_E, Layout, on_device
from rankfold.logits.kernels.row_statistics import walk, walking
from rankfold.logits.kernels.row_sums import LEAST, NEGATIVE_INFINITY, finish, join

if TYPE_CHECKING:
    from rankfold.logits.columns import Asked

__all__ = ["RowParts", "finish_kernel", "part_kernel"]

#: What is carried of a row: seven sums, the greatest logit but one, and the logit of the target.
_CARRIED = 9


@triton.jit
def carried_sums(carried, row, n_rows, is_some):
    """What is carried of a row; of none of its parts, what is true of nothing."""
    at = carried + row
    greatest = tl.load(at, mask=is_some, other=NEGATIVE_INFINITY)
    reference = tl.load(at + n_rows, mask=is_some, other=LEAST)
    total = tl.load(at + 2 * n_rows, mask=is_some, other=0.0)
    weighted = tl.load(at + 3 * n_rows, mask=is_some, other=0.0)
    spread = tl.load(at + 4 * n_rows, mask=is_some, other=0.0)
    finite = tl.load(at + 5 * n_rows, mask=is_some, other=0.0)
    greater = tl.load(at + 6 * n_rows, mask=is_some, other=0.0)
    second = tl.load(at + 7 * n_rows, mask=is_some, other=NEGATIVE_INFINITY)
    own = tl.load(at + 8 * n_rows, mask=is_some, other=float("nan"))
    return (greatest, reference, total, weighted, spread, finite, greater), second, own


@triton.jit(do_not_specialize=["n_rows", "first_token"])
def part_kernel(
    logits,
    targets,
    carried,
    n_rows,
    first_token,
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
    """A part of a row a program, from this token of the vocabulary on."""
    row = tl.program_id(0).to(tl.int64)
    begin = row * N_TOKENS
    own = tl.full((), float("nan"), tl.float32)
    if targets is not None:
        place = tl.load(targets + row) - first_token
        is_here = (place >= 0) & (place < N_TOKENS)
        own = tl.load(logits + begin + place, mask=is_here, other=float("nan")).to(tl.float32)
    sums, second = walk(
        logits, begin, own, scale, N_TOKENS, LANES, WIDTH, TILES, EDGE_TILES, ALIGNED, ASKED, RANK, PACKED
    )
    before, second_before, own_before = carried_sums(carried, row, n_rows, first_token > 0)
    second = tl.maximum(tl.minimum(sums[0], before[0]), tl.maximum(second, second_before))
    sums = join(before, sums)
    at = carried + row
    for k in tl.static_range(7):
        tl.store(at + k * n_rows, sums[k])
    tl.store(at + 7 * n_rows, second)
    tl.store(at + 8 * n_rows, tl.where(own == own, own, own_before))


@triton.jit(do_not_specialize=["n_rows"])
def finish_kernel(carried, columns, rank, n_rows, scale, per_temperature, ASKED: tl.constexpr):
    """The numbers of a row of which all parts have come."""
    row = tl.program_id(0).to(tl.int64)
    sums, second, own = carried_sums(carried, row, n_rows, row >= 0)
    finish(row, sums, second, own, scale, per_temperature, columns, rank, n_rows, ASKED)


class RowParts:
    """Rows whose logits are added part by part.

    Parameters
    ----------
    n_rows : int
        How many rows there are.
    targets : tensor of int64, shape (n_rows,), optional
        A token of the vocabulary for each row.
    device : torch.device
        Where all this is.
    temperature : float
        What logits are divided by.
    asked : Asked
        What is asked of the rows. Ranks need the logit of the target from the start: with them there may be but one
        part.
    """

    def __init__(self, n_rows: int, targets: Any, device: Any, temperature: float, asked: Asked) -> None:
        self._n_rows, self._targets, self._asked = n_rows, targets, asked
        self._scales = LOG2_E / temperature, 1 / temperature
        self._carried = torch.empty((_CARRIED, n_rows), dtype=torch.float32, device=device)

    def add(self, logits: Any, first_token: int) -> None:
        """The next part, contiguous, of the tokens from ``first_token`` on; the first of them from 0 on."""
        with on_device(logits):
            part_kernel[(self._n_rows,)](
                logits,
                self._targets,
                self._carried,
                self._n_rows,
                first_token,
                self._scales[0],
                N_TOKENS=logits.shape[1],
                RANK=self._asked.rank,
                **walking(Layout.of(logits), self._asked),
            )

    def finish(self) -> tuple[Any, Any]:
        """Columns and ranks, as :func:`~rankfold.logits.kernels.row_statistics.row_statistics` gives them."""
        asked, n_rows, device = self._asked, self._n_rows, self._carried.device
        columns = torch.empty((asked.n_columns, n_rows), dtype=torch.float32, device=device)
        rank = torch.empty((n_rows if asked.rank else 0,), dtype=torch.int64, device=device)
        if n_rows == 0:
            return columns, rank
        with on_device(columns):
            finish_kernel[(n_rows,)](
                self._carried,
                columns,
                rank if asked.rank else None,
                n_rows,
                *self._scales,
                ASKED=asked.columns,
                num_warps=1,
                enable_fp_fusion=False,
            )
        return columns, rank
