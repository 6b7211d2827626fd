"""A call of the command, and the one line of its fault."""

from __future__ import annotations

from typing import NamedTuple


class Run(NamedTuple):
    code: int
    out: str
    err: str


def fault(found: Run, code: int) -> str:
    """The one line of a fault."""
    assert found.code == code, found
    assert found.out == ""
    lines = [line for line in found.err.splitlines() if line.startswith("rankfold: error: ")]
    assert len(lines) == 1, found.err
    assert found.err.endswith(lines[0] + "\n")
    assert "Traceback" not in found.err
    return lines[0].removeprefix("rankfold: error: ")
