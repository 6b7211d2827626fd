"""Labels as users give them, and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frames.columns import encode, sorted_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["checked_labels", "number_groups"]


def checked_labels(name: str, labels: Sequence[str | int] | NDArray[Any], length: int) -> tuple[str | int, ...]:
    """Labels of items, rows or groups as plain Python values, as many as there should be."""
    if isinstance(labels, str):
        raise InvalidTypeError(f"{name} is the text {labels!r}: expected a sequence of {length} labels")
    found = tuple(label.item() if isinstance(label, np.generic) else label for label in labels)
    if len(found) != length:
        raise InvalidInputError(f"{name} has length {len(found)}: expected {length}")
    for place, label in enumerate(found):
        if isinstance(label, bool) or not isinstance(label, (str, int)):
            kind = type(label).__name__
            raise InvalidTypeError(f"{name}[{place}] = {label!r} is of type {kind}: expected a text or an integer")
    return found


def number_groups(groups: tuple[str | int, ...]) -> tuple[NDArray[np.int64], int]:
    """Groups numbered in label order, whatever row they come first in, and how many there are."""
    different = sorted_labels(groups)
    return encode(groups, different), len(different)
