"""Long tables: a row a score, with columns for the item and the metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold.errors import InvalidInputError
from rankfold.frames.columns import check_column, encode, labels, read_cells, sorted_labels
from rankfold.frames.score_list import ScoreList
from rankfold.notes import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rankfold.frames.columns import Frame, Label

__all__ = ["read_long"]


def read_long(
    frame: Frame, item: str, metric: str, score: str, group: str | None, na: frozenset[str], notes: list[Note]
) -> ScoreList:
    """The scores in a long frame, items and metrics in label order; ``group`` is the column of the metrics' groups."""
    used = {"item": item, "metric": metric, "score": score, **({} if group is None else {"groups": group})}
    for option, name in used.items():
        check_column(frame, option, name)
    item_labels, metric_labels = labels(frame, item), labels(frame, metric)
    cells = read_cells(frame, score, na)
    cells.refuse_texts(f": expected a number, or for a missing one of na = {sorted(na)}")
    left_out = tuple(name for name in frame.columns if name not in used.values())
    if left_out:
        listed = ", ".join(map(repr, left_out))
        notes.append(Note("columns_left_out", f"columns that no option names were left out: {listed}", left_out))
    items, names = sorted_labels(item_labels), sorted_labels(metric_labels)
    return ScoreList(
        items=items,
        names=names,
        sources=[str(name) for name in names],
        item_index=encode(item_labels, items),
        metric_index=encode(metric_labels, names),
        values=cells.values,
        n_frame_rows=len(item_labels),
        groups=None if group is None else _groups(frame, group, metric_labels),
    )


def _groups(frame: Frame, group: str, metric_labels: Sequence[Label]) -> dict[Label, Label]:
    found: dict[Label, Label] = {}
    for row, (name, label) in enumerate(zip(metric_labels, labels(frame, group), strict=True)):
        if found.setdefault(name, label) != label:
            raise InvalidInputError(
                f"column {group!r}, row {row}: metric {name!r} is in group {label!r} here and in {found[name]!r} above"
            )
    return found
