"""Wide tables, as leaderboards come: a row an item, a column a metric, and columns that are neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.frames.columns import (
    check_column,
    encode,
    holds_texts,
    labels,
    optional_labels,
    read_cells,
    refuse_unknown,
)
from rankfold.frames.score_columns import holds_pairs, is_identifier, is_item_name, is_text, is_url, split_cells
from rankfold.frames.score_list import ScoreList
from rankfold.notes import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rankfold.frames.columns import Cells, Frame
    from rankfold.frames.score_columns import Metric

__all__ = ["read_wide"]


def read_wide(
    frame: Frame,
    item: str | None,
    wanted: Sequence[str] | None,
    na: frozenset[str],
    split: str | None,
    notes: list[Note],
) -> ScoreList:
    """The scores in a wide frame; ``wanted`` are the columns of metrics, by default all that hold scores."""
    if item is not None:
        check_column(frame, "item", item)
    sources = None if wanted is None else {_source(name, frame) for name in wanted}
    if item is None:
        columns = {name: read_cells(frame, name, na) for name in frame.columns}
        item = _find_item(frame, columns, sources or ())
        notes.append(Note("item_column", f"the items are the labels in column {item!r}", (item,)))
    else:
        columns = {name: read_cells(frame, name, na) for name in sources or frame.columns}
    if sources is not None and item in sources:
        raise InvalidInputError(f"metrics names {item!r}, which is the column of items")
    asked = {name: cells for name, cells in columns.items() if name != item and (sources is None or name in sources)}
    found = _metrics(asked, na, split, notes, all_asked_for=sources is not None)
    if not found:
        raise InvalidInputError(f"there are no scores beside the items in column {item!r}: expected columns of numbers")
    values = labels(frame, item)
    items = list(dict.fromkeys(values))
    return ScoreList(
        items=items,
        names=[each.name for each in found],
        sources=[each.source for each in found],
        item_index=np.tile(encode(values, items), len(found)),
        metric_index=np.repeat(np.arange(len(found)), len(values)),
        values=np.concatenate([each.values for each in found]),
        n_frame_rows=len(values),
    )


def _source(name: str, frame: Frame) -> str:
    """The column of a metric, which may be one half of a column that is split."""
    column = name if name in frame.columns else str(name).rpartition("/")[0]
    if column not in frame.columns:
        refuse_unknown("metrics", name, frame.columns, of="column")
    return column


def _find_item(frame: Frame, columns: Mapping[str, Cells], sources: Collection[str]) -> str:
    """The column of items: of unique texts, best with a name that says so; else of unique integers."""
    texts = [
        name
        for name, cells in columns.items()
        if name not in sources
        and holds_texts(frame, name)
        and is_text(cells)
        and not holds_pairs(cells)
        and not is_url(cells)
    ]
    found = {name: optional_labels(frame, name) for name in texts}
    # A team's name may be blank or stand twice, the model's may not.
    whole = [name for name in texts if None not in found[name]]
    unique = [name for name in whole if len(set(found[name])) == len(found[name])]
    for pool in ([name for name in unique if is_item_name(name)], unique, whole, texts):
        if pool:
            return pool[0]
    numbers = [
        name
        for name, cells in columns.items()
        if name not in sources and not np.isnan(cells.values).any() and not np.any(cells.values % 1)
    ]
    # A column that is called model holds the models, also where one of them comes twice.
    for name in sorted(numbers, key=is_item_name, reverse=True):
        if is_item_name(name) or len(np.unique(columns[name].values)) == len(columns[name].values):
            return name
    names = ", ".join(map(repr, frame.columns))
    raise InvalidInputError(f"no column of labels was found among {names}: name it in item=")


def _metrics(
    columns: Mapping[str, Cells], na: frozenset[str], split: str | None, notes: list[Note], *, all_asked_for: bool
) -> list[Metric]:
    """The metrics in the columns; those that hold none are left out unless they were asked for."""
    found: list[Metric] = []
    divided: list[str] = []
    left_out: dict[str, list[str]] = {}
    for name, cells in columns.items():
        parts = split_cells(cells, split, na)
        reason = None if all_asked_for or len(parts) > 1 else _why_not(cells)
        if reason is not None:
            left_out.setdefault(reason, []).append(name)
            continue
        if len(parts) > 1:
            divided.append(name)
        else:
            cells.refuse_texts(_text_hint(cells, na, all_asked_for=all_asked_for))
        found.extend(parts)
    if divided:
        names = ", ".join(map(repr, divided))
        notes.append(Note("cells_split", f"cells with {split!r} were read as several metrics: {names}", tuple(divided)))
    if left_out:
        reasons = "; ".join(f"{reason}: {', '.join(map(repr, names))}" for reason, names in left_out.items())
        names_left = tuple(name for name in columns if any(name in names for names in left_out.values()))
        notes.append(Note("columns_left_out", f"columns without scores were left out ({reasons})", names_left))
    return found


def _why_not(cells: Cells) -> str | None:
    if is_identifier(cells):
        return "ranks or row numbers"
    if not cells.texts and cells.n_numbers == 0:
        return "empty"
    if is_text(cells) and not holds_pairs(cells):
        return "text"
    return None


def _text_hint(cells: Cells, na: frozenset[str], *, all_asked_for: bool) -> str:
    if holds_pairs(cells):
        return ": it looks like two, write split='/' to read both"
    hint = f": expected a number, or for a missing one of na = {sorted(na)}"
    return hint if all_asked_for else f"{hint}; if the column holds no scores, name those that do in metrics="
