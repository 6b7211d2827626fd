"""Scores of items in rows: tasks, runs or judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arrays import flag_vector, score_matrix, weight_vector
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.frames import MISSING, table_parts
from rankfold.labels import checked_labels, number_groups

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Literal, Self, Unpack

    from numpy.typing import ArrayLike, NDArray

    from rankfold.ballots import Ballots
    from rankfold.control import Control
    from rankfold.notes import Note
    from rankfold.pairwise_counts import PairwiseCounts

__all__ = ["ScoreTable"]

_SHAPE = "(n_rows, n_items)"


class ScoreTable:
    """Scores of items in rows, with missing cells, a direction and a weight for each row, and groups of rows.

    Immutable. Each row is one voter who ranks the items that it scores; an item without a score is not compared
    (``missing="absent"``), unless a rule is told otherwise.

    Parameters
    ----------
    scores : array-like of float, shape (n_rows, n_items)
        Rows are tasks, metrics, runs or judges; columns are items. NaN or a masked cell is missing.
    items : sequence of str or int, optional
        Labels of the columns; default 0, 1, 2, ...
    rows : sequence of str or int, optional
        Names of the rows; default 0, 1, 2, ...
    lower_is_better : bool or sequence of bool of length n_rows, default False
        The direction, for all rows or one each.
    weights : array-like of shape (n_rows,), optional
        At least 0; default 1 each. Integers are kept exact.
    groups : sequence of str or int of length n_rows, optional
        The group of each row, for rules with two levels and for resampling by groups.

    Raises
    ------
    InvalidInputError
        For an array that is ragged or not of two dimensions, an infinite score, a bad weight, a length that differs.
    InvalidTypeError
        For texts, complex numbers or bools instead of numbers.

    Examples
    --------
    >>> import rankfold as rf
    >>> table = rf.ScoreTable([[90.1, 88.0], [0.2, float("nan")]], items=["x", "y"], lower_is_better=[False, True])
    >>> table
    ScoreTable(2 items, 2 rows, 25% missing, higher is better in 1 row and lower in 1)
    >>> table.ballots().orders()
    [['x', 'y'], ['x']]
    """

    __slots__ = ("_groups", "_lower_is_better", "_native", "_notes", "_rows")
    _native: _native.ScoreTable
    _rows: tuple[str | int, ...]
    _lower_is_better: NDArray[np.bool_]
    _groups: tuple[str | int, ...] | None
    _notes: tuple[Note, ...]

    def __init__(
        self,
        scores: ArrayLike,
        *,
        items: Sequence[str | int] | None = None,
        rows: Sequence[str | int] | None = None,
        lower_is_better: bool | Sequence[bool] | NDArray[np.bool_] = False,
        weights: ArrayLike | None = None,
        groups: Sequence[str | int] | NDArray[Any] | None = None,
    ) -> None:
        if hasattr(scores, "columns"):
            kind = type(scores).__name__
            raise InvalidTypeError(f"scores is a data frame ({kind}): write ScoreTable.from_frame(frame)")
        matrix = score_matrix(scores, _SHAPE)
        n_rows = len(matrix)
        lower = flag_vector("lower_is_better", lower_is_better, n_rows, "(n_rows,)")
        row_names = tuple(range(n_rows)) if rows is None else checked_labels("rows", rows, n_rows)
        group_labels = None if groups is None else checked_labels("groups", groups, n_rows)
        codes, n_groups = (None, 0) if group_labels is None else number_groups(group_labels)
        item_labels = None if items is None else checked_labels("items", items, matrix.shape[1])
        native = _native.ScoreTable(matrix, item_labels, lower, weight_vector(weights, "(n_rows,)"), codes, n_groups)
        directions = lower.astype(np.bool_)
        directions.setflags(write=False)
        self._set(_native=native, _rows=row_names, _lower_is_better=directions, _groups=group_labels, _notes=())

    def _set(self, **fields: object) -> None:
        """What ``__setattr__`` refuses to everyone else."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a ScoreTable is immutable: cannot set {name}")

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        item: str | None = None,
        metrics: Sequence[str] | str | None = None,
        metric: str | None = None,
        score: str | None = None,
        lower_is_better: Collection[str] | str | bool = (),
        groups: Mapping[Any, str | int] | str | None = None,
        weights: Mapping[Any, float] | None = None,
        na: Collection[str] | str = MISSING,
        split: str | None = None,
        duplicates: Literal["error", "first", "last", "mean", "best"] = "error",
    ) -> Self:
        """A table from a data frame of polars, pandas, pyarrow or whatever else narwhals reads.

        Parameters
        ----------
        frame : data frame
            *Wide*, as leaderboards come: a row an item, a column a metric. Or *long*: a row a score, with the columns
            that ``item``, ``metric`` and ``score`` name.
        item : str, optional
            The column of the items' labels. Default for a wide frame: the first column of unique texts, one called
            item, model, system or alike before others; without texts the first of unique integers.
        metrics : sequence of str, optional
            The metrics that count, in this order. Default: all columns of numbers, but for ranks and row numbers and
            for what looks like an overall score of the others (by its name, or because it is their mean);
            :attr:`notes` lists what was left out.
        metric, score : str, optional
            Columns of a long frame.
        lower_is_better : collection of str, or bool, default ()
            The metrics of which less is better; True for all.
        groups : mapping or str, optional
            The group of each metric, or the column of a long frame that holds it.
        weights : mapping, optional
            Weights of metrics; 1 for those that it does not name.
        na : collection of str, default ("", "-", "NA")
            Texts that mean a missing cell, as null and NaN do.
        split : str, optional
            What separates several scores in one cell: ``split="/"`` makes ``CB/1`` and ``CB/2`` of ``93.9/91.8``.
        duplicates : {"error", "first", "last", "mean", "best"}, default "error"
            What to do with an item that stands twice for a metric.

        Raises
        ------
        InvalidInputError
            For an unknown column (the closest is named), a text in a column of numbers (column, row and text are
            named; rows count from 0), an item twice.
        MissingDependencyError
            Without narwhals: ``pip install 'rankfold[frame]'``.

        Examples
        --------
        >>> import polars as pl
        >>> import rankfold as rf
        >>> frame = pl.DataFrame({"model": ["x", "y"], "accuracy": [0.9, 0.8], "errors": ["12", "-"]})
        >>> table = rf.ScoreTable.from_frame(frame, lower_is_better="errors")
        >>> table.rows, table.scores.tolist()
        (('accuracy', 'errors'), [[0.9, 0.8], [12.0, nan]])
        """
        parts = table_parts(
            frame,
            item=item,
            metrics=metrics,
            metric=metric,
            score=score,
            lower_is_better=lower_is_better,
            groups=groups,
            weights=weights,
            na=na,
            split=split,
            duplicates=duplicates,
        )
        table = cls(
            parts.scores,
            items=parts.items,
            rows=parts.rows,
            lower_is_better=parts.lower_is_better,
            weights=parts.weights,
            groups=parts.groups,
        )
        table._set(_notes=parts.notes)
        return table

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return self._native.n_items

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return self._native.n_rows

    @property
    def items(self) -> tuple[str | int, ...]:
        """The labels of the columns."""
        return self._native.items

    @property
    def rows(self) -> tuple[str | int, ...]:
        """The names of the rows."""
        return self._rows

    @property
    def scores(self) -> NDArray[np.float64]:
        """The scores, shape (n_rows, n_items), NaN where missing; a read-only copy."""
        return self._native.scores

    @property
    def lower_is_better(self) -> NDArray[np.bool_]:
        """For each row whether less is better, shape (n_rows,); read-only."""
        return self._lower_is_better

    @property
    def weights(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """The weight of each row, shape (n_rows,); read-only."""
        return self._native.weights

    @property
    def groups(self) -> tuple[str | int, ...] | None:
        """The group of each row, if there are groups."""
        return self._groups

    @property
    def share_missing(self) -> float:
        """The share of cells without a score, from 0 to 1."""
        scores = self.scores
        return float(np.isnan(scores).mean()) if scores.size else 0.0

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was noticed when a frame was read: see :class:`rankfold.Note`."""
        return self._notes

    def ballots(self, **control: Unpack[Control]) -> Ballots:
        """The rows as ballots: each ranks the items that it scores, in its direction; equal scores tie.

        Weights and groups go along; an item without a score is ``"absent"``.

        Parameters
        ----------
        **control
            See :class:`rankfold.control.Control`.
        """
        from rankfold.ballots import Ballots

        return Ballots._wrap(self._native.ballots(native_control(control)))

    def pairwise(self, **control: Unpack[Control]) -> PairwiseCounts:
        """For each pair of items the weight of the rows in which one scores better than the other.

        Parameters
        ----------
        **control
            See :class:`rankfold.control.Control`.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.ScoreTable([[3, 1], [2, 5], [4, 2]]).pairwise().wins
        array([[0, 2],
               [1, 0]])
        """
        from rankfold.pairwise_counts import PairwiseCounts

        return PairwiseCounts._wrap(self._native.pairwise(native_control(control)))

    def describe(self) -> str:
        """What the table holds and how it was read, in a few lines.

        Examples
        --------
        >>> import rankfold as rf
        >>> print(rf.ScoreTable([[3, 1], [2, 5]], items=["x", "y"], rows=["speed", "taste"]).describe())
        2 items: x, y
        2 rows: speed, taste
        missing: 0 of 4 cells
        direction: higher is better
        """
        n_cells = self.n_items * self.n_rows
        n_missing = round(self.share_missing * n_cells)
        lower = [str(name) for name, flag in zip(self.rows, self.lower_is_better, strict=True) if flag]
        lines = [
            f"{_count(self.n_items, 'item')}: {_listed(self.items)}",
            f"{_count(self.n_rows, 'row')}: {_listed(self.rows)}",
            f"missing: {n_missing} of {_count(n_cells, 'cell')}",
            f"direction: {self._directions()}" + (f": {_listed(lower)}" if 0 < len(lower) < self.n_rows else ""),
        ]
        weights = self.weights
        if weights.size and np.any(weights != 1):
            lines.append(f"weights: {weights.min():g} to {weights.max():g}")
        if self.groups is not None:
            different = dict.fromkeys(self.groups)
            lines.append(f"{_count(len(different), 'group')}: {_listed(tuple(different))}")
        lines.extend(f"note: {note}" for note in self.notes)
        return "\n".join(lines)

    def _directions(self) -> str:
        n_lower = int(np.count_nonzero(self._lower_is_better))
        n_higher = self.n_rows - n_lower
        if n_lower == 0:
            return "higher is better"
        if n_higher == 0:
            return "lower is better"
        return f"higher is better in {_count(n_higher, 'row')} and lower in {n_lower}"

    def __repr__(self) -> str:
        size = f"{_count(self.n_items, 'item')}, {_count(self.n_rows, 'row')}"
        share = self.share_missing
        missing = "none missing" if share == 0 else f"{100 * share:.{2 if share < 0.995 else 3}g}% missing"
        groups = "" if self._groups is None else f", {_count(len(set(self._groups)), 'group')}"
        return f"ScoreTable({size}, {missing}, {self._directions()}{groups})"

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.scores, self.items, self._rows, self._lower_is_better, self.weights, self._groups, self._notes)
        return _rebuild, fields


def _rebuild(
    scores: NDArray[np.float64],
    items: tuple[str | int, ...],
    rows: tuple[str | int, ...],
    lower_is_better: NDArray[np.bool_],
    weights: NDArray[Any],
    groups: tuple[str | int, ...] | None,
    notes: tuple[Note, ...],
) -> ScoreTable:
    """What a pickle calls."""
    table = ScoreTable(scores, items=items, rows=rows, lower_is_better=lower_is_better, weights=weights, groups=groups)
    table._set(_notes=notes)
    return table


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(labels: Sequence[str | int], limit: int = 8) -> str:
    shown = ", ".join(str(label) for label in labels[:limit])
    return f"{shown}, ..." if len(labels) > limit else shown
