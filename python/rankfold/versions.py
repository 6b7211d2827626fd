"""What is installed and what it runs on, for a bug report."""

from __future__ import annotations

import platform
import sys
from importlib import metadata

from rankfold import _native

__all__ = ["show_versions"]

_OPTIONAL = ("numpy", "narwhals", "polars", "pandas", "pyarrow", "typer", "rich", "matplotlib", "highspy", "torch")


def show_versions() -> None:
    """Print versions, the machine and the threads in use.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.show_versions()  # doctest: +ELLIPSIS
    rankfold    ...
    """
    threads, pools = _native.runtime_info()
    lines = {
        "rankfold": f"{_native.__version__} ({_native.build_profile} build)",
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "threads": f"{threads} by default, pools started: {pools or 'none'}",
    }
    for name in _OPTIONAL:
        try:
            lines[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            lines[name] = "not installed"
    for name, value in lines.items():
        print(f"{name:<11} {value}")
