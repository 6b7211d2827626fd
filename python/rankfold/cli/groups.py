"""Groups and their bounds on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rankfold.cli.faults import CommandError
from rankfold.errors import InvalidFileError
from rankfold.read.head import read_head
from rankfold.read.tables import is_table, read_frame

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["parse_bounds", "read_groups"]


def parse_bounds(groups: Path | None, lower: list[str] | None, upper: list[str] | None) -> dict[str, Any]:
    """The bounds of each group; without a file of groups there can be none."""
    bounds: dict[str, Any] = {}
    for name, texts in (("lower", lower), ("upper", upper)):
        for text in texts or []:
            group, equals, number = text.rpartition("=")
            if not equals or not group or not number.isdecimal():
                raise CommandError(f"--{name} {text}: expected GROUP=N")
            if groups is None:
                raise CommandError(f"--{name} {text}: expected --groups FILE, which says who is in {group}")
            bounds.setdefault(name, {})[group] = int(number)
    return bounds


def read_groups(path: Path) -> dict[str, list[str | int]]:
    """The items of each group, from a table of items and groups or from JSON."""
    head, suffix = read_head(path), path.suffix.lower()
    if suffix == ".json":
        return _read_json(path)
    if not is_table(suffix, head):
        raise InvalidFileError(f"{path}: expected a table with the columns item and group, or .json")
    frame = read_frame(path, suffix, head)
    for column in ("item", "group"):
        if column not in frame.columns:
            raise InvalidFileError(f"{path}: there is no column {column!r}: expected the columns item and group")
    found: dict[str, list[str | int]] = {}
    for row, (item, group) in enumerate(zip(frame["item"].to_list(), frame["group"].to_list(), strict=True)):
        if item is None or group is None:
            raise InvalidFileError(f"{path}: row {row} is not complete: expected an item and a group")
        found.setdefault(str(group), []).append(item)
    return found


def _read_json(path: Path) -> dict[str, list[str | int]]:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InvalidFileError(f"{path}: this is not JSON: {error}") from None
    if not isinstance(content, dict) or not all(isinstance(members, list) for members in content.values()):
        raise InvalidFileError(f'{path}: expected a list of items for each group, such as {{"A": ["x", "y"]}}')
    return content
