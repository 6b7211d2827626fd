"""Reference values that are not part of the project, where they are at hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def vectors(shared_data: Path, topic: str) -> Any:
    """One topic of the consistency vectors, or a skip that says what is missing."""
    file = shared_data / "consistency" / "consistency_vectors.json"
    if not file.exists():
        pytest.skip(f"{file} is not here: the reference values are no part of the project")
    return json.loads(file.read_text(encoding="utf-8"))[topic]
