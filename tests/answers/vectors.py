"""Worked numbers of papers and of their code, which lie beside the project."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "consistency"


@cache
def _read(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def text_of(name: str) -> str:
    """A file of the folder; the test is skipped where there is none."""
    found = _read(name)
    if found is None:
        pytest.skip(f"{name} is not beside the project")
    return found


def vectors() -> dict[str, Any]:
    """All vectors by name."""
    found: dict[str, Any] = json.loads(text_of("consistency_vectors.json"))
    return found
