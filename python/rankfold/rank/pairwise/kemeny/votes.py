"""What a Kemeny problem may be given as: whatever pairwise rules read, and bare square arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.arrays import is_bare_array, square_matrix
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from rankfold.control import Control

__all__ = ["kemeny_votes"]


def kemeny_votes(data: Any, control: Control) -> Any:
    """The native container of votes, or a contiguous square array of 64-bit integers or floats."""
    if is_bare_array(data):
        return square_matrix("data", data)
    return native_votes(data, control)
