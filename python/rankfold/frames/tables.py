"""Score tables as people have them: a row an item and a column a metric, or a row a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frames.columns import MISSING, missing_texts, open_frame, refuse_unknown
from rankfold.frames.long import read_long
from rankfold.frames.score_columns import overall_metrics
from rankfold.frames.score_list import DUPLICATES
from rankfold.frames.wide import read_wide
from rankfold.notes import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Literal

    from numpy.typing import NDArray

    from rankfold.frames.columns import Frame, Label
    from rankfold.frames.score_list import ScoreList

__all__ = ["TableParts", "table_parts"]


@dataclass(frozen=True, slots=True)
class TableParts:
    """What a :class:`rankfold.ScoreTable` is made of.

    Attributes
    ----------
    scores : ndarray of float64, shape (n_rows, n_items)
        One row a metric; NaN where missing.
    items, rows : tuple of str or int
        The items and the metrics: in the order of a wide frame, in label order for a long one; metrics in the order of
        ``metrics=`` where that was given.
    lower_is_better : ndarray of bool, shape (n_rows,)
    weights : ndarray of int64 or float64, shape (n_rows,), optional
    groups : tuple of str or int, optional
        The group of each row.
    notes : tuple of Note
    """

    scores: NDArray[np.float64]
    items: tuple[Label, ...]
    rows: tuple[Label, ...]
    lower_is_better: NDArray[np.bool_]
    weights: NDArray[np.int64] | NDArray[np.float64] | None
    groups: tuple[Label, ...] | None
    notes: tuple[Note, ...]


def table_parts(
    frame: Any,
    *,
    item: str | None = None,
    metrics: Sequence[str] | str | None = None,
    metric: str | None = None,
    score: str | None = None,
    lower_is_better: Collection[str] | str | bool = (),
    groups: Mapping[Any, Label] | str | None = None,
    weights: Mapping[Any, float] | None = None,
    na: Collection[str] | str = MISSING,
    split: str | None = None,
    duplicates: Literal["error", "first", "last", "mean", "best"] = "error",
) -> TableParts:
    """Read a wide or long frame of scores; the options are those of :meth:`rankfold.ScoreTable.from_frame`."""
    opened = open_frame(frame, instead="ScoreTable(array), with an array of shape (n_rows, n_items)")
    if duplicates not in DUPLICATES:
        raise InvalidInputError(f"duplicates = {duplicates!r}: expected one of {', '.join(DUPLICATES)}")
    wanted = None if metrics is None else _names("metrics", metrics)
    mappings: dict[str, object] = {"groups": groups, "weights": weights}
    for option, mapping in mappings.items():
        if mapping is not None and not isinstance(mapping, (str, Mapping)):
            kind = type(mapping).__name__
            raise InvalidTypeError(f"{option} is of type {kind}: expected a mapping with a value for each metric")
    notes: list[Note] = []
    if metric is None and score is None:
        if isinstance(groups, str):
            raise InvalidInputError(f"groups = {groups!r}: expected a mapping, as {{metric: group}}, for a wide frame")
        listed = read_wide(opened, item, wanted, missing_texts(na), split, notes)
    else:
        if split is not None:
            raise InvalidInputError(f"split = {split!r} is for wide frames, not for one with a row a score")
        group = groups if isinstance(groups, str) else None
        listed = _read_long(opened, item, metric, score, group, missing_texts(na), notes)
    lower = _lower(lower_is_better, listed)
    scores = listed.matrix(lower, duplicates, notes)
    kept = _without_overall(listed, scores, notes) if wanted is None else _in_order(listed, wanted)
    scores = np.ascontiguousarray(scores[kept])
    rows = tuple(listed.names[row] for row in kept)
    _note_empty(scores, rows, listed.items, notes)
    return TableParts(
        scores=scores,
        items=tuple(listed.items),
        rows=rows,
        lower_is_better=lower[kept],
        weights=None if weights is None else _weights(weights, listed, kept),
        groups=_groups(listed.groups if isinstance(groups, str) else groups, listed, kept),
        notes=tuple(notes),
    )


def _names(option: str, names: Collection[str] | str) -> list[str]:
    found = [names] if isinstance(names, (str, int)) else list(names)
    for name in found:
        if found.count(name) > 1:
            raise InvalidInputError(f"{option} names {name!r} twice")
    return found


def _read_long(
    frame: Frame,
    item: str | None,
    metric: str | None,
    score: str | None,
    group: str | None,
    na: frozenset[str],
    notes: list[Note],
) -> ScoreList:
    if item is None or metric is None or score is None:
        gap = "item" if item is None else "metric" if metric is None else "score"
        raise InvalidInputError(f"{gap}= is missing: a frame with a row a score needs item=, metric= and score=")
    return read_long(frame, item, metric, score, group, na, notes)


def _rows_of(option: str, name: object, listed: ScoreList) -> list[int]:
    rows = listed.rows_of(name)
    if not rows:
        refuse_unknown(option, name, listed.names, of="metric")
    return rows


def _lower(lower_is_better: Collection[str] | str | bool, listed: ScoreList) -> NDArray[np.bool_]:
    lower = np.zeros(len(listed.names), dtype=np.bool_)
    if isinstance(lower_is_better, (bool, np.bool_)):
        lower[:] = lower_is_better
        return lower
    for name in _names("lower_is_better", lower_is_better):
        lower[_rows_of("lower_is_better", name, listed)] = True
    return lower


def _in_order(listed: ScoreList, wanted: Sequence[str]) -> list[int]:
    return [row for name in wanted for row in _rows_of("metrics", name, listed)]


def _without_overall(listed: ScoreList, scores: NDArray[np.float64], notes: list[Note]) -> list[int]:
    found = overall_metrics(listed.names, listed.sources, scores)
    for row, reason in found.items():
        name = listed.names[row]
        text = f"{name!r} looks like an overall score of the others ({reason}) and was left out; metrics= can name it"
        notes.append(Note("overall_left_out", text, (name,)))
    return [row for row in range(len(listed.names)) if row not in found]


def _weights(
    weights: Mapping[Any, object], listed: ScoreList, kept: Sequence[int]
) -> NDArray[np.int64] | NDArray[np.float64]:
    found: list[int | float] = [1] * len(listed.names)
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, (int, float, np.integer, np.floating)):
            raise InvalidTypeError(f"weights[{name!r}] = {weight!r}: expected a number")
        for row in _rows_of("weights", name, listed):
            found[row] = int(weight) if isinstance(weight, (int, np.integer)) else float(weight)
    chosen = [found[row] for row in kept]
    if all(isinstance(weight, int) for weight in chosen):
        return np.array(chosen, dtype=np.int64)
    return np.array(chosen, dtype=np.float64)


def _groups(groups: Mapping[Any, Label] | None, listed: ScoreList, kept: Sequence[int]) -> tuple[Label, ...] | None:
    if groups is None:
        return None
    found = []
    for row in kept:
        name, source = listed.names[row], listed.sources[row]
        group = groups.get(name, groups.get(source))
        if group is None:
            raise InvalidInputError(f"groups has no group for metric {name!r}: expected one for each metric")
        found.append(group)
    return tuple(found)


def _note_empty(scores: NDArray[np.float64], rows: Sequence[Label], items: Sequence[Label], notes: list[Note]) -> None:
    empty = np.isnan(scores)
    for what, labels, flags in (("metrics", rows, empty.all(axis=1)), ("items", items, empty.all(axis=0))):
        found = tuple(labels[int(place)] for place in np.flatnonzero(flags))
        if found:
            notes.append(Note("no_scores", f"{what} without a single score: {', '.join(map(repr, found))}", found))
