"""The obvious implementation of every rule of committees.

Each module has ``outcomes(sets, weights, n_items, k, allowed, **options)`` (or ``ballots`` for rules on rankings): all
committees, as frozensets of items, that some way to break the ties elects, out of those that ``allowed`` says yes to. A
module of a rule with a score has ``score(committee, sets, weights, **options)`` too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["rule"]


def rule(name: str) -> ModuleType:
    """The module of a rule."""
    return import_module(f"tests.naive.committee.{name}")
