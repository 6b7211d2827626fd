"""Which of a sample belong to a subset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["chosen"]


def chosen(
    where: Callable[[Any], bool] | ArrayLike | None,
    sample: Sequence[Any],
    n_flags: int,
    index: NDArray[np.int64] | None,
) -> NDArray[np.bool_]:
    """A flag for each of a sample: by a function of it, or by flags, looked up at ``index`` if there is one."""
    if where is None:
        return np.ones(len(sample), dtype=np.bool_)
    if callable(where):
        return np.fromiter((bool(where(one)) for one in sample), dtype=np.bool_, count=len(sample))
    flags = np.asarray(where)
    if flags.dtype.kind != "b" and flags.size:
        raise InvalidTypeError(f"where has dtype {flags.dtype}: expected bools, or a function")
    if flags.shape != (n_flags,):
        raise InvalidInputError(f"where has shape {flags.shape}: expected ({n_flags},)")
    flags = flags.astype(np.bool_)
    return cast("NDArray[np.bool_]", flags if index is None else flags[index])
