"""Reading Pabulib files (``.pb``): projects with costs, a budget, and votes of several kinds."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.approvals import Approvals
from rankfold.ballots import Ballots
from rankfold.errors import InvalidFileError, InvalidInputError, InvalidTypeError
from rankfold.notes import Note

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["parse_pabulib"]

_SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a section under the names of its columns, and the line it ends on."""

    line: int
    cells: dict[str, str]


def parse_pabulib(path: str | os.PathLike[str]) -> Approvals | Ballots:
    """Votes from a Pabulib file.

    Parameters
    ----------
    path : path
        A text in UTF-8 with the sections META, PROJECTS and VOTES, of columns separated by semicolons.

    Returns
    -------
    Approvals or Ballots
        Approvals for the vote types ``approval`` and ``choose-1``; ballots for ``ordinal``, and for ``cumulative`` and
        ``scoring``, which rank projects by their points. ``meta`` holds ``costs`` (a number for each project),
        ``budget``, ``names``, ``selected`` (the projects that were funded, where the file says so) and the whole META
        section as ``header``.

    Raises
    ------
    InvalidFileError
        For whatever does not follow the format, and where there are fewer votes or projects than META says; the text
        names file and line.
    """
    sections = _read_sections(path)
    header = {row.cells["key"]: row.cells.get("value", "") for row in sections["META"] if "key" in row.cells}
    projects = _projects(path, sections["PROJECTS"])
    notes = _check_totals(path, header, {"num_projects": projects, "num_votes": sections["VOTES"]})
    meta = _meta(path, header, projects)
    kind = header.get("vote_type", "")
    lists = [_choices(path, row, projects) for row in sections["VOTES"]]
    items = list(projects)
    votes: Approvals | Ballots
    try:
        if kind in ("approval", "choose-1"):
            votes = Approvals.from_sets(lists, items=items)
            return Approvals._wrap(votes._native, notes, meta)
        if kind == "ordinal":
            votes = Ballots.from_orders(lists, items=items)
        elif kind in ("cumulative", "scoring"):
            votes = Ballots.from_scores(_points(path, sections["VOTES"], lists, items), items=items)
        else:
            expected = "approval, choose-1, ordinal, cumulative or scoring"
            raise InvalidFileError(f"{path}: vote_type is {kind!r}: expected {expected}")
    except (InvalidInputError, InvalidTypeError) as error:
        raise InvalidFileError(f"{path}: {error}") from None
    return Ballots._wrap(votes._native, notes, meta)


def _read_sections(path: str | os.PathLike[str]) -> dict[str, list[_Row]]:
    sections: dict[str, list[_Row]] = {}
    rows: list[_Row] = []
    names: list[str] | None = None
    for line, fields in _lines(path):
        title = fields[0].strip()
        if len(fields) == 1 and title in _SECTIONS:
            if title in sections:
                raise InvalidFileError(f"{path}:{line}: a second section {title}: expected one")
            rows, names = sections.setdefault(title, []), None
        elif not sections:
            raise InvalidFileError(f"{path}:{line}: {title!r} stands before any section: expected META")
        elif names is None:
            names = [name.strip() for name in fields]
        else:
            if len(fields) > len(names):
                raise InvalidFileError(f"{path}:{line}: {len(fields)} fields: expected {len(names)}: {';'.join(names)}")
            rows.append(_Row(line, dict(zip(names, (field.strip() for field in fields), strict=False))))
    for title in _SECTIONS:
        if title not in sections:
            raise InvalidFileError(f"{path}: there is no section {title}: expected {', '.join(_SECTIONS)}")
    return sections


def _lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, list[str]]]:
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, delimiter=";")
        try:
            for fields in reader:
                if any(field.strip() for field in fields):
                    yield reader.line_num, fields
        except UnicodeDecodeError:
            raise InvalidFileError(f"{path}:{reader.line_num + 1}: this is not UTF-8: expected a text") from None
        except csv.Error as error:
            raise InvalidFileError(f"{path}:{reader.line_num}: {error}") from None


def _projects(path: str | os.PathLike[str], rows: list[_Row]) -> dict[str, _Row]:
    projects: dict[str, _Row] = {}
    for row in rows:
        label = row.cells.get("project_id", "")
        if not label:
            raise InvalidFileError(f"{path}:{row.line}: the project has no project_id: expected one")
        if label in projects:
            first = projects[label].line
            raise InvalidFileError(
                f"{path}:{row.line}: project {label!r} stands on line {first} already: expected once"
            )
        projects[label] = row
    if not projects:
        raise InvalidFileError(f"{path}: there are no projects: expected at least one")
    return projects


def _choices(path: str | os.PathLike[str], row: _Row, projects: dict[str, _Row]) -> list[str]:
    choices = [part.strip() for part in row.cells.get("vote", "").split(",") if part.strip()]
    for choice in choices:
        if choice not in projects:
            raise InvalidFileError(f"{path}:{row.line}: there is no project {choice!r}: expected one of PROJECTS")
    if len(set(choices)) < len(choices):
        raise InvalidFileError(f"{path}:{row.line}: a project stands in this vote twice: expected once")
    return choices


def _points(
    path: str | os.PathLike[str], rows: list[_Row], lists: list[list[str]], items: list[str]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The points that each vote gives, NaN where it gives none."""
    place = {item: k for k, item in enumerate(items)}
    points = np.full((len(rows), len(items)), math.nan)
    for voter, (row, choices) in enumerate(zip(rows, lists, strict=True)):
        given = [part.strip() for part in row.cells.get("points", "").split(",") if part.strip()]
        if len(given) != len(choices):
            text = f"{len(given)} points for {len(choices)} projects: expected one each"
            raise InvalidFileError(f"{path}:{row.line}: {text}")
        for choice, value in zip(choices, given, strict=True):
            points[voter, place[choice]] = _number(path, row.line, "points", value)
    return points


def _meta(path: str | os.PathLike[str], header: dict[str, str], projects: dict[str, _Row]) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "header": header,
        "costs": {label: _number(path, row.line, "cost", row.cells.get("cost", "")) for label, row in projects.items()},
        "names": {label: row.cells.get("name", "") for label, row in projects.items()},
    }
    if header.get("budget"):
        meta["budget"] = _number(path, 1, "budget", header["budget"])
    if all("selected" in row.cells for row in projects.values()):
        meta["selected"] = [label for label, row in projects.items() if row.cells["selected"] not in ("0", "")]
    return meta


def _number(path: str | os.PathLike[str], line: int, what: str, text: str) -> int | float:
    """A number of at least 0; whole ones stay integers."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise InvalidFileError(f"{path}:{line}: {what} is {text!r}: expected a number of at least 0")
    return int(number) if number == int(number) else number


def _check_totals(path: str | os.PathLike[str], header: dict[str, str], found: dict[str, Any]) -> tuple[Note, ...]:
    """Fewer than META says: lines are lost. More: META is out of date, which loses nothing."""
    notes = []
    for key, rows in found.items():
        declared = header.get(key, "")
        if not declared.isdecimal():
            continue
        text = f"META says {key} = {declared}, the file holds {len(rows)}"
        if len(rows) < int(declared):
            raise InvalidFileError(f"{path}: {text}: expected no fewer, so lines are lost")
        if len(rows) > int(declared):
            notes.append(Note("totals_differ", f"{text}: all were read"))
    return tuple(notes)
