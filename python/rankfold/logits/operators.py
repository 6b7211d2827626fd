"""Statistics of rows as operators of torch: on the CPU the Rust core, on CUDA the kernels, with gradients.

Only imported when a tensor has arrived. The operators are opaque to ``torch.compile``, which knows their shapes.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import torch

from rankfold.errors import InvalidInputError, MissingDependencyError
from rankfold.logits.rows import Rows, flag_rows, target_rows
from rankfold.logits.token_statistics import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "COLUMNS",
    "DIFFERENTIABLE",
    "columns_of_rows",
    "controlled",
    "cuda_kernels",
    "gradient_on_cuda",
    "gradient_operator",
    "statistics_on_cuda",
    "statistics_operator",
]

#: What the operator returns, in this order; what was not asked for is empty.
COLUMNS = ("logprob", "entropy", "self_certainty", "rank", "margin", "max", "logsumexp", "log_sum", "greatest")

DIFFERENTIABLE = ("logprob", "logsumexp", "entropy")

#: What the backward pass needs. The sum relative to the greatest, since that of the sum itself is rounded.
_SAVED = ("log_sum", "greatest")

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
    from rankfold.logits.kernels import row_gradient, row_statistics, sequence_sums

    return row_statistics, row_gradient, sequence_sums


def columns_of_rows(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: Sequence[str]
) -> dict[str, Any]:
    """The outputs by name, in the shape of the rows."""
    needs_gradient = logits.requires_grad and torch.is_grad_enabled()
    asked = (*outputs, *_SAVED) if needs_gradient and any(name in DIFFERENTIABLE for name in outputs) else outputs
    found = statistics_operator(logits, targets, mask, ignore_index, temperature, ",".join(asked))
    return {name: column for name, column in zip(COLUMNS, found, strict=True) if name in outputs}


_OF_ROWS = "Tensor logits, Tensor? targets, Tensor? mask, int ignore_index, float temperature"


@torch.library.custom_op(  # type: ignore[untyped-decorator, unused-ignore]
    "rankfold::token_statistics",
    mutates_args=(),
    device_types="cpu",
    schema=f"({_OF_ROWS}, str outputs) -> ({', '.join(['Tensor'] * len(COLUMNS))})",
)
def statistics_operator(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    """The columns named in ``outputs``, divided by commas, each in the shape of the rows; the others empty."""
    rows = Rows.of(logits)
    names = outputs.split(",")
    request = Request(
        None if targets is None else target_rows(targets, rows.shape),
        ignore_index,
        None if mask is None else flag_rows(mask, rows.shape),
        temperature,
        tuple(name for name in names if name != "greatest"),
    )
    found = {
        name: torch.from_numpy(column) for name, column in request.of_rows(rows, control=_control.get() or {}).items()
    }
    if "greatest" in names:
        wide = next(column for name, column in found.items() if name != "rank").dtype
        found["greatest"] = logits.detach().amax(-1).to(wide)
    return tuple(found[name].reshape(rows.shape) if name in names else _empty(logits, name) for name in COLUMNS)


@statistics_operator.register_kernel("cuda")  # type: ignore[untyped-decorator, unused-ignore]
def statistics_on_cuda(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    """The same columns, by the kernels."""
    row_statistics, _, _ = cuda_kernels()
    names = tuple(outputs.split(","))
    found = row_statistics.row_statistics(logits, targets, mask, ignore_index, temperature, names)
    shape = logits.shape[:-1]
    return tuple(found[name].reshape(shape) if name in found else _empty(logits, name) for name in COLUMNS)


@statistics_operator.register_fake  # type: ignore[untyped-decorator, unused-ignore]
def _shapes_of_statistics(
    logits: Any, targets: Any, mask: Any, ignore_index: int, temperature: float, outputs: str
) -> Any:
    names, shape = outputs.split(","), logits.shape[:-1]
    return tuple(_empty(logits, name, shape if name in names else (0,)) for name in COLUMNS)


def _empty(logits: Any, name: str, shape: Any = (0,)) -> Any:
    wide = torch.float64 if logits.dtype == torch.float64 else torch.float32
    return logits.new_empty(shape, dtype=torch.int64 if name == "rank" else wide)


@torch.library.custom_op(  # type: ignore[untyped-decorator, unused-ignore]
    "rankfold::token_statistics_backward",
    mutates_args=(),
    device_types="cpu",
    schema=f"({_OF_ROWS}, Tensor greatest, Tensor log_sum, Tensor? entropy, "
    "Tensor? of_logprob, Tensor? of_logsumexp, Tensor? of_entropy) -> Tensor",
)
def gradient_operator(
    logits: Any,
    targets: Any,
    mask: Any,
    ignore_index: int,
    temperature: float,
    greatest: Any,
    log_sum: Any,
    entropy: Any,
    of_logprob: Any,
    of_logsumexp: Any,
    of_entropy: Any,
) -> Any:
    """What the changes of the outputs mean for the logits, some rows at a time: one read and one write.

    By ``z = logits / temperature``, with probabilities ``p`` and entropy ``H``: ``[target] - p`` of a log-probability,
    ``p`` of a logsumexp, ``-p (ln p + H)`` of an entropy.
    """
    flat = logits.detach().reshape(-1, logits.shape[-1])
    result = torch.empty_like(flat, memory_format=torch.contiguous_format)
    left_in = torch.ones(len(flat), dtype=torch.bool)
    if mask is not None:
        left_in &= mask.reshape(-1)
    if targets is not None:
        targets = targets.reshape(-1).to(torch.int64)
        left_in &= targets != ignore_index
    greatest, log_sum = greatest.reshape(-1, 1), log_sum.reshape(-1, 1)
    step = max(_CHUNK_LOGITS // max(flat.shape[1], 1), 1)
    for start in range(0, len(flat), step):
        part = slice(start, start + step)
        logp = (flat[part].to(log_sum.dtype) - greatest[part]) / temperature - log_sum[part]
        p = logp.exp()
        change = torch.zeros_like(p)
        if of_logsumexp is not None:
            change += of_logsumexp.reshape(-1, 1)[part] * p
        if of_entropy is not None:
            # Impossible tokens add nothing to an entropy.
            surprise = torch.where(p > 0, logp + entropy.reshape(-1, 1)[part], 0.0)
            change -= of_entropy.reshape(-1, 1)[part] * p * surprise
        if of_logprob is not None:
            given = of_logprob.reshape(-1, 1)[part]
            change -= given * p
            own = torch.where(left_in[part], targets[part], 0)
            change.scatter_add_(1, own[:, None], given)
        # Rows that were not read have no part in anything, whatever their logits are.
        result[part] = torch.where(left_in[part, None], change / temperature, 0.0).to(result.dtype)
    return result.reshape(logits.shape)


@gradient_operator.register_kernel("cuda")  # type: ignore[untyped-decorator, unused-ignore]
def gradient_on_cuda(*arguments: Any) -> Any:
    """The same gradient, by the kernel."""
    _, row_gradient, _ = cuda_kernels()
    return row_gradient.row_gradient(*arguments)


@gradient_operator.register_fake  # type: ignore[untyped-decorator, unused-ignore]
def _shape_of_gradient(logits: Any, *_: Any) -> Any:
    return torch.empty(logits.shape, dtype=logits.dtype, device=logits.device)


def _set_up(ctx: Any, inputs: tuple[Any, ...], output: tuple[Any, ...]) -> None:
    logits, targets, mask, ignore_index, temperature, outputs = inputs
    found = dict(zip(COLUMNS, output, strict=True))
    ctx.options = ignore_index, temperature
    ctx.asked = outputs.split(",")
    ctx.save_for_backward(logits, targets, mask, found["greatest"], found["log_sum"], found["entropy"])
    ctx.mark_non_differentiable(*(column for name, column in found.items() if name not in DIFFERENTIABLE))
    ctx.set_materialize_grads(False)


def _backward(ctx: Any, *gradients: Any) -> tuple[Any, ...]:
    if not all(name in ctx.asked for name in _SAVED):
        raise InvalidInputError(f"outputs lacks {' and '.join(_SAVED)}: expected both where gradients are wanted")
    # What is traced comes with gradients of everything, be it empty.
    given = {name: of if name in ctx.asked else None for name, of in zip(COLUMNS, gradients, strict=True)}
    logits, targets, mask, greatest, log_sum, entropy = ctx.saved_tensors
    change = gradient_operator(
        logits,
        targets,
        mask,
        *ctx.options,
        greatest,
        log_sum,
        None if given["entropy"] is None else entropy,
        *(given[name] for name in DIFFERENTIABLE),
    )
    return change, None, None, None, None, None


statistics_operator.register_autograd(_backward, setup_context=_set_up)
