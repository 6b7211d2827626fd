"""Where formulas compute: in numpy, or in torch once an argument is a tensor. The one place that decides.

Torch is never imported here: whoever passes a tensor has done so.
"""

from __future__ import annotations

import sys
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeAlias, TypeVar

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Arithmetic", "Array", "arithmetic", "formula", "is_tensor", "same_shape", "segments"]

#: A numpy array, what numpy makes one of, or a torch tensor.
Array: TypeAlias = Any

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Arithmetic(Protocol):
    """What formulas need of a library of arrays."""

    def array(self, name: str, values: Array) -> Array:
        """Numbers as floats that are computed with."""

    def integers(self, name: str, values: Array) -> Array:
        """Integers of 64 bits."""

    def exp(self, x: Array) -> Array:
        """Exponentials."""

    def log(self, x: Array) -> Array:
        """Natural logarithms; minus infinity of 0."""

    def tanh(self, x: Array) -> Array:
        """Hyperbolic tangents."""

    def softplus(self, x: Array) -> Array:
        """``log(1 + exp(x))``, which is ``-log sigmoid(-x)``, without overflow."""

    def sigmoid(self, x: Array) -> Array:
        """``1 / (1 + exp(-x))``."""

    def sign(self, x: Array) -> Array:
        """-1, 0 or 1."""

    def log_softmax(self, x: Array) -> Array:
        """Log-probabilities along the last axis; NaN where all are minus infinity."""

    def logsumexp(self, x: Array, axis: int) -> Array:
        """``log(sum(exp(x)))`` along an axis."""

    def where(self, condition: Array, x: Array, y: Array | float) -> Array:
        """``x`` where the condition holds, elsewhere ``y`` in the format of ``x``."""

    def greatest(self, x: Array) -> Array:
        """The greatest along the last axis; NaN if there is one."""

    def sum(self, x: Array, axis: int) -> Array:
        """The sum along an axis."""

    def running_sum(self, x: Array) -> Array:
        """Sums of everything up to each place of a vector."""

    def concatenate(self, parts: Sequence[Array], like: Array) -> Array:
        """Vectors, one behind the other, in the format of ``like``."""

    def group_max(self, x: Array, group: Array, n_groups: int) -> Array:
        """The greatest of each group; minus infinity of none."""

    def group_sum(self, x: Array, group: Array, n_groups: int) -> Array:
        """The sum of each group."""

    def first_of_group(self, x: Array, group: Array, n_groups: int, default: int) -> Array:
        """The first of each group, whose numbers rise."""

    def places(self, flags: Array) -> tuple[Array, Array]:
        """Rows and columns of what holds, row by row."""


def formula(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A function in which NaN and infinities follow their arithmetic without a warning, as in torch so in numpy."""

    @wraps(function)
    def quietly(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return function(*args, **kwargs)

    return quietly


def is_tensor(value: object) -> bool:
    """Whether this is a tensor of torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def arithmetic(*arguments: Array) -> Arithmetic:
    """The arithmetic of these arguments; what is ``None`` has no say."""
    tensors = [argument for argument in arguments if is_tensor(argument)]
    return _Torch(tensors) if tensors else _Numpy()


def same_shape(**arrays: Array) -> None:
    """Refuse arrays of different shapes, by name."""
    (first, of_first), *others = ((name, tuple(array.shape)) for name, array in arrays.items())
    for name, shape in others:
        if shape != of_first:
            raise InvalidInputError(f"{name} has shape {shape}: expected that of {first}, {of_first}")


def segments(name: str, offsets: Array, length: int) -> list[int]:
    """Offsets into ``length`` values, as a list."""
    found = np.asarray(offsets.detach().cpu() if is_tensor(offsets) else offsets)
    if found.ndim != 1 or found.dtype.kind not in "iu" or not found.size:
        raise InvalidTypeError(f"{name} has dtype {found.dtype} and shape {found.shape}: expected integers, 0 first")
    bounds = [int(offset) for offset in found]
    if bounds[0] != 0 or bounds[-1] != length or any(a > b for a, b in pairwise(bounds)):
        raise InvalidInputError(f"{name} = {_short(bounds)}: expected offsets that rise from 0 to {length}")
    return bounds


def _short(values: list[int]) -> str:
    return str(values) if len(values) <= 8 else f"[{', '.join(map(str, values[:6]))}, ..., {values[-1]}]"


class _Numpy:
    """Floats of 32 bits stay so; all other numbers become floats of 64."""

    def array(self, name: str, values: Array) -> Array:
        try:
            array = np.asarray(values)
        except ValueError:
            raise InvalidInputError(f"{name} is ragged: expected an array") from None
        is_masked = isinstance(values, np.ma.MaskedArray)
        if array.dtype.kind not in "iuf" or is_masked:
            kind = "masked" if is_masked else f"of dtype {array.dtype}"
            raise InvalidTypeError(f"{name} is {kind}: expected numbers")
        return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)

    def integers(self, name: str, values: Array) -> Array:
        array = np.asarray(values)
        if array.dtype.kind not in "iu":
            raise InvalidTypeError(f"{name} is of dtype {array.dtype}: expected integers")
        return array.astype(np.int64)

    def exp(self, x: Array) -> Array:
        return np.exp(x)

    def log(self, x: Array) -> Array:
        return np.log(x)

    def tanh(self, x: Array) -> Array:
        return np.tanh(x)

    def softplus(self, x: Array) -> Array:
        return np.logaddexp(0.0, x)

    def sigmoid(self, x: Array) -> Array:
        return np.exp(-np.logaddexp(0.0, -x))

    def sign(self, x: Array) -> Array:
        return np.sign(x)

    def log_softmax(self, x: Array) -> Array:
        # A row of nothing but minus infinity has no softmax: it becomes NaN.
        return x - self.logsumexp(x, -1)[..., None]

    def logsumexp(self, x: Array, axis: int) -> Array:
        greatest = np.max(x, axis=axis, keepdims=True)
        # Where all are minus infinity, so is the result; the difference would be NaN.
        shift = np.where(np.isfinite(greatest), greatest, 0.0)
        return np.log(np.sum(np.exp(x - shift), axis=axis)) + np.squeeze(shift, axis)

    def where(self, condition: Array, x: Array, y: Array | float) -> Array:
        return np.where(condition, x, np.asarray(y, dtype=x.dtype))

    def greatest(self, x: Array) -> Array:
        return np.max(x, axis=-1)

    def sum(self, x: Array, axis: int) -> Array:
        return np.sum(x, axis=axis)

    def running_sum(self, x: Array) -> Array:
        return np.cumsum(x, axis=0)

    def concatenate(self, parts: Sequence[Array], like: Array) -> Array:
        return np.concatenate([like[:0], *parts])

    def group_max(self, x: Array, group: Array, n_groups: int) -> Array:
        found = np.full(n_groups, -np.inf, dtype=x.dtype)
        np.maximum.at(found, group, x)
        return found

    def group_sum(self, x: Array, group: Array, n_groups: int) -> Array:
        return np.bincount(group, weights=x, minlength=n_groups).astype(x.dtype)

    def first_of_group(self, x: Array, group: Array, n_groups: int, default: int) -> Array:
        found = np.full(n_groups, default, dtype=x.dtype)
        # Of several writes to one place numpy keeps the last.
        found[group[::-1]] = x[::-1]
        return found

    def places(self, flags: Array) -> tuple[Array, Array]:
        rows, columns = np.nonzero(flags)
        return rows, columns


