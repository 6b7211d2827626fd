"""Whom rankfold is measured against besides numpy; all of them are optional."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benches.timing import Contestant

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["peer", "twin"]


@cache
def _optional(name: str) -> Any | None:
    try:
        # Some modules set filters for warnings of their own when they are imported.
        with warnings.catch_warnings():
            return import_module(name)
    except ImportError:
        return None


def twin(module: str, run: Callable[[Any, Any], Any], **how: Any) -> Contestant | None:
    """A pure-Python twin of the tests, or None outside the repository.

    ``run`` takes the module of ``tests.naive`` and the input; ``how`` are the other parts of a contestant.
    """
    return _contestant("pure Python", f"tests.naive.{module}", run, how)


def peer(module: str, run: Callable[[Any, Any], Any], **how: Any) -> Contestant | None:
    """Another package, or None where it is not installed; ``run`` takes the module and the input."""
    return _contestant(module.split(".")[0], module, run, how)


def _contestant(name: str, module: str, run: Callable[[Any, Any], Any], how: dict[str, Any]) -> Contestant | None:
    found = _optional(module)
    return Contestant(name, lambda votes: run(found, votes), **how) if found else None
