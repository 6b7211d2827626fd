"""What models read, and how they draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.arrays import MAX_CELLS
from rankfold.errors import InvalidTypeError
from rankfold.rank.registry import native_votes

if TYPE_CHECKING:
    from rankfold.control import Control

__all__ = ["MAX_SEED", "finite", "labels", "n_ballots", "votes_over"]

MAX_SEED = 2**64 - 1


def votes_over(items: tuple[str | int, ...], data: object, control: Control) -> Any:
    """The native container in whatever was given; a list of ballots need not name every item of the model."""
    if isinstance(data, (list, tuple)):
        return _native.Ballots.from_orders(data, items, None, "below")
    return native_votes(data, control)


def labels(name: str, order: object) -> list[Any]:
    """An order of items: labels from best to worst, or a result that has an ``order``."""
    order = getattr(order, "order", order)
    unordered = isinstance(order, (str, bytes, set, frozenset, dict))
    if unordered or not hasattr(order, "__iter__"):
        raise InvalidTypeError(f"{name} is of type {type(order).__name__}: expected a list of labels, best first")
    return list(order)


def n_ballots(value: object) -> int:
    """How many ballots to draw."""
    return integer("n_ballots", value, 0, MAX_CELLS)


def finite(value: float) -> float | None:
    """A number that JSON can write."""
    return value if math.isfinite(value) else None
