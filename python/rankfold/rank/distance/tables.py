"""Whole tables of rankings, from containers and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.arrays import score_matrix
from rankfold.errors import InputKindError, InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rankfold import _native
    from rankfold.control import Control

__all__ = ["Rows", "ballots_of", "rows_of"]

_SHAPE = "(n_rows, n_items)"


@dataclass(frozen=True, slots=True)
class Rows:
    """Scores in rows, the direction the same in all, NaN where an item is not compared."""

    values: NDArray[np.float64]
    names: tuple[str | int, ...]
    higher_is_better: bool
    leave_out: bool


def _array(data: Any) -> NDArray[np.float64]:
    if hasattr(data, "columns"):
        kind = type(data).__name__
        raise InputKindError(f"data is a data frame ({kind}): write ScoreTable.from_frame(data) or Ballots.from_frame")
    return score_matrix(data, _SHAPE)


def _is_ballots(data: Any) -> bool:
    """Whether a list holds orders of labels, or tied groups of them, and no numbers to compare."""
    if not isinstance(data, (list, tuple)):
        return False
    first = next((entry for row in data if isinstance(row, (list, tuple)) for entry in row), None)
    return isinstance(first, (str, list, tuple, set, frozenset))


def ballots_of(data: Any, control: Control) -> _native.Ballots:
    """Any table of rankings as ballots; the direction of an array does not matter to what reads them."""
    from rankfold.ballots import Ballots
    from rankfold.score_table import ScoreTable

    if isinstance(data, ScoreTable):
        data = data.ballots(**control)
    elif _is_ballots(data):
        data = Ballots.from_orders(data)
    if not isinstance(data, Ballots):
        values = _array(data)
        _refuse_gaps(values)
        data = Ballots.from_scores(values, **control)
    native: _native.Ballots = data._native
    return native


def _refuse_gaps(values: NDArray[np.float64]) -> None:
    gaps = np.isnan(values)
    if gaps.any():
        row, column = map(int, np.argwhere(gaps)[0])
        raise InvalidInputError(
            f"data[{row}, {column}] = nan is not a rank or score: expected a number; a ScoreTable may have gaps"
        )


def rows_of(data: Any, higher_is_better: bool, missing: str | None) -> Rows:
    """Any table of rankings as rows of scores."""
    from rankfold.ballots import Ballots
    from rankfold.score_table import ScoreTable

    if missing not in (None, "error", "below", "absent"):
        raise InvalidInputError(f'missing = {missing!r}: expected "error", "below" or "absent"')
    if _is_ballots(data):
        data = Ballots.from_orders(data)
    names: tuple[str | int, ...]
    if isinstance(data, ScoreTable):
        # Rows whose lowest score is the best are turned.
        values, names, higher = np.where(data.lower_is_better[:, None], -data.scores, data.scores), data.rows, True
        missing = missing or "absent"
    elif isinstance(data, Ballots):
        values, names, higher = data.positions().astype(np.float64), tuple(range(data.n_voters)), False
        values[values == 0] = np.nan
        missing = missing or data.missing
    else:
        values, higher = _array(data), higher_is_better
        names = tuple(range(len(values)))
        missing = missing or "error"
    if missing == "below":
        values = _filled_below(values, higher)
    return Rows(np.ascontiguousarray(values), names, higher, missing == "absent")


def _filled_below(values: NDArray[np.float64], higher: bool) -> NDArray[np.float64]:
    """Every gap worse than all values of its row, and all gaps of a row alike."""
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    # Dense ranks instead of the values, for no float may be left that is worse than the worst.
    worse = np.where(gaps, np.inf, -values if higher else values)
    order = np.argsort(worse, axis=1)
    in_order = np.take_along_axis(worse, order, axis=1)
    steps = np.zeros(values.shape)
    steps[:, 1:] = in_order[:, 1:] != in_order[:, :-1]
    ranks = np.empty_like(steps)
    np.put_along_axis(ranks, order, np.cumsum(steps, axis=1), axis=1)
    return -ranks if higher else ranks
