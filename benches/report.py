"""One table of all measurements: on the screen, as Markdown, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benches.timing import race

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benches.timing import Contestant, Settings

__all__ = ["Bar", "Limit", "Measured", "Row", "measure", "print_table", "to_json", "to_markdown"]

HEADS = ("task", "size", "rankfold", "baseline", "ratio", "peer", "ratio", "machine's limit", "reached", "bar")


@dataclass(frozen=True, slots=True)
class Measured:
    """Somebody else's time, in seconds."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Limit:
    """What the machine could do at most, and the share of it that rankfold reached."""

    text: str
    reached: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that the project asks of itself."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One task: seconds of rankfold, of others on the same input, and what they mean.

    Attributes
    ----------
    rate : str
        Work per second in the unit of the task.
    """

    task: str
    size: str
    rankfold: float
    rate: str = ""
    baseline: Measured | None = None
    peer: Measured | None = None
    limit: Limit | None = None
    bar: Bar | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as texts, one for each of ``HEADS``."""
        own = f"{_duration(self.rankfold)} ({self.rate})" if self.rate else _duration(self.rankfold)
        return (
            self.task,
            self.size,
            own,
            *self._against(self.baseline),
            *self._against(self.peer),
            self.limit.text if self.limit else "",
            f"{self.limit.reached:.0%}" if self.limit else "",
            f"{self.bar.text}: {'met' if self.bar.met else 'MISSED'}" if self.bar else "",
        )

    def _against(self, other: Measured | None) -> tuple[str, str]:
        if other is None:
            return ("", "")
        ratio = other.seconds / self.rankfold
        return (f"{_duration(other.seconds)} {other.name}", f"{ratio:.2g}x" if ratio < 10 else f"{ratio:,.0f}x")


def measure(
    task: str,
    size: str,
    settings: Settings,
    *,
    own: Contestant,
    baseline: Contestant | None = None,
    peer: Contestant | None = None,
) -> Row:
    """Time rankfold and whoever else is there on one task."""
    others = [contestant for contestant in (baseline, peer) if contestant]
    seconds = race(task, [own, *others], settings.repeats)
    measured = {other.name: Measured(other.name, time) for other, time in zip(others, seconds[1:], strict=True)}
    return Row(
        task,
        size,
        seconds[0],
        baseline=measured[baseline.name] if baseline else None,
        peer=measured[peer.name] if peer else None,
    )


def _duration(seconds: float) -> str:
    """Seconds with three digits in the unit that fits."""
    for unit, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "us")):
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds / 1e-9:.3g} ns"


def print_table(rows: Sequence[Row], machine: Mapping[str, str]) -> None:
    """Print with rich where it is installed, else as Markdown."""
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        print(to_markdown(rows, machine))
        return
    table = Table(show_lines=True, title="CPU time on one thread", caption=_sentence(machine))
    for head in HEADS:
        table.add_column(head, justify="right" if head in ("rankfold", "ratio", "reached") else "left")
    for row in rows:
        style = "red" if row.bar and not row.bar.met else None
        table.add_row(*map(Text, row.cells()), style=style)
    console = Console()
    # Ten columns do not fit 80 characters, which is what a pipe claims to have.
    Console(width=None if console.width > 150 else 200).print(table)


def to_markdown(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """A Markdown table, with the machine above it."""
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    lines += [f"| {' | '.join(row.cells())} |" for row in rows]
    return "\n".join([_sentence(machine), "", *lines, ""])


def to_json(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """Seconds and shares as numbers."""
    return json.dumps({"machine": dict(machine), "rows": [asdict(row) for row in rows]}, indent=2)


def _sentence(machine: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in machine.items()) + "."
