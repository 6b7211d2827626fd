"""Statistics of tensors: checks that ``torch.compile`` can follow, and the operators behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor
from rankfold.logits.rows import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["on_device_of", "row_tensors", "tensor_statistics"]

_DEVICES = ("cpu", "cuda")


def tensor_statistics(
    logits: Array,
    targets: Array | None,
    mask: Array | None,
    ignore_index: int,
    temperature: float,
    outputs: tuple[str, ...],
    control: Mapping[str, Any],
) -> dict[str, Array]:
    """What was asked for, as tensors; with a backward pass where the logits need one."""
    import torch

    from rankfold.logits.operators import columns_of_rows, controlled

    if logits.device.type not in _DEVICES:
        raise InvalidInputError(
            f"logits is on {logits.device}: expected a tensor on the CPU or on CUDA; write logits.cpu()"
        )
    if logits.dtype not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        raise InvalidTypeError(f"logits has dtype {logits.dtype}: expected {FORMATS}")
    if logits.ndim == 0:
        raise InvalidInputError("logits is one number: expected a tensor of shape (..., n_tokens)")
    if logits.shape[-1] == 0 and logits.ndim > 1 and logits.shape[0] > 0:
        raise InvalidInputError(f"logits has shape {tuple(logits.shape)}: expected at least one token")
    own, flags = row_tensors(logits, targets, mask, temperature)
    if control:
        with controlled(control):
            return columns_of_rows(logits, own, flags, ignore_index, temperature, outputs)
    return columns_of_rows(logits, own, flags, ignore_index, temperature, outputs)


def row_tensors(rows: Array, targets: Array | None, mask: Array | None, temperature: float) -> tuple[Array, Array]:
    """The targets and flags of rows, checked, where the rows are."""
    import torch

    if not 1e-30 <= temperature <= 1e30:
        raise InvalidInputError(f"temperature = {temperature}: expected 1e-30 <= temperature <= 1e30")
    own = None if targets is None else on_device_of(rows, "targets", targets)
    flags = None if mask is None else on_device_of(rows, "mask", mask)
    if own is not None and own.numel() == 0:
        own = own.to(torch.int64)
    if own is not None and (own.is_floating_point() or own.is_complex() or own.dtype == torch.bool):
        raise InvalidTypeError(f"targets has dtype {own.dtype}: expected integers")
    if flags is not None and flags.dtype != torch.bool:
        raise InvalidTypeError(f"mask has dtype {flags.dtype}: expected bool; write mask > 0")
    return own, flags


def on_device_of(logits: Array, name: str, values: Array) -> Array:
    """One entry a row, on the device of the rows; what is on the CPU is sent there."""
    import torch

    tensor = values if is_tensor(values) else torch.as_tensor(np.asarray(values))
    if tensor.shape != logits.shape[:-1]:
        shape, expected = tuple(tensor.shape), tuple(logits.shape[:-1])
        raise InvalidInputError(f"{name} has shape {shape}: expected one entry a row of logits, {expected}")
    if tensor.device == logits.device:
        return tensor
    if tensor.device.type != "cpu":
        raise InvalidInputError(f"{name} is on {tensor.device}: expected {logits.device}, where logits are, or the CPU")
    return tensor.to(logits.device, non_blocking=True)
