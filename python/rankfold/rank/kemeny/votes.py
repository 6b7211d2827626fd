"""What a Kemeny problem may be given as: whatever pairwise rules read, and bare square arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.arrays import square_matrix
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from rankfold.control import Control

__all__ = ["kemeny_votes"]


def kemeny_votes(data: Any, control: Control) -> Any:
    """The native container of votes, or a contiguous square array of 64-bit integers or floats."""
    if hasattr(data, "__array__") and not hasattr(data, "columns") and not hasattr(data, "_native"):
        return square_matrix("data", data)
    return native_votes(data, control)
