"""What counts as an array of weights, ranks or scores: checked and brought into one form before it reaches a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError, SizeLimitError

if TYPE_CHECKING:
    from typing import TypeGuard

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "approval_matrix",
    "check_cells",
    "code_matrix",
    "flag_vector",
    "float_matrix",
    "integer_vector",
    "is_bare_array",
    "number_vector",
    "position_matrix",
    "score_matrix",
    "score_vector",
    "square_matrix",
    "weight_vector",
]

_INTEGER_KINDS = "iu"

# The core checks the same; here, so that no copy is made before.
MAX_ITEMS = 65_534
MAX_CELLS = 2**36
_MAX_INT64 = np.iinfo(np.int64).max


def _contiguous(array: Any, dtype: Any = None) -> NDArray[Any]:
    """In one piece and at an address that suits the type: a copy only where it is not so already."""
    found = np.ascontiguousarray(array, dtype=dtype)
    return found if found.flags.aligned else found.copy()


def _array(name: str, values: ArrayLike, shape: str) -> NDArray[Any]:
    """Any array-like as an array; ragged and textual input is refused by name."""
    try:
        array = np.asanyarray(values)
    except ValueError:
        raise InvalidInputError(f"{name} is ragged: expected an array of shape {shape}") from None
    if array.dtype.kind not in "iufb":
        if array.dtype.kind == "O" and array.ndim < shape.count(",") + 1:
            raise InvalidInputError(f"{name} is ragged: expected an array of shape {shape}")
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected numbers in an array of shape {shape}")
    if array.dtype.kind == "b":
        raise InvalidTypeError(f"{name} has dtype bool: expected numbers in an array of shape {shape}")
    return array


def _dimensions(name: str, array: NDArray[Any], n_dimensions: int, shape: str) -> None:
    if array.ndim != n_dimensions:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected {shape}")


def check_cells(what: str, n_rows: int, n_items: int) -> None:
    """Refuse what no container holds before memory is asked for."""
    if n_items > MAX_ITEMS:
        raise SizeLimitError(f"{what} would have {n_items} items: the limit is {MAX_ITEMS}")
    if n_rows * n_items > MAX_CELLS:
        raise SizeLimitError(f"{what} would have {n_rows * n_items} cells: the limit is {MAX_CELLS}")


def _integers(name: str, array: NDArray[Any]) -> NDArray[np.int64]:
    """Integers of any width and byte order as contiguous int64."""
    if array.dtype.kind == "u" and array.dtype.itemsize == 8 and array.size and int(array.max()) > _MAX_INT64:
        raise InvalidInputError(f"{name} holds {int(array.max())}: expected integers of at most {_MAX_INT64}")
    return _contiguous(array, dtype=np.int64)


def position_matrix(positions: ArrayLike) -> NDArray[np.int64]:
    """Rank numbers as contiguous int64 of shape (n_voters, n_items); what is masked becomes 0, unranked."""
    shape = "(n_voters, n_items)"
    array = _array("positions", positions, shape)
    _dimensions("positions", array, 2, shape)
    check_cells("positions", *array.shape)
    if array.dtype.kind == "f":
        array = _whole(array)
    if isinstance(array, np.ma.MaskedArray):
        array = array.filled(0)
    return _integers("positions", array)


def approval_matrix(approved: ArrayLike) -> NDArray[np.uint8]:
    """Yes and no as contiguous bytes of shape (n_voters, n_items)."""
    shape = "(n_voters, n_items)"
    try:
        array = np.asanyarray(approved)
    except ValueError:
        raise InvalidInputError(f"approved is ragged: expected an array of shape {shape}") from None
    _dimensions("approved", array, 2, shape)
    if array.dtype.kind != "b":
        raise InvalidTypeError(
            f"approved has dtype {array.dtype}: expected bool; write approved > 0 for counts, "
            "or Ballots.from_positions and from_scores for ranks and scores"
        )
    if np.ma.is_masked(array):
        raise InvalidInputError("approved has masked cells: expected True or False in each")
    check_cells("approved", *array.shape)
    return _contiguous(np.asarray(array)).view(np.uint8)


def _whole(array: NDArray[Any]) -> NDArray[Any]:
    """Floats that are rank numbers; NaN is how data frames write a rank that is not there."""
    values = np.ma.filled(array.astype(np.float64), np.nan)
    missing = np.isnan(values)
    wrong = ~missing & ((values != np.floor(values)) | (np.abs(values) >= 2.0**53))
    if wrong.any():
        row, column = map(int, np.argwhere(wrong)[0])
        text = "is not a rank: expected a whole number, 1 for the best, 0 or NaN where unranked"
        raise InvalidInputError(f"positions[{row}, {column}] = {values[row, column]} {text}")
    return np.where(missing, 0, values).astype(np.int64)


def score_matrix(scores: ArrayLike, shape: str) -> NDArray[np.float64]:
    """Scores as contiguous float64; what is masked becomes NaN."""
    array = _array("scores", scores, shape)
    _dimensions("scores", array, 2, shape)
    check_cells("scores", *array.shape)
    present = array.compressed() if isinstance(array, np.ma.MaskedArray) else array
    if array.dtype.kind in _INTEGER_KINDS and present.size and max(-int(present.min()), int(present.max())) > 2**53:
        raise InvalidInputError("scores hold integers beyond 2**53, which floats cannot tell apart: scale them down")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        raise InvalidTypeError(f"scores have dtype {array.dtype}: expected at most 64 bits")
    values = array.astype(np.float64) if isinstance(array, np.ma.MaskedArray) else array
    filled = np.ma.filled(values, np.nan) if isinstance(values, np.ma.MaskedArray) else values
    return _contiguous(filled, dtype=np.float64)


def weight_vector(weights: ArrayLike | None, shape: str = "(n_voters,)") -> NDArray[Any] | None:
    """Weights as contiguous int64 where they are integers, else float64."""
    return None if weights is None else number_vector("weights", weights, shape)


def number_vector(name: str, values: ArrayLike, shape: str) -> NDArray[Any]:
    """Numbers as contiguous int64 where they are integers, else float64; what is one of the two is not copied."""
    array = _array(name, values, shape)
    _dimensions(name, array, 1, shape)
    if isinstance(array, np.ma.MaskedArray):
        if np.ma.is_masked(array):
            index = int(np.argmax(array.mask))
            raise InvalidInputError(f"{name}[{index}] is masked: expected a {name.removesuffix('s')}")
        array = array.data
    # None at all are integers, though NumPy reads an empty list as floats.
    if array.dtype.kind in _INTEGER_KINDS or not array.size:
        return _integers(name, array)
    return _contiguous(array, dtype=np.float64)


def score_vector(name: str, values: ArrayLike, shape: str) -> NDArray[np.float64]:
    """Points or the like as contiguous float64."""
    array = _array(name, values, shape)
    _dimensions(name, array, 1, shape)
    return _contiguous(np.ma.filled(array.astype(np.float64), np.nan))


def flag_vector(name: str, flags: object, length: int, shape: str) -> NDArray[np.uint8]:
    """One flag for all, or one each, as bytes."""
    if isinstance(flags, (bool, np.bool_)):
        return np.full(length, flags, dtype=np.uint8)
    array = np.asarray(flags)
    if array.dtype.kind != "b" and array.size:
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected a bool, or an array of them of shape {shape}")
    if array.shape != (length,):
        raise InvalidInputError(f"{name} has shape {array.shape}: expected {shape} = ({length},)")
    return _contiguous(array.astype(np.uint8))


def is_bare_array(data: object) -> TypeGuard[NDArray[Any]]:
    """Whether this is an array, and neither a data frame nor a container of votes."""
    return hasattr(data, "__array__") and not hasattr(data, "columns") and not hasattr(data, "_native")


def square_matrix(name: str, matrix: ArrayLike) -> NDArray[Any]:
    """A matrix over pairs of items as contiguous int64 where it holds integers, else float64."""
    array = _array(name, matrix, "(n_items, n_items)")
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected (n_items, n_items)")
    if np.ma.is_masked(array):
        raise InvalidInputError(f"{name} has masked cells: expected a weight in each")
    array = np.asarray(array)
    if array.dtype.kind in _INTEGER_KINDS:
        return _integers(name, array)
    return _contiguous(array, dtype=np.float64)


def float_matrix(name: str, values: ArrayLike, shape: str) -> NDArray[Any]:
    """Vectors as contiguous floats of 16, 32 or 64 bits, as they come; integers become floats of 64."""
    array = _array(name, values, shape)
    _dimensions(name, array, 2, shape)
    if np.ma.is_masked(array):
        row, column = np.argwhere(array.mask)[0]  # type: ignore[attr-defined]
        raise InvalidInputError(f"{name}[{row}, {column}] is masked: expected a number")
    array = np.asarray(array)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected at most 64 bits")
    kind = array.dtype.newbyteorder("=") if array.dtype.kind == "f" else np.dtype(np.float64)
    return _contiguous(array, dtype=kind)


def integer_vector(name: str, values: ArrayLike, shape: str) -> NDArray[np.int64]:
    """Whole numbers as contiguous int64."""
    vector = number_vector(name, values, shape)
    if vector.dtype != np.int64:
        raise InvalidTypeError(f"{name} has dtype {vector.dtype}: expected integers")
    return vector


def code_matrix(name: str, codes: ArrayLike, groups: int) -> NDArray[np.uint16]:
    """Codes of groups as contiguous uint16."""
    shape = "(b, groups)"
    array = _array(name, codes, shape)
    _dimensions(name, array, 2, shape)
    if array.shape[1] != groups:
        raise InvalidInputError(f"{name} has shape {array.shape}: expected {shape} with {groups} groups")
    if array.dtype.kind not in _INTEGER_KINDS and array.size:
        raise InvalidTypeError(f"{name} has dtype {array.dtype}: expected integers")
    if array.size and not 0 <= int(array.min()) <= int(array.max()) <= 65_535:
        row, column = np.argwhere((array < 0) | (array > 65_535))[0]
        raise InvalidInputError(f"{name}[{row}, {column}] = {array[row, column]}: expected a code of at most 16 bits")
    return _contiguous(array, dtype=np.uint16)
