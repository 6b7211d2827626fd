"""Scores one by one, and how they become a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rankfold.arrays import check_cells
from rankfold.errors import InvalidInputError
from rankfold.notes import Note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from rankfold.frames.columns import Label

__all__ = ["DUPLICATES", "ScoreList"]

DUPLICATES = ("error", "first", "last", "mean", "best")


@dataclass(frozen=True, slots=True)
class ScoreList:
    """Which item, which metric, how much: what wide and long frames have in common.

    Attributes
    ----------
    items, names : list of str or int
        The items and the metrics.
    sources : list of str
        The column or label that each metric comes from; other than its name where cells were split.
    item_index, metric_index : ndarray of int64, shape (n_scores,)
    values : ndarray of float64, shape (n_scores,)
        NaN where missing.
    n_frame_rows : int
        The score at place ``k`` comes from row ``k % n_frame_rows`` of the frame.
    groups : mapping, optional
        The group of each metric, where the frame says so.
    """

    items: list[Label]
    names: list[Label]
    sources: list[str]
    item_index: NDArray[np.int64]
    metric_index: NDArray[np.int64]
    values: NDArray[np.float64]
    n_frame_rows: int
    groups: Mapping[Label, Label] | None = None

    def rows_of(self, name: object) -> list[int]:
        """The metrics of this name, or those that come from the column of this name."""
        exact = [row for row, each in enumerate(self.names) if each == name]
        return exact or [row for row, source in enumerate(self.sources) if source == name]

    def matrix(self, lower_is_better: NDArray[np.bool_], duplicates: str, notes: list[Note]) -> NDArray[np.float64]:
        """The scores, one row a metric; what stands twice is refused or folded. Missing cells never count as one."""
        n_items = len(self.items)
        key = self.metric_index * n_items + self.item_index
        if duplicates == "error":
            self._refuse_duplicates(key)
        given = np.flatnonzero(~np.isnan(self.values))
        key, values = key[given], self.values[given]
        # By cell, and then by value where the order of rows must not matter: the same sum for rows in any order.
        order = np.argsort(key, kind="stable") if duplicates in ("first", "last") else np.lexsort((values, key))
        ordered = values[order]
        cell, start, count = np.unique(key[order], return_index=True, return_counts=True)
        end = start + count - 1
        if duplicates == "mean":
            folded = np.add.reduceat(ordered, start) / count if len(start) else ordered
        elif duplicates == "best":
            folded = ordered[np.where(lower_is_better[cell // n_items], start, end)]
        else:
            folded = ordered[end if duplicates == "last" else start]
        check_cells("the table", len(self.names), n_items)
        scores = np.full((len(self.names), n_items), np.nan)
        scores.reshape(-1)[cell] = folded
        n_folded = int(np.count_nonzero(count > 1))
        if n_folded:
            text = f"{n_folded} scores stood more than once; of each the {duplicates} was taken"
            notes.append(Note("duplicates_merged", text))
        return scores

    def _refuse_duplicates(self, key: NDArray[np.int64]) -> None:
        order = np.argsort(key, kind="stable")
        repeated = np.flatnonzero(key[order][1:] == key[order][:-1])
        if len(repeated) == 0:
            return
        place = repeated[np.argmin(order[repeated + 1])]  # the first repetition in the order of the frame
        earlier, later = int(order[place]), int(order[place + 1])
        item, name = self.items[self.item_index[later]], self.names[self.metric_index[later]]
        rows = f"rows {earlier % self.n_frame_rows} and {later % self.n_frame_rows}"
        raise InvalidInputError(
            f"item {item!r} stands twice, in {rows} (metric {name!r}): expected once, "
            "or write duplicates='first', 'last', 'mean' or 'best'"
        )
