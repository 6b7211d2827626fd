"""What clients sent, as arrays that are read where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from rankfold.arrays import number_vector, weight_vector
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Clients", "Validate", "Vectors", "read_clients", "read_sums"]

Validate: TypeAlias = Literal["range", "permutation"]
Vectors: TypeAlias = "NDArray[Any] | Iterable[NDArray[Any] | list[int]]"

_DTYPES = frozenset(map(np.dtype, (np.uint16, np.uint32, np.int32, np.int64)))


class Clients(NamedTuple):
    """The arguments that the native functions take."""

    vectors: list[NDArray[Any]]
    permutations: bool
    distinct: bool
    weights: NDArray[Any] | None


def read_clients(
    ranks: Vectors | None, permutations: Vectors | None, weights: ArrayLike | None, validate: str
) -> Clients:
    """Check the arguments that :func:`sum_of_ranks` and :meth:`RankSums.update` share."""
    if (ranks is None) == (permutations is None):
        raise InvalidInputError(
            f"{'neither' if ranks is None else 'both'} of ranks= and permutations= given: expected one of them"
        )
    if validate not in ("range", "permutation"):
        raise InvalidInputError(f"validate = {validate!r}: expected 'range' or 'permutation'")
    vectors = _vectors("ranks", ranks) if ranks is not None else _vectors("permutations", permutations)
    return Clients(vectors, permutations is not None, validate == "permutation", weight_vector(weights, "(n_clients,)"))


def read_sums(sums: object) -> NDArray[Any]:
    """Sums as int64, or as float64 where they are floats."""
    return number_vector("sums", sums, "(n_items,)")  # type: ignore[arg-type]


def _vectors(name: str, given: Any) -> list[NDArray[Any]]:
    """One array of all clients where their rows lie in one piece, else one each."""
    if not hasattr(given, "__array__"):
        if isinstance(given, (str, bytes, dict, set, frozenset)) or not isinstance(given, Iterable):
            raise InvalidTypeError(f"{name} is of type {type(given).__name__}: expected an array, or a list of arrays")
        rows = list(given)
        if not rows:
            raise InvalidInputError(f"{name} is empty: expected a vector for at least one client")
        if not all(isinstance(row, int) for row in rows):
            return [_vector(f"{name}[{client}]", row) for client, row in enumerate(rows)]
        given = rows
    array = _array(name, given)
    if array.ndim == 1:
        return [_vector(name, array)]
    if array.ndim != 2:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected (n_clients, n_items)")
    if array.flags.c_contiguous and array.flags.aligned:
        return [_checked(name, array)]
    if not len(array):
        raise InvalidInputError(f"{name} is empty: expected a vector for at least one client")
    return [_vector(f"{name}[{client}]", row) for client, row in enumerate(array)]


def _array(name: str, given: Any) -> NDArray[Any]:
    if np.ma.is_masked(given):
        raise InvalidInputError(f"{name} has masked entries: expected one in each place")
    try:
        return np.asarray(given)
    except (ValueError, OverflowError):
        raise InvalidInputError(f"{name} is no vector of integers: expected shape (n_items,)") from None


def _vector(name: str, given: Any) -> NDArray[Any]:
    array = _array(name, given)
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected (n_items,)")
    return _checked(name, array)


def _checked(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Anything that would have to be copied is refused: a copy takes longer than the sum."""
    if not array.shape[-1]:
        raise InvalidInputError(f"{name} has no items: expected at least one")
    if array.dtype not in _DTYPES:
        text = "uint16, uint32, int32 or int64 in native byte order, which are read in place; convert it"
        raise InvalidTypeError(f"{name} has dtype {array.dtype.str!r} ({array.dtype.name}): expected {text}")
    if not (array.flags.c_contiguous and array.flags.aligned):
        text = "expected one that can be read in place; use np.ascontiguousarray"
        raise InvalidInputError(f"{name} is strided or not aligned: {text}")
    return array
