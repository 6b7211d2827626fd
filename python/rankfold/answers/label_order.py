"""The order of answers, which may be of any hashable kind."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["label_key"]


def label_key(label: Hashable) -> tuple[Any, ...]:
    """What labels are sorted by: numbers by value, texts by their UTF-8 bytes, bytes, tuples, others by ``repr``."""
    if isinstance(label, Number):
        return (0, label)
    if isinstance(label, str):
        return (1, label.encode("utf-8", "surrogatepass"))
    if isinstance(label, bytes):
        return (2, label)
    if isinstance(label, tuple):
        return (3, tuple(map(label_key, label)))
    return (4, type(label).__qualname__, repr(label))
