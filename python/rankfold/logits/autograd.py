"""Statistics of tensors, with gradients. Imports torch only when it is called, with a tensor that has arrived."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rankfold.logits.rows import Rows
    from rankfold.logits.token_statistics import Request

__all__ = ["tensor_statistics"]

_DIFFERENTIABLE = ("logprob", "logsumexp", "entropy")

#: Logits of one step of the backward pass, which holds a few copies of them.
_CHUNK_LOGITS = 1 << 20


def tensor_statistics(logits: Any, rows: Rows, request: Request, control: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, as tensors; with a backward pass where the logits need one."""
    import torch

    if logits.requires_grad and torch.is_grad_enabled():
        found = _function().apply(logits, rows, request, control)
    else:
        columns = request.of_rows(rows, control=control)
        found = [torch.from_numpy(columns[name]) for name in request.outputs]
    return {name: tensor.reshape(rows.shape) for name, tensor in zip(request.outputs, found, strict=True)}


@cache
def _function() -> Any:
    """The statistics of rows as a function that torch can differentiate, once."""
    import torch

    class Statistics(torch.autograd.Function):  # type: ignore[misc, unused-ignore]
        @staticmethod
        def forward(ctx: Any, logits: Any, rows: Rows, request: Request, control: Mapping[str, Any]) -> tuple[Any, ...]:
            # The logarithm of the sum relative to the greatest, since that of the sum itself is rounded.
            columns = request.of_rows(rows, "log_sum", "entropy", control=control)
            found = {name: torch.from_numpy(column) for name, column in columns.items()}
            ctx.save_for_backward(logits, found["log_sum"], found["entropy"])
            ctx.request = request
            ctx.set_materialize_grads(False)
            # Copies, since what is saved may not be what is returned.
            outputs = tuple(found[name].clone() for name in request.outputs)
            named = zip(request.outputs, outputs, strict=True)
            ctx.mark_non_differentiable(*(tensor for name, tensor in named if name not in _DIFFERENTIABLE))
            return outputs

        @staticmethod
        @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator, unused-ignore]
        def backward(ctx: Any, *gradients: Any) -> tuple[Any, ...]:
            named = zip(ctx.request.outputs, gradients, strict=True)
            given = {name: gradient for name, gradient in named if gradient is not None and name in _DIFFERENTIABLE}
            return _backward(ctx.request, given, *ctx.saved_tensors), None, None, None

    return Statistics


def _backward(request: Request, given: Mapping[str, Any], logits: Any, log_sum: Any, entropy: Any) -> Any:
    """What the changes of the outputs mean for the logits, some rows at a time: one read and one write.

    By ``z = logits / temperature``, with probabilities ``p`` and entropy ``H``: ``[target] - p`` of a log-probability,
    ``p`` of a logsumexp, ``-p (ln p + H)`` of an entropy.
    """
    import torch

    flat = logits.detach().reshape(-1, logits.shape[-1])
    result = torch.empty_like(flat, memory_format=torch.contiguous_format)
    left_in = _left_in(request, len(flat))
    targets = None if request.targets is None else torch.from_numpy(request.targets)
    step = max(_CHUNK_LOGITS // max(flat.shape[1], 1), 1)
    for start in range(0, len(flat), step):
        part = slice(start, start + step)
        wide = flat[part].to(log_sum.dtype)
        logp = (wide - wide.amax(-1, keepdim=True)) / request.temperature - log_sum[part, None]
        p = logp.exp()
        change = torch.zeros_like(p)
        if "logsumexp" in given:
            change += given["logsumexp"][part, None] * p
        if "entropy" in given:
            # Impossible tokens add nothing to an entropy.
            surprise = torch.where(p > 0, logp + entropy[part, None], 0.0)
            change -= given["entropy"][part, None] * p * surprise
        if "logprob" in given and targets is not None:
            gradient = given["logprob"][part]
            change -= gradient[:, None] * p
            own = torch.where(left_in[part], targets[part], 0)
            change.scatter_add_(1, own[:, None], gradient[:, None])
        # Rows that were not read have no part in anything, whatever their logits are.
        result[part] = torch.where(left_in[part, None], change / request.temperature, 0.0).to(result.dtype)
    return result.reshape(logits.shape)


def _left_in(request: Request, n_rows: int) -> Any:
    """The rows that were read."""
    import torch

    flags = torch.ones(n_rows, dtype=torch.bool)
    if request.mask is not None:
        flags &= torch.from_numpy(request.mask).to(torch.bool)
    if request.targets is not None:
        flags &= torch.from_numpy(request.targets) != request.ignore_index
    return flags
