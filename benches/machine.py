"""The machine: what it is, and the most that it can do, measured in the same run."""

from __future__ import annotations

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benches.timing import timed

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

__all__ = ["call_seconds", "cell_rate", "copy_seconds", "describe"]

#: Sizes of the second-level cache and below, where loops over vectors are fastest.
_CACHED_BYTES = (1 << 15, 1 << 16, 1 << 17, 1 << 18)


def describe() -> dict[str, str]:
    """Processor, system and versions."""
    packages = {}
    for name in ("rankfold", "numpy", "scipy", "pref_voting"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    system = f"{platform.system()} {platform.release()}"
    return {"processor": _processor(), "system": system, "python": platform.python_version(), **packages}


def _processor() -> str:
    name, cache_size = platform.processor() or platform.machine(), ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        fields = dict(line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
        found = {key.strip(): value.strip() for key, value in fields.items()}
        name = found.get("model name", name)
        if {"cpu family", "model"} <= found.keys():
            name += f" (family {found['cpu family']}, model {found['model']})"
        cache_size = f", {found['cache size']} cache" if "cache size" in found else ""
    return f"{name}, {os.cpu_count()} processors{cache_size}"


def copy_seconds(array: NDArray[Any], *, repeats: int = 5) -> float:
    """Seconds to copy an array into memory that is there already."""
    target = array.copy()
    return timed(lambda: np.copyto(target, array), repeats=repeats)


@cache
def cell_rate(dtype: DTypeLike) -> float:
    """Cells a second of the plainest vector loop on two arrays (``numpy.minimum``), at its best size in the caches."""
    best = 0.0
    for n_bytes in _CACHED_BYTES:
        first = np.zeros(n_bytes // np.dtype(dtype).itemsize, dtype)
        second = first.copy()
        calls = (1 << 27) // n_bytes

        def step(first: NDArray[Any] = first, second: NDArray[Any] = second) -> None:
            np.minimum(first, second, out=second)

        best = max(best, len(first) / timed(step, calls=calls))
    return best


@cache
def call_seconds() -> float:
    """Seconds of the shortest useful call from Python into compiled code: a sum of two vectors of five."""
    vector = np.zeros(5)
    return timed(lambda: np.add(vector, vector), calls=20_000)
