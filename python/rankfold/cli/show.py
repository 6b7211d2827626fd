"""Tables on stdout and a progress bar on stderr."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from rankfold.text_table import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["ProgressBar", "print_table"]

_QUIET_SECONDS = 0.5
# In a pipe nothing wraps and nothing is cut, however long the labels are.
_PIPE_WIDTH = 1_000_000


def print_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their names: framed and fitted on a terminal, plain and complete elsewhere."""
    is_terminal = sys.stdout.isatty()
    console = Console(width=None if is_terminal else _PIPE_WIDTH)
    table = Table(
        box=box.SIMPLE_HEAD if is_terminal else None,
        header_style="bold",
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for k, name in enumerate(names):
        is_number = bool(rows) and all(isinstance(row[k], (int, float)) for row in rows)
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row))
    if is_terminal:
        console.print(table)
        return
    with console.capture() as lines:
        console.print(table)
    for line in lines.get().splitlines():
        typer.echo(line.rstrip())


def _cell(value: object) -> Text:
    if isinstance(value, float):
        return Text(number(value))
    text = "" if value is None else str(value)
    # A label may hold a line break or a terminal's control codes.
    return Text(text if text.isprintable() else repr(text))


class ProgressBar:
    """A bar on stderr for work that lasts longer than half a second; nothing unless stderr is a terminal.

    Parameters
    ----------
    what : str
        What is being done, as a word before the bar.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._console = Console(stderr=True)
        self._start = time.monotonic()
        self._bar: Progress | None = None

    @property
    def callback(self) -> Callable[[int, int], None] | None:
        """What to pass as ``progress=``."""
        return self._advance if self._console.is_terminal else None

    def _advance(self, done: int, total: int) -> None:
        if self._bar is None:
            if time.monotonic() - self._start < _QUIET_SECONDS:
                return
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._bar.add_task(self._what)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()
