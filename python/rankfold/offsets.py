"""Where the rows of flat columns begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["offsets_of", "where"]


def offsets_of(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where each of several lists begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(list(lengths), dtype=np.int64)]).astype(np.int64)


def where(offsets: NDArray[np.int64], at: int) -> str:
    """The place of a flat entry as the caller wrote it."""
    question = int(np.searchsorted(offsets, at, side="right")) - 1
    return f"[{question}][{at - int(offsets[question])}]"
