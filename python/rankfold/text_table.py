"""Small tables as text, for ``repr`` and Markdown; the command line uses rich instead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["markdown", "number", "plain"]


def number(value: float) -> str:
    """A number in at most six digits, without a trailing ``.0``."""
    if math.isnan(value):
        return "-"
    return f"{value:.6g}"


def _cells(columns: Mapping[str, Sequence[object]]) -> list[list[str]]:
    texts = [[number(cell) if isinstance(cell, float) else str(cell) for cell in column] for column in columns.values()]
    return [list(columns), *(list(row) for row in zip(*texts, strict=True))]


def _is_right(column: Sequence[object]) -> bool:
    return all(isinstance(cell, (int, float)) for cell in column)


def plain(columns: Mapping[str, Sequence[object]], limit: int = 20) -> str:
    """Columns side by side, numbers to the right; rows beyond ``limit`` are counted."""
    n_rows = max((len(column) for column in columns.values()), default=0)
    cells = _cells({name: column[:limit] for name, column in columns.items()})
    right = [_is_right(column) for column in columns.values()]
    widths = [max(len(row[k]) for row in cells) for k in range(len(columns))]
    lines = [
        "  ".join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    if n_rows > limit:
        lines.append(f"... and {n_rows - limit} more")
    return "\n".join(lines)


def markdown(columns: Mapping[str, Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    head, *rows = ([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in _cells(columns))
    rule = ["---:" if _is_right(column) else "---" for column in columns.values()]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])