class _Torch:
    """On the device and in the format of the first tensor; floats of 16 bits are computed with as floats of 32."""

    def __init__(self, tensors: list[Array]) -> None:
        self._torch = sys.modules["torch"]
        torch = self._torch
        self._device = tensors[0].device
        floats = [tensor.dtype for tensor in tensors if tensor.dtype.is_floating_point]
        self._dtype = torch.float64 if torch.float64 in floats else torch.float32

    def array(self, name: str, values: Array) -> Array:
        torch = self._torch
        if not is_tensor(values):
            values = torch.as_tensor(np.asarray(values), device=self._device)
        if values.dtype == torch.bool or values.dtype.is_complex:
            raise InvalidTypeError(f"{name} is of dtype {values.dtype}: expected numbers")
        return values.to(self._dtype)

    def integers(self, name: str, values: Array) -> Array:
        torch = self._torch
        tensor = values if is_tensor(values) else torch.as_tensor(np.asarray(values), device=self._device)
        if tensor.dtype.is_floating_point or tensor.dtype.is_complex or tensor.dtype == torch.bool:
            raise InvalidTypeError(f"{name} is of dtype {tensor.dtype}: expected integers")
        return tensor.to(torch.int64)

    def exp(self, x: Array) -> Array:
        return self._torch.exp(x)

    def log(self, x: Array) -> Array:
        return self._torch.log(x)

    def tanh(self, x: Array) -> Array:
        return self._torch.tanh(x)

    def softplus(self, x: Array) -> Array:
        # Not `softplus`, which is the identity from 20 on.
        return -self._torch.nn.functional.logsigmoid(-x)

    def sigmoid(self, x: Array) -> Array:
        return self._torch.sigmoid(x)

    def sign(self, x: Array) -> Array:
        return self._torch.sign(x)

    def log_softmax(self, x: Array) -> Array:
        return self._torch.log_softmax(x, dim=-1)

    def logsumexp(self, x: Array, axis: int) -> Array:
        return self._torch.logsumexp(x, dim=axis)

    def where(self, condition: Array, x: Array, y: Array | float) -> Array:
        return self._torch.where(condition, x, y)

    def greatest(self, x: Array) -> Array:
        return self._torch.amax(x, dim=-1)

    def sum(self, x: Array, axis: int) -> Array:
        return self._torch.sum(x, dim=axis)

    def running_sum(self, x: Array) -> Array:
        return self._torch.cumsum(x, dim=0)

    def concatenate(self, parts: Sequence[Array], like: Array) -> Array:
        return self._torch.cat([like[:0], *parts])

    def group_max(self, x: Array, group: Array, n_groups: int) -> Array:
        empty = x.new_full((n_groups,), float("-inf"))
        return empty.scatter_reduce(0, group, x, reduce="amax")

    def group_sum(self, x: Array, group: Array, n_groups: int) -> Array:
        return x.new_zeros(n_groups).index_add(0, group, x)

    def first_of_group(self, x: Array, group: Array, n_groups: int, default: int) -> Array:
        torch = self._torch
        each = torch.arange(n_groups, device=x.device)
        start, end = (torch.searchsorted(group, each, right=right) for right in (False, True))
        padded = torch.cat([x, x.new_full((1,), default)])
        return torch.where(start < end, padded[start], default)

    def places(self, flags: Array) -> tuple[Array, Array]:
        rows, columns = self._torch.nonzero(flags, as_tuple=True)
        return rows, columns
