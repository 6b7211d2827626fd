"""Columns as a frame of the library that the user works with."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

from rankfold.errors import InvalidInputError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["to_native_frame"]

_BACKENDS = ("polars", "pandas", "pyarrow")


def to_native_frame(columns: Mapping[str, Sequence[Any]], backend: str | None) -> Any:
    """A frame of ``backend``: by default of a library that is imported already, else of the first installed."""
    try:
        import narwhals as nw
    except ImportError:
        raise MissingDependencyError("to_frame() needs narwhals: pip install 'rankfold[frame]'") from None
    if backend is None:
        backend = _default_backend()
    elif backend not in _BACKENDS:
        raise InvalidInputError(f"backend = {backend!r}: expected one of {', '.join(_BACKENDS)}")
    elif importlib.util.find_spec(backend) is None:
        raise MissingDependencyError(f"backend = {backend!r} is not installed: pip install {backend}")
    columns = {name: _one_type(values) for name, values in columns.items()}
    return nw.from_dict(columns, backend=backend).to_native()  # type: ignore[arg-type]


def _one_type(values: Sequence[Any]) -> list[Any]:
    """Labels may be integers and strings; a column may not."""
    if len({type(value) for value in values}) > 1 and any(isinstance(value, str) for value in values):
        return [str(value) for value in values]
    return list(values)


def _default_backend() -> str:
    for name in _BACKENDS:
        if name in sys.modules:
            return name
    for name in _BACKENDS:
        if importlib.util.find_spec(name) is not None:
            return name
    raise MissingDependencyError("to_frame() needs a data frame library: pip install polars (or pandas, or pyarrow)")
