"""Ballots in frames: a row a voter and item, or a row a voter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arrays import check_cells
from rankfold.errors import InvalidInputError
from rankfold.frames.columns import (
    check_column,
    encode,
    labels,
    open_frame,
    read_numbers,
    read_weights,
    sorted_labels,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rankfold.frames.columns import Frame, Label

__all__ = ["BallotParts", "ballot_parts", "voter_weights"]

_RANK = "a rank, 1 for the best; 0 or nothing where unranked"


@dataclass(frozen=True, slots=True)
class BallotParts:
    """What :class:`rankfold.Ballots` are made of.

    Attributes
    ----------
    positions : ndarray of int64, shape (n_voters, n_items), optional
        Ranks, 0 where unranked.
    scores : ndarray of float64, shape (n_voters, n_items), optional
        Given instead of positions; NaN where unranked.
    items : tuple of str or int
        Long: in label order. Wide: in the order of columns.
    weights : ndarray of int64 or float64, shape (n_voters,), optional
    """

    positions: NDArray[np.int64] | None
    scores: NDArray[np.float64] | None
    items: tuple[Label, ...]
    weights: NDArray[Any] | None


def ballot_parts(
    frame: Any,
    *,
    voter: str | None = None,
    item: str | None = None,
    rank: str | None = None,
    score: str | None = None,
    weight: str | None = None,
) -> BallotParts:
    """Read long or wide ballots; the options are those of :meth:`rankfold.Ballots.from_frame`."""
    opened = open_frame(frame, instead="Ballots.from_positions(array) or Ballots.from_scores(array)")
    given = {"voter": voter, "item": item, "rank": rank, "score": score, "weight": weight}
    for option, name in given.items():
        if name is not None:
            check_column(opened, option, name)
    if item is None and rank is None and score is None:
        return _read_wide(opened, voter, weight)
    column = score if rank is None else rank
    if voter is None or item is None or column is None or None not in (rank, score):
        found = ", ".join(f"{option}=" for option, name in given.items() if name is not None)
        raise InvalidInputError(
            f"got {found}: a frame with a row a voter and item needs voter=, item= and either rank= or score="
        )
    values = read_numbers(opened, column, what="a score" if rank is None else _RANK)
    if rank is not None:
        _check_ranks(rank, values)
    matrix, items, weights = _arrange(opened, voter, item, values, weight)
    if rank is None:
        return BallotParts(None, matrix, items, weights)
    return BallotParts(_ranks(matrix), None, items, weights)


def _read_wide(frame: Frame, voter: str | None, weight: str | None) -> BallotParts:
    names = [name for name in frame.columns if name not in (voter, weight)]
    if not names:
        raise InvalidInputError("the frame has no columns of items: expected one each, holding ranks")
    hint = "" if voter is not None else "; if the column names the voters, say so in voter="
    columns = [read_numbers(frame, name, what=_RANK + hint) for name in names]
    for name, values in zip(names, columns, strict=True):
        _check_ranks(name, values)
    positions = _ranks(np.array(columns).T)
    return BallotParts(positions, None, tuple(names), None if weight is None else read_weights(frame, weight))


def _check_ranks(column: str, values: NDArray[np.float64]) -> None:
    wrong = ~np.isnan(values) & ((values != np.floor(values)) | (values < 0))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInputError(f"column {column!r}, row {row}: {values[row]:g} is not {_RANK}")


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.ascontiguousarray(np.nan_to_num(values, nan=0).astype(np.int64))


def _arrange(
    frame: Frame, voter: str, item: str, values: NDArray[np.float64], weight: str | None
) -> tuple[NDArray[np.float64], tuple[Label, ...], NDArray[Any] | None]:
    """The values as a matrix of voters and items, both in label order, with the labels and the voters' weights."""
    voter_labels, item_labels = labels(frame, voter), labels(frame, item)
    voters, items = sorted_labels(voter_labels), sorted_labels(item_labels)
    voter_index, item_index = encode(voter_labels, voters), encode(item_labels, items)
    _refuse_repeated(voter_index * len(items) + item_index, voter_labels, item_labels)
    check_cells("ballots", len(voters), len(items))
    matrix = np.full((len(voters), len(items)), np.nan)
    matrix[voter_index, item_index] = values
    weights = None if weight is None else voter_weights(frame, weight, voter_index, voters)
    return matrix, tuple(items), weights


def _refuse_repeated(key: NDArray[np.int64], voter_labels: list[Label], item_labels: list[Label]) -> None:
    order = np.argsort(key, kind="stable")
    repeated = np.flatnonzero(key[order][1:] == key[order][:-1])
    if len(repeated):
        place = repeated[np.argmin(order[repeated + 1])]
        earlier, later = int(order[place]), int(order[place + 1])
        raise InvalidInputError(
            f"voter {voter_labels[later]!r} ranks item {item_labels[later]!r} twice, in rows {earlier} and {later}"
        )


def voter_weights(frame: Frame, column: str, voter_index: NDArray[np.int64], voters: list[Label]) -> NDArray[Any]:
    """The weight of each voter of a long frame, which is the same in all of its rows."""
    values = read_weights(frame, column)
    weights = np.zeros(len(voters), dtype=values.dtype)
    weights[voter_index] = values
    wrong = weights[voter_index] != values
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInputError(
            f"column {column!r}, row {row}: the weight of voter {voters[voter_index[row]]!r} is {values[row]:g} here "
            f"and {weights[voter_index[row]]:g} elsewhere: expected one weight a voter"
        )
    return weights
