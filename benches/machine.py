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
    from numpy.typing import NDArray

__all__ = [
    "cached_read_rate",
    "cached_update_rate",
    "call_seconds",
    "copy_rate",
    "copy_seconds",
    "describe",
    "read_seconds",
]

#: Sizes of arrays that the second-level cache holds, where loops over vectors are fastest.
_CACHED_BYTES = (1 << 16, 1 << 17, 1 << 18, 1 << 19)

#: So many bytes that no cache holds them.
_MEMORY_BYTES = 1 << 28


def describe() -> dict[str, str]:
    """Processor, system, versions, and how busy the machine is: figures of a busy one are provisional."""
    packages = {}
    for name in ("rankfold", "numpy", "scipy", "pref_voting"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    system = f"{platform.system()} {platform.release()}"
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {"processor": _processor(), "load": load, "system": system, "python": platform.python_version(), **packages}


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
def copy_rate() -> float:
    """Bytes a second that are copied from memory to memory."""
    # Ones, because zeros that nobody wrote are one page of memory.
    return _MEMORY_BYTES / copy_seconds(np.ones(_MEMORY_BYTES, np.uint8))


def read_seconds(array: NDArray[Any], *, repeats: int = 5) -> float:
    """Seconds to read an array once and do next to nothing with it (``max``)."""
    return timed(array.max, repeats=repeats)


@cache
def cached_read_rate() -> float:
    """Bytes a second that the plainest vector loop (``max``) reads from an array in the caches."""
    return max(_rate(n_bytes, in_place=False) for n_bytes in _CACHED_BYTES)


@cache
def cached_update_rate() -> float:
    """Bytes a second of one array that is replaced by its minimum with another, both in the caches."""
    return max(_rate(n_bytes, in_place=True) for n_bytes in _CACHED_BYTES)


def _rate(n_bytes: int, *, in_place: bool) -> float:
    first, second = np.zeros(n_bytes // 4, np.uint32), np.zeros(n_bytes // 4, np.uint32)

    def update() -> None:
        np.minimum(first, second, out=second)

    return n_bytes / timed(update if in_place else first.max, calls=(1 << 27) // n_bytes)


@cache
def call_seconds() -> float:
    """Seconds of the shortest useful call from Python into compiled code: a sum of two vectors of five."""
    vector = np.zeros(5)
    return timed(lambda: np.add(vector, vector), calls=20_000)
