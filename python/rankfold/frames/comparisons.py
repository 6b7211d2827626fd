"""Battles in frames, a row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.frames.columns import (
    MISSING,
    check_column,
    encode,
    is_missing,
    labels,
    missing_texts,
    open_frame,
    optional_labels,
    read_cells,
    read_weights,
    sorted_labels,
)
from rankfold.frames.outcomes import SKIP, is_both_bad, read_outcomes
from rankfold.frames.score_columns import is_text
from rankfold.notes import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rankfold.frames.columns import Frame, Label

__all__ = ["ComparisonParts", "comparison_parts"]


@dataclass(frozen=True, slots=True)
class ComparisonParts:
    """What :class:`rankfold.Comparisons` are made of; arrays of shape (n_comparisons,), read-only.

    Attributes
    ----------
    first, second : ndarray of uint32
        Places in ``items``.
    outcome : ndarray of int8
        1 where the first item won, -1 where the second did, 0 for a tie.
    items : tuple of str or int
        In label order.
    weights : ndarray of int64 or float64, optional
    time : ndarray of float64, optional
        As given, or seconds since 1970 (UTC unless the column has a time zone) for dates and times.
    by : tuple of str or int, optional
        The segment of each battle, None where it has none.
    notes : tuple of Note
    """

    first: NDArray[np.uint32]
    second: NDArray[np.uint32]
    outcome: NDArray[np.int8]
    items: tuple[Label, ...]
    weights: NDArray[Any] | None
    time: NDArray[np.float64] | None
    by: tuple[Label | None, ...] | None
    notes: tuple[Note, ...]


def comparison_parts(
    frame: Any,
    *,
    a: str,
    b: str,
    winner: str,
    outcomes: Mapping[Any, str] | None = None,
    weight: str | None = None,
    time: str | None = None,
    by: str | None = None,
) -> ComparisonParts:
    """Read battles; the options are those of :meth:`rankfold.Comparisons.from_frame`."""
    opened = open_frame(frame, instead="PairwiseCounts.from_matrix(array), with an array of wins")
    for option, name in {"a": a, "b": b, "winner": winner, "weight": weight, "time": time, "by": by}.items():
        if name is not None:
            check_column(opened, option, name)
    first, second = labels(opened, a), labels(opened, b)
    for row, (left, right) in enumerate(zip(first, second, strict=True)):
        if left == right:
            raise InvalidInputError(f"columns {a!r} and {b!r}, row {row}: item {left!r} meets itself")
    winners = _outcome_cells(opened, winner)
    found = read_outcomes(winners, first, second, outcomes, winner)
    kept = np.flatnonzero(found != SKIP)
    first, second = _take(first, kept), _take(second, kept)
    items = sorted_labels([*first, *second])
    segments = None if by is None else tuple(_take(optional_labels(opened, by), kept))
    return ComparisonParts(
        first=_fixed(encode(first, items).astype(np.uint32)),
        second=_fixed(encode(second, items).astype(np.uint32)),
        outcome=_fixed(found[kept]),
        items=tuple(items),
        weights=None if weight is None else _fixed(read_weights(opened, weight)[kept]),
        time=None if time is None else _fixed(_times(opened, time)[kept]),
        by=segments,
        notes=_notes(winners, found),
    )


def _outcome_cells(frame: Frame, column: str) -> list[Any]:
    """The cells of the column of winners; those of 1.0, 0.5, 0.0 or True and False wait for ``outcomes=``."""
    import narwhals as nw

    dtype = frame[column].dtype
    if dtype.is_float() or dtype == nw.Boolean:
        return [None if is_missing(cell) else cell for cell in frame[column].to_list()]
    return optional_labels(frame, column)


def _take(values: Sequence[Any], kept: NDArray[np.int64]) -> list[Any]:
    return list(values) if len(kept) == len(values) else [values[row] for row in kept]


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    array = np.array(array)
    array.setflags(write=False)
    return array


def _notes(winners: Sequence[Any], found: NDArray[np.int8]) -> tuple[Note, ...]:
    notes = []
    n_skipped = int(np.count_nonzero(found == SKIP))
    if n_skipped:
        notes.append(Note("battles_skipped", f"{n_skipped} of {len(found)} battles were skipped, as outcomes= says"))
    bad = {value for value in set(winners) if is_both_bad(value)}
    n_bad = sum(1 for value, code in zip(winners, found, strict=True) if code == 0 and value in bad) if bad else 0
    if n_bad:
        text = f"{n_bad} of {len(found)} battles that both lost count as ties; outcomes= can skip them"
        notes.append(Note("both_bad_as_tie", text))
    return tuple(notes)


def _times(frame: Frame, column: str) -> NDArray[np.float64]:
    """Numbers as they stand, dates and times as seconds since 1970."""
    import narwhals as nw

    series = frame[column]
    if series.dtype == nw.Date or series.dtype == nw.Datetime:
        return _seconds(series, column)
    cells = read_cells(frame, column, missing_texts(MISSING))
    if is_text(cells):
        try:
            series = series.str.to_datetime()
        except Exception:  # each library raises its own for a text that is no time, and cells names it
            cells.refuse_texts(" and no time: expected times such as 2026-01-31 12:00:00 in every row")
        return _seconds(series, column)
    cells.refuse_texts(": expected a number or a time")
    return _complete(cells.values, column)


def _seconds(series: Any, column: str) -> NDArray[np.float64]:
    import narwhals as nw

    micros = series.dt.timestamp("us").cast(nw.Float64).fill_null(float("nan")).to_numpy()
    return _complete(np.asarray(micros, dtype=np.float64) / 1e6, column)


def _complete(values: NDArray[np.float64], column: str) -> NDArray[np.float64]:
    gap = np.isnan(values)
    if gap.any():
        raise InvalidInputError(f"column {column!r}, row {int(np.argmax(gap))}: the time is missing")
    return values
