"""Rows of logits as the kernel reads them: where they lie, in the format that they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.logits.arithmetic import Array, is_tensor

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FORMATS", "Rows", "flag_rows", "on_cpu", "target_rows"]

#: What logits may be.
FORMATS = "float16, float32, float64, or bfloat16 (of torch, of ml_dtypes, or its bits as uint16)"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Logits in memory.

    Attributes
    ----------
    values : ndarray, shape (..., n_tokens)
        Entries, those of 16 bits as uint16; those of a row lie side by side.
    format : str
        What the entries are.
    """

    values: NDArray[Any]
    format: str

    @classmethod
    def of(cls, logits: Array) -> Rows:
        """Logits of numpy or torch, without a copy where rows lie in one piece."""
        array, form = _tensor(logits) if is_tensor(logits) else _array(logits)
        if array.ndim == 0:
            raise InvalidInputError("logits is one number: expected an array of shape (..., n_tokens)")
        is_in_one_piece = array.strides[-1] == array.itemsize or array.shape[-1] <= 1
        if not (is_in_one_piece and array.flags.aligned):
            # Not as a contiguous array, which an odd address may be too.
            array = array.copy(order="C")
        return cls(array, form)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape without the tokens."""
        return self.values.shape[:-1]


def on_cpu(name: str, tensor: Array) -> Array:
    """A tensor that numpy can look at."""
    if tensor.device.type != "cpu":
        raise InvalidInputError(f"{name} is on {tensor.device}: expected a tensor on the CPU; write {name}.cpu()")
    return tensor.detach().resolve_neg()


def _tensor(logits: Array) -> tuple[NDArray[Any], str]:
    import torch

    tensor = on_cpu("logits", logits)
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.uint16).numpy(), "bfloat16"
    if tensor.dtype in (torch.float16, torch.float32, torch.float64):
        return _array(tensor.numpy())
    raise InvalidTypeError(f"logits has dtype {tensor.dtype}: expected {FORMATS}")


def _array(logits: Array) -> tuple[NDArray[Any], str]:
    if isinstance(logits, np.ma.MaskedArray):
        raise InvalidTypeError("logits is a masked array: expected minus infinity where a token is impossible")
    try:
        array = np.asarray(logits)
    except ValueError:
        raise InvalidInputError("logits is ragged: expected an array of shape (..., n_tokens)") from None
    if array.dtype.name == "bfloat16":
        return array.view(np.uint16), "bfloat16"
    if array.dtype.name == "uint16":
        return _native_order(array), "bfloat16"
    if array.dtype.name not in ("float16", "float32", "float64"):
        raise InvalidTypeError(f"logits has dtype {array.dtype}: expected {FORMATS}")
    array = _native_order(array)
    return (array.view(np.uint16) if array.dtype == np.float16 else array), array.dtype.name


def _native_order(array: NDArray[Any]) -> NDArray[Any]:
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def target_rows(targets: Array, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """One target a row, flat."""
    array = np.asarray(on_cpu("targets", targets).numpy() if is_tensor(targets) else targets)
    if array.dtype.kind not in "iu" and array.size:
        raise InvalidTypeError(f"targets has dtype {array.dtype}: expected integers")
    return np.ascontiguousarray(_shaped("targets", array, shape), dtype=np.int64).ravel()


def flag_rows(mask: Array, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """One flag a row, flat, as bytes."""
    array = np.asarray(on_cpu("mask", mask).numpy() if is_tensor(mask) else mask)
    if array.dtype.kind != "b" and array.size:
        raise InvalidTypeError(f"mask has dtype {array.dtype}: expected bool; write mask > 0")
    return np.ascontiguousarray(_shaped("mask", array, shape)).astype(np.uint8).ravel()


def _shaped(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if array.shape != shape:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected one entry a row of logits, {shape}")
    return array
