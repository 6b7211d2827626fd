"""Which columns of a wide table are scores: neither labels, nor ranks, nor an overall score of the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rankfold.errors import InvalidInputError
from rankfold.frames.columns import parse_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rankfold.frames.columns import Cells

__all__ = [
    "Metric",
    "holds_pairs",
    "is_identifier",
    "is_item_name",
    "is_text",
    "is_url",
    "overall_metrics",
    "split_cells",
]

_ITEM_NAMES = frozenset({"item", "model", "model name", "system", "method", "candidate", "alternative", "option"})
_NUMBER_NAMES = frozenset({"", "id", "index", "idx", "no", "nr", "number", "pos", "position", "place", "unnamed 0"})
_OVERALL_WORDS = frozenset({"aggregate", "ave", "average", "avg", "mean", "overall", "score", "sum", "total"})
_RANK_WORDS = frozenset({"rank", "ranking"})
_FILLER_WORDS = frozenset(
    {"all", "borda", "final", "macro", "meta", "micro", "points", "task", "tasks", "type", "types"}
)

_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_PAIR = re.compile(rf"{_NUMBER}\s*/\s*{_NUMBER}")

#: How unlikely it must be that a column is the mean of the others by accident before it is taken for one.
_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of scores: its name, the column that it comes from, and its values in the order of the frame."""

    name: str | int
    source: str
    values: NDArray[np.float64]


def _words(name: object) -> list[str]:
    return re.findall(r"[^\W_]+", str(name).casefold())


def is_item_name(name: object) -> bool:
    """Whether a column is called what people call the things that they rank."""
    return " ".join(_words(name)) in _ITEM_NAMES


def is_text(cells: Cells) -> bool:
    """Whether a column holds texts, a number here and there aside."""
    return len(cells.texts) > cells.n_numbers


def is_url(cells: Cells) -> bool:
    """Whether a column holds addresses."""
    return bool(cells.texts) and all(
        text.strip().startswith(("http://", "https://", "www.")) for _, text in cells.texts
    )


def is_identifier(cells: Cells) -> bool:
    """Whether a column of numbers only numbers the rows, or ranks them."""
    words = _words(cells.column)
    if _RANK_WORDS.intersection(words) and _RANK_WORDS.union(_FILLER_WORDS).issuperset(words):
        return True
    name = " ".join(words)
    if name not in _NUMBER_NAMES or cells.texts or np.isnan(cells.values).any():
        return False
    values = cells.values
    return bool(np.all(values == np.floor(values))) and len(np.unique(values)) == len(values)


def _is_overall_name(name: object) -> bool:
    words = set(_words(name))
    return bool(words & _OVERALL_WORDS) and words <= _OVERALL_WORDS | _RANK_WORDS | _FILLER_WORDS


def split_cells(cells: Cells, separator: str | None, na: frozenset[str]) -> list[Metric]:
    """The metrics in a column: one, or as many as its cells have parts.

    Raises
    ------
    InvalidInputError
        For a cell with fewer or more parts than the others, or a part that is not a number.
    """
    whole = [Metric(cells.column, cells.column, cells.values)]
    if not separator:
        return whole
    parts = {row: [parse_number(part, na) for part in text.split(separator)] for row, text in cells.texts}
    widths = [len(numbers) for numbers in parts.values()]
    width = max(widths, key=widths.count, default=1)
    if width == 1 or all(None in numbers for numbers in parts.values()):
        return whole
    expected = f"expected {width} numbers with {separator!r} between them"
    alone = ~np.isnan(cells.values)
    if alone.any():
        row = int(np.argmax(alone))
        raise InvalidInputError(f"column {cells.column!r}, row {row}: {cells.values[row]:g} is one number: {expected}")
    values = np.full((width, len(cells.values)), np.nan)
    for row, text in cells.texts:
        if len(parts[row]) != width or None in parts[row]:
            raise InvalidInputError(f"column {cells.column!r}, row {row}: {text!r} is not a score: {expected}")
        values[:, row] = parts[row]
    return [Metric(f"{cells.column}/{number}", cells.column, part) for number, part in enumerate(values, start=1)]


def holds_pairs(cells: Cells) -> bool:
    """Whether most texts of a column are two numbers with a slash between them."""
    n_pairs = sum(1 for _, text in cells.texts if _PAIR.fullmatch(text.strip()))
    return 2 * n_pairs > len(cells.texts)


def overall_metrics(names: Sequence[str | int], sources: Sequence[str], scores: NDArray[np.float64]) -> dict[int, str]:
    """The rows of ``scores`` that look like an overall score of the others, each with the reason.

    A row does by its name (average, overall, ...), if at least two others remain; or as the one row that is the mean of
    all others at every item, up to the decimals it is written with, where that is no accident.
    """
    named = [row for row, name in enumerate(names) if _is_overall_name(name)]
    if len({source for row, source in enumerate(sources) if row not in named}) < 2:
        named = []
    found = dict.fromkeys(named, "by its name")
    rest = [row for row in range(len(names)) if row not in found]
    # Two rows that both pass are near copies of each other, and neither is the mean of parts.
    means = [row for row in rest if _is_mean_of_others(row, rest, sources, scores)]
    if len(means) == 1:
        found[means[0]] = "it is the mean of the others"
    return found


def _is_mean_of_others(row: int, rest: Sequence[int], sources: Sequence[str], scores: NDArray[np.float64]) -> bool:
    others = [other for other in rest if other != row and sources[other] != sources[row]]
    tasks = sorted({sources[other] for other in others}, key=str)
    if len(tasks) < 2:
        return False
    means = [scores[[other for other in others if sources[other] == task]].mean(axis=0) for task in tasks]
    by_task = np.array(means)
    complete = ~np.isnan(by_task).any(axis=0) & ~np.isnan(scores[row])
    if np.count_nonzero(complete) < 2:
        return False
    values = scores[row, complete]
    # Sorted, so that the sum and with it the answer does not depend on the order of columns.
    by_task = np.sort(by_task[:, complete], axis=0)
    slack = _half_unit(values) + 1e-9 * np.abs(values)
    if np.any(np.abs(values - by_task.mean(axis=0)) > slack):
        return False
    spread = by_task[-1] - by_task[0]
    telling = spread > 2 * slack
    return bool(telling.any()) and float(np.prod(2 * slack[telling] / spread[telling])) < _CHANCE


def _half_unit(values: NDArray[np.float64]) -> float:
    """Half a unit of the last decimal that the values are written with; 0 where they have more than six."""
    for decimals in range(7):
        if np.allclose(values, np.round(values, decimals), rtol=0, atol=1e-9):
            return 0.5 * 10.0**-decimals
    return 0.0
