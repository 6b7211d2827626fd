"""Statistics of rows as operators of torch: on the CPU the Rust core, on CUDA the kernels, with gradients.

Only imported when a tensor has arrived. The operators are opaque to ``torch.compile``, which knows their shapes.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import torch

from rankfold.errors import InvalidInputError, MissingDependencyError
from rankfold.logits.columns import COLUMNS, DIFFERENTIABLE, SAVED, Asked
from rankfold.logits.rows import Rows, flag_rows, target_rows
from rankfold.logits.token_statistics import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "columns_of_rows",
    "controlled",
    "cuda_kernels",
    "gradient_on_cuda",
    "gradient_operator",
    "statistics_on_cuda",
    "statistics_operator",
]

#: Logits of one step of the backward pass on the CPU, which holds a few copies of them.
_CHUNK_LOGITS = 1 << 20

#: Threads, time limit and the like of a call on the CPU, which a schema of torch has no type for.
_control: ContextVar[Mapping[str, Any] | None] = ContextVar("rankfold_logits_control", default=None)


@contextmanager
def controlled(control: Mapping[str, Any]) -> Iterator[None]:
    """Calls within run under these keywords."""
    token = _control.set(control)
    try:
        yield
    finally:
        _control.reset(token)


def cuda_kernels() -> Any:
    """The kernels, for a tensor that is on a GPU."""
    try:
        import triton  # noqa: F401
    except ImportError:
        raise MissingDependencyError("tensors on a GPU need triton: pip install triton, or write .cpu()") from None
    from rankfold.logits import kernels
    from rankfold.logits.kernels import row_gradient, row_parts, row_statistics, sequence_sums  # noqa: F401

    return kernels


def columns_of_rows(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: Sequence[str]
) -> dict[str, Any]:
    """The outputs by name, in the shape of the rows."""
    needs_gradient = logits.requires_grad and torch.is_grad_enabled()
    asked = (*outputs, *SAVED) if needs_gradient and any(name in DIFFERENTIABLE for name in outputs) else outputs
    table, rank = statistics_operator(logits, targets, mask, ignore_index, temperature, ",".join(asked))
    columns = table.unbind(0)
    found = dict(zip([name for name in COLUMNS if name in asked], columns, strict=True))
    if needs_gradient:
        found = {name: column if name in DIFFERENTIABLE else column.detach() for name, column in found.items()}
    return {name: rank if name == "rank" else found[name] for name in outputs}


_OF_ROWS = "Tensor logits, Tensor? targets, Tensor? mask, int ignore_index, float temperature"


@torch.library.custom_op(  # type: ignore[untyped-decorator, unused-ignore]
    "rankfold::token_statistics",
    mutates_args=(),
    device_types="cpu",
    schema=f"({_OF_ROWS}, str outputs) -> (Tensor, Tensor)",
)
def statistics_operator(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    """Columns and ranks as named in ``outputs``, divided by commas.

    Returns
    -------
    tensor of float, shape (n_columns, ...)
        What is named of :data:`~rankfold.logits.columns.COLUMNS`, in their order.
    tensor of int64, shape (...) or (0,)
        Ranks; empty if not named.
    """
    rows, asked = Rows.of(logits), _asked(outputs)
    request = Request(
        None if targets is None else target_rows(targets, rows.shape),
        ignore_index,
        None if mask is None else flag_rows(mask, rows.shape),
        temperature,
        tuple(name for name in outputs.split(",") if name != "greatest"),
    )
    found = request.of_rows(rows, control=_control.get() or {})
    table, rank = _empty(logits, asked)
    for name, column in zip(asked.names, table, strict=True):
        own = logits.detach().amax(-1) if name == "greatest" else torch.from_numpy(found[name]).reshape(rows.shape)
        column.copy_(own)
    if asked.rank:
        rank.copy_(torch.from_numpy(found["rank"]).reshape(rows.shape))
    return table, rank


@statistics_operator.register_kernel("cuda")  # type: ignore[untyped-decorator, unused-ignore]
def statistics_on_cuda(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    """The same, by the kernels."""
    kernel = cuda_kernels().row_statistics.row_statistics
    return kernel(logits, targets, mask, ignore_index, temperature, _asked(outputs))


@statistics_operator.register_fake  # type: ignore[untyped-decorator, unused-ignore]
def _shapes_of_statistics(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    return _empty(logits, _asked(outputs))


def _asked(outputs: str) -> Asked:
    return Asked.of(tuple(outputs.split(",")))


def _empty(logits: Any, asked: Asked) -> tuple[Any, Any]:
    shape = logits.shape[:-1]
    wide = torch.float64 if logits.dtype == torch.float64 else torch.float32
    table = logits.new_empty((asked.n_columns, *shape), dtype=wide)
    return table, logits.new_empty(shape if asked.rank else (0,), dtype=torch.int64)


@torch.library.custom_op(  # type: ignore[untyped-decorator, unused-ignore]
    "rankfold::token_statistics_backward",
    mutates_args=(),
    device_types="cpu",
    schema=f"({_OF_ROWS}, str outputs, Tensor table, Tensor of_table) -> Tensor",
)
def gradient_operator(
    logits: Any,
    targets: Any,
    mask: Any,
    ignore_index: int,
    temperature: float,
    outputs: str,
    table: Any,
    of_table: Any,
) -> Any:
    """What the changes of the outputs mean for the logits, some rows at a time: one read and one write.

    By ``z = logits / temperature``, with probabilities ``p`` and entropy ``H``: ``[target] - p`` of a log-probability,
    ``p`` of a logsumexp, ``-p (ln p + H)`` of an entropy.
    """
    flat = logits.detach().reshape(-1, logits.shape[-1])
    result = torch.empty_like(flat, memory_format=torch.contiguous_format)
    names = _asked(outputs).names
    column = dict(zip(names, table.reshape(len(names), -1, 1), strict=True))
    # What a loss does not depend on has come as zeros.
    changes = zip(names, of_table.reshape(len(names), -1, 1), strict=True)
    change_of = {name: change for name, change in changes if name in DIFFERENTIABLE and change.any()}
    left_in = torch.ones(len(flat), dtype=torch.bool)
    if mask is not None:
        left_in &= mask.reshape(-1)
    if targets is not None:
        targets = targets.reshape(-1).to(torch.int64)
        left_in &= targets != ignore_index
    step = max(_CHUNK_LOGITS // max(flat.shape[1], 1), 1)
    for start in range(0, len(flat), step):
        part = slice(start, start + step)
        logp = (flat[part].to(table.dtype) - column["greatest"][part]) / temperature - column["log_sum"][part]
        p = logp.exp()
        change = torch.zeros_like(p)
        if "logsumexp" in change_of:
            change += change_of["logsumexp"][part] * p
        if "entropy" in change_of:
            # Impossible tokens add nothing to an entropy.
            surprise = torch.where(p > 0, logp + column["entropy"][part], 0.0)
            change -= change_of["entropy"][part] * p * surprise
        if "logprob" in change_of:
            given = change_of["logprob"][part]
            change -= given * p
            own = torch.where(left_in[part], targets[part], 0)
            change.scatter_add_(1, own[:, None], given)
        # Rows that were not read have no part in anything, whatever their logits are.
        result[part] = torch.where(left_in[part, None], change / temperature, 0.0).to(result.dtype)
    return result.reshape(logits.shape)


@gradient_operator.register_kernel("cuda")  # type: ignore[untyped-decorator, unused-ignore]
def gradient_on_cuda(*arguments: Any) -> Any:
    """The same gradient, by the kernel."""
    *of_rows, outputs, table, of_table = arguments
    return cuda_kernels().row_gradient.row_gradient(*of_rows, _asked(outputs), table, of_table)


@gradient_operator.register_fake  # type: ignore[untyped-decorator, unused-ignore]
def _shape_of_gradient(logits: Any, *_: Any) -> Any:
    return torch.empty(logits.shape, dtype=logits.dtype, device=logits.device)


def _set_up(ctx: Any, inputs: tuple[Any, ...], output: tuple[Any, ...]) -> None:
    logits, targets, mask, *ctx.options = inputs
    table, rank = output
    ctx.save_for_backward(logits, targets, mask, table)
    ctx.mark_non_differentiable(rank)
    ctx.set_materialize_grads(False)


def _backward(ctx: Any, of_table: Any, _: Any) -> tuple[Any, ...]:
    ignore_index, temperature, outputs = ctx.options
    if not all(name in outputs.split(",") for name in SAVED):
        raise InvalidInputError(f"outputs lacks {' and '.join(SAVED)}: expected both where gradients are wanted")
    logits, targets, mask, table = ctx.saved_tensors
    change = None
    if of_table is not None:
        change = gradient_operator(logits, targets, mask, ignore_index, temperature, outputs, table, of_table)
    return change, None, None, None, None, None


statistics_operator.register_autograd(_backward, setup_context=_set_up)
