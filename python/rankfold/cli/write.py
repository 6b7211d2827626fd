"""Files that results go to."""

from __future__ import annotations

import json
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import typer

from rankfold.cli.faults import CommandError
from rankfold.errors import InvalidInputError, MissingDependencyError
from rankfold.text_table import markdown

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from rankfold.cli.results import Result

__all__ = ["Writable", "check_output", "check_plot", "check_target", "save_figure", "write_output", "write_plot"]

_TABLES = (".json", ".csv", ".tsv", ".md", ".parquet")
# matplotlib's pictures end at 65,536 pixels, some 2,300 lines of a leaderboard, and take minutes before they say so.
_MOST_DRAWN = 2000
_PICTURES = (".png", ".svg", ".pdf")


class Writable(Protocol):
    """What :func:`write_output` writes."""

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain Python objects."""

    def to_frame(self) -> pl.DataFrame:
        """The table."""


def check_output(file: Path | None, output: Path | None) -> None:
    """Refuse, before any work, what :func:`write_output` could not write."""
    check_target("--output", file, output, _TABLES)


def check_plot(file: Path | None, plot: Path | None) -> None:
    """Refuse, before any work, what :func:`write_plot` could not draw."""
    check_target("--plot", file, plot, _PICTURES)
    if plot is not None and find_spec("matplotlib") is None:
        raise MissingDependencyError("--plot needs matplotlib: pip install 'rankfold[plot]'")


def check_target(option: str, file: Path | None, target: Path | None, suffixes: tuple[str, ...]) -> None:
    """Refuse another suffix, the file that is read, and a folder that is not there."""
    if target is None:
        return
    if target.suffix not in suffixes:
        raise CommandError(f"{option} {target}: the suffix is {target.suffix!r}: expected one of {', '.join(suffixes)}")
    if file is not None and target.exists() and file.exists() and target.samefile(file):
        raise CommandError(f"{option} {target} is the file to read: expected another one to write")
    if not target.parent.is_dir():
        raise FileNotFoundError(2, "no such folder to write to", str(target.parent))


def write_output(result: Writable, path: Path) -> None:
    """Write everything as JSON, or the table in the format of the suffix."""
    if path.suffix == ".json":
        path.write_text(json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
        return
    frame = result.to_frame()
    if path.suffix == ".md":
        path.write_text(markdown(frame.to_dict(as_series=False)) + "\n", "utf-8")
    elif path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path, separator="," if path.suffix == ".csv" else "\t")


def write_plot(result: Result, path: Path) -> None:
    """Draw the ranking by the first rule, with its intervals where there are some."""
    n_items = len(result.first)
    if n_items > _MOST_DRAWN:
        raise InvalidInputError(
            f"--plot {path}: there are {n_items} items: expected at most {_MOST_DRAWN} in a picture"
        )
    save_figure(result.first.plot(intervals=result.stability).figure, path)


def save_figure(figure: Any, path: Path) -> None:
    """Write a figure of matplotlib in the format of the suffix."""
    with warnings.catch_warnings(record=True) as noticed:
        warnings.simplefilter("always")
        try:
            figure.savefig(path)
        except ValueError as error:
            # Such as a label that matplotlib takes for a formula and cannot read.
            raise InvalidInputError(f"--plot {path}: matplotlib cannot draw it: {error}") from None
    # Such as letters that the font lacks: said once each, as any note.
    for text in dict.fromkeys(str(warning.message) for warning in noticed):
        typer.echo(f"{path}: note: {text}", err=True)
