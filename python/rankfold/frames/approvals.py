"""Approvals in frames: a row an approval, or a row a voter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.frames.ballots import voter_weights
from rankfold.frames.columns import (
    check_column,
    encode,
    labels,
    open_frame,
    optional_labels,
    read_numbers,
    read_weights,
    sorted_labels,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rankfold.frames.columns import Frame, Label

__all__ = ["ApprovalParts", "approval_parts"]

_CELL = "True or False, 1 or 0"


@dataclass(frozen=True, slots=True)
class ApprovalParts:
    """What :class:`rankfold.Approvals` are made of.

    Attributes
    ----------
    sets : list of list of str or int
        The items that each voter approves of.
    items : tuple of str or int
        Long: in label order. Wide: in the order of columns.
    weights : ndarray of int64 or float64, shape (n_voters,), optional
    """

    sets: list[list[Label]]
    items: tuple[Label, ...]
    weights: NDArray[Any] | None


def approval_parts(
    frame: Any, *, voter: str | None = None, item: str | None = None, weight: str | None = None
) -> ApprovalParts:
    """Read long or wide approvals; the options are those of :meth:`rankfold.Approvals.from_frame`."""
    opened = open_frame(frame, instead="Approvals.from_array(array)")
    for option, name in {"voter": voter, "item": item, "weight": weight}.items():
        if name is not None:
            check_column(opened, option, name)
    if item is None:
        return _read_wide(opened, voter, weight)
    if voter is None:
        raise InvalidInputError("got item=: a frame with a row an approval needs voter= and item=")
    return _read_long(opened, voter, item, weight)


def _read_long(frame: Frame, voter: str, item: str, weight: str | None) -> ApprovalParts:
    voter_labels, item_labels = labels(frame, voter), optional_labels(frame, item)
    voters = sorted_labels(voter_labels)
    voter_index = encode(voter_labels, voters)
    rows: list[dict[Label, int]] = [{} for _ in voters]
    for row, (at, label) in enumerate(zip(voter_index.tolist(), item_labels, strict=True)):
        if label is None:
            continue
        if label in rows[at]:
            raise InvalidInputError(
                f"voter {voters[at]!r} approves of item {label!r} twice, in rows {rows[at][label]} and {row}"
            )
        rows[at][label] = row
    items = sorted_labels(label for label in item_labels if label is not None)
    weights = None if weight is None else voter_weights(frame, weight, voter_index, voters)
    return ApprovalParts([list(found) for found in rows], tuple(items), weights)


def _read_wide(frame: Frame, voter: str | None, weight: str | None) -> ApprovalParts:
    names = [name for name in frame.columns if name not in (voter, weight)]
    if not names:
        raise InvalidInputError("the frame has no columns of items: expected one each, holding True or False")
    hint = "" if voter is not None else "; if the column names the voters, say so in voter="
    approved = np.array([_flags(frame, name, hint) for name in names]).T
    sets: list[list[Label]] = [[names[k] for k in np.flatnonzero(row)] for row in approved]
    return ApprovalParts(sets, tuple(names), None if weight is None else read_weights(frame, weight))


def _flags(frame: Frame, column: str, hint: str) -> NDArray[np.bool_]:
    import narwhals as nw

    series = frame[column]
    if series.dtype == nw.Boolean:
        series = series.cast(nw.Int8)
        values = np.asarray(series.cast(nw.Float64).to_numpy(), dtype=np.float64)
    else:
        values = read_numbers(frame, column, what=_CELL + hint)
    wrong = (values != 0) & (values != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInputError(f"column {column!r}, row {row}: {values[row]:g} is not {_CELL}{hint}")
    return np.asarray(values == 1)
