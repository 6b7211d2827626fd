"""Reading PrefLib files of categories: ``.cat``, in which each voter puts alternatives into named groups."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from rankfold.approvals import Approvals
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.notes import Note
from rankfold.read.preflib import check_totals, item_labels, read_lines
from rankfold.read.preflib_header import Header, Source, is_number, read_header, shortened

__all__ = ["is_categories", "parse_categories"]

_CATEGORY = "CATEGORY NAME "
_ONE = r"\s*(?:\{(?P<group>[^{}]*)\}|(?P<single>[^{},]*))\s*"
_GROUP = re.compile(f"{_ONE},")
_LIST = re.compile(r"\s*(?:\{[^{}]*\}|[^{},]*)\s*(?:,\s*(?:\{[^{}]*\}|[^{},]*)\s*)*")


def parse_categories(path: str | os.PathLike[str], *, approved: object = None) -> Approvals:
    """Approvals from a PrefLib file of categories.

    Parameters
    ----------
    path : path
        A text in UTF-8 with a header of ``#`` lines; each line below it is a count, a colon, and the alternatives of
        each category: ``3:1,{2,4},{}``.
    approved : str or iterable of str, optional
        The names of the categories that mean approval; default the first category.

    Returns
    -------
    Approvals
        With the header in ``meta["header"]``, and the note ``categories`` where there are more than two.

    Raises
    ------
    InvalidFileError
        For whatever does not follow the format; the text names file and line.
    InvalidInputError
        For a category in ``approved`` that the file does not have.
    """
    source = Source(os.fspath(path), read_lines(Path(path)))
    header = read_header(source, ("cat",))
    names = _names(source, header)
    chosen = _chosen(approved, names)
    counts, sets = [], []
    for number, line in enumerate(source.lines[header.n_lines :], start=header.n_lines + 1):
        if line.strip():
            count, groups = _read(source, number, line.strip(), len(names), header.n_alternatives)
            counts.append(count)
            sets.append([item for k in chosen for item in groups[k]])
    labels, notes = item_labels(header)
    notes = [*notes, *check_totals(source, counts, header)]
    if len(names) > 2:
        taken = ", ".join(repr(names[k]) for k in chosen)
        notes.append(Note("categories", f"of {len(names)} categories {taken} is read as approval", tuple(names)))
    by_label = [[labels[item - 1] for item in members] for members in sets]
    approvals = Approvals.from_sets(by_label, items=labels, weights=np.array(counts, dtype=np.int64))
    return Approvals._wrap(approvals._native, tuple(notes), {"header": header.meta})


def _names(source: Source, header: Header) -> list[str]:
    """The categories in their order."""
    names: list[str] = []
    while (key := f"{_CATEGORY}{len(names) + 1}") in header.meta:
        names.append(header.meta[key])
    if not names:
        raise source.fault(1, f"the header has no line '# {_CATEGORY}1: ...': expected one for each category")
    return names


def _chosen(approved: object, names: list[str]) -> list[int]:
    if approved is None:
        return [0]
    wanted = [approved] if isinstance(approved, str) else approved
    if not isinstance(wanted, Iterable):
        raise InvalidTypeError(f"approved is of type {type(approved).__name__}: expected names of categories")
    chosen = []
    for name in wanted:
        if name not in names:
            raise InvalidInputError(f"approved = {name!r}: expected one of {', '.join(map(repr, names))}")
        chosen.append(names.index(name))
    return sorted(set(chosen))


def _read(source: Source, number: int, line: str, n_categories: int, n_items: int) -> tuple[int, list[list[int]]]:
    """The count of a line, and the alternatives of each category."""
    count, colon, text = (part.strip() for part in line.partition(":"))
    if not colon or not is_number(count) or int(count) < 1:
        raise source.fault(number, f"{shortened(line)} is no preference: expected a count, ':' and categories")
    groups = _split(text)
    if groups is None or len(groups) > n_categories:
        expected = f"at most {n_categories} categories separated by commas, such as 1,{{2,3}},{{}}"
        raise source.fault(number, f"{shortened(text)} is no list of categories: expected {expected}")
    groups += [[]] * (n_categories - len(groups))
    seen: set[int] = set()
    for member in (member for members in groups for member in members):
        if not is_number(member) or not 1 <= int(member) <= n_items:
            raise source.fault(number, f"alternative {shortened(member)}: expected 1 to {n_items}")
        if int(member) in seen:
            raise source.fault(number, f"alternative {member} stands in two categories: expected one")
        seen.add(int(member))
    return int(count), [[int(member) for member in members] for members in groups]


def _split(text: str) -> list[list[str]] | None:
    """The members of each category as texts; None where the braces are not in order."""
    if not _LIST.fullmatch(text):
        return None
    groups = (found["group"] or found["single"] or "" for found in _GROUP.finditer(text + ","))
    return [[member.strip() for member in group.split(",")] if group.strip() else [] for group in groups]


def is_categories(head: bytes) -> bool:
    """Whether a file with a PrefLib header says that it holds categories."""
    return b"# DATA TYPE: cat" in head
