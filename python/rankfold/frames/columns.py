"""One column of a frame as labels, as numbers or as weights; what does not fit is named by column and row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from rankfold.errors import InvalidInputError, InvalidTypeError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import narwhals as nw
    from numpy.typing import NDArray

    Frame = nw.DataFrame[Any]

__all__ = [
    "MISSING",
    "Cells",
    "Label",
    "check_column",
    "encode",
    "holds_texts",
    "is_missing",
    "label_key",
    "labels",
    "missing_texts",
    "open_frame",
    "optional_labels",
    "parse_number",
    "read_cells",
    "read_numbers",
    "read_weights",
    "refuse_unknown",
    "sorted_labels",
]

Label = str | int

#: Texts that mean a missing cell unless the caller says otherwise.
MISSING = ("", "-", "NA")

_SHOWN = 40


def open_frame(frame: Any, *, instead: str) -> Frame:
    """A frame of any library as narwhals has it; ``instead`` says what to write for an array."""
    try:
        import narwhals as nw
    except ImportError:
        raise MissingDependencyError("data frames are read through narwhals: pip install 'rankfold[frame]'") from None
    kind = type(frame).__name__
    if isinstance(frame, np.ndarray):
        raise InvalidTypeError(f"expected a data frame, got an array: write {instead}")
    try:
        opened: Frame = nw.from_native(frame, eager_only=True)
    except TypeError:
        hint = ": call .collect() first" if hasattr(frame, "collect") else ", such as one of polars, pandas or pyarrow"
        raise InvalidTypeError(f"expected a data frame, got {kind}{hint}") from None
    except nw.exceptions.DuplicateError as error:
        text = " ".join(str(error).split())
        raise InvalidInputError(f"two columns of the frame have the same name: {text}") from None
    opened = _with_index(opened)
    names: list[object] = list(opened.columns)
    for name in names:
        # Pandas allows any; narwhals would take an integer for the place of a row.
        if not isinstance(name, str):
            kind = type(name).__name__
            raise InvalidInputError(
                f"column {name!r} has a name of type {kind}: expected str, as in df.rename(columns=str)"
            )
    if len(opened) == 0:
        raise InvalidInputError("the frame has no rows: expected at least one")
    return opened


def _with_index(frame: Frame) -> Frame:
    """Pandas keeps labels in an index, which narwhals leaves out: a textual one becomes the first column."""
    import narwhals as nw

    index = nw.maybe_get_index(frame)
    if index is None or getattr(index, "nlevels", 1) > 1:
        return frame
    # Row numbers, seeds and voters' numbers are not data, whatever their name.
    if len(index) == 0 or not isinstance(index[0], str):
        return frame
    name = index.name if index.name is not None else "index"
    if name in frame.columns:
        return frame
    native = nw.to_native(frame)
    reset: Frame = nw.from_native(native.rename_axis(index=name).reset_index(), eager_only=True)
    return reset


def refuse_unknown(what: str, name: object, known: Iterable[object], *, of: str) -> NoReturn:
    """Say that there is no such column or metric, which is closest, and which there are."""
    names = list(known)
    by_text = {str(each).strip().casefold(): each for each in names}
    close = get_close_matches(str(name).strip().casefold(), by_text, n=1, cutoff=0.5)
    guess = f"did you mean {by_text[close[0]]!r}? " if close else ""
    listed = ", ".join(repr(each) for each in names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    raise InvalidInputError(f"{what} = {name!r} is not a {of}: {guess}there are {listed}")


def check_column(frame: Frame, option: str, name: str) -> None:
    """Refuse the name of a column that the frame does not have."""
    if name not in frame.columns:
        refuse_unknown(option, name, frame.columns, of="column")


def label_key(label: Label) -> tuple[bool, int, str]:
    """Label order: integers by value, then texts by code point, which is the order of their UTF-8 bytes."""
    return (True, 0, label) if isinstance(label, str) else (False, label, "")


def sorted_labels(found: Iterable[Label]) -> list[Label]:
    """The different labels in label order."""
    return sorted(set(found), key=label_key)


def encode(values: Sequence[Label], items: Sequence[Label]) -> NDArray[np.int64]:
    """The place of every value in ``items``."""
    index = {label: place for place, label in enumerate(items)}
    return np.fromiter(map(index.__getitem__, values), dtype=np.int64, count=len(values))


def is_missing(cell: object) -> bool:
    """Whether a cell is null or NaN."""
    if cell is None or isinstance(cell, str):
        return cell is None
    try:
        # NaN is what pandas fills columns of texts with, and it alone differs from itself.
        return bool(cell != cell)
    except TypeError:
        # The missing value of pandas says neither yes nor no.
        return True
    except ValueError:
        # An array in a cell.
        return False


def holds_texts(frame: Frame, column: str) -> bool:
    """Whether the cells of a column are texts or missing, not times or flags."""
    import narwhals as nw

    dtype = frame[column].dtype
    if dtype == nw.Object:
        return all(isinstance(cell, str) or is_missing(cell) for cell in frame[column].to_list())
    return dtype in (nw.String, nw.Categorical, nw.Enum)


def optional_labels(frame: Frame, column: str) -> list[Label | None]:
    """The labels of a column; None where there is none, or one of nothing but white space."""
    import narwhals as nw

    series = frame[column]
    dtype = series.dtype
    if dtype.is_integer():
        return [None if is_missing(cell) else int(cell) for cell in series.to_list()]
    if dtype in (nw.Categorical, nw.Enum):
        series = series.cast(nw.String)
    elif dtype not in (nw.String, nw.Object, nw.Unknown):
        # A column of integers with a gap is one of floats in pandas.
        raise InvalidInputError(f"column {column!r} is of type {dtype}: expected labels, that is text or integers")
    return [_label(cell, column, row) for row, cell in enumerate(series.to_list())]


def _label(cell: object, column: str, row: int) -> Label | None:
    if isinstance(cell, str):
        return cell if cell and not cell.isspace() else None
    if is_missing(cell):
        return None
    if isinstance(cell, (int, np.integer)) and not isinstance(cell, bool):
        return int(cell)
    raise InvalidInputError(
        f"column {column!r}, row {row}: {cell!r} is of type {type(cell).__name__}: expected a label, text or an integer"
    )


def labels(frame: Frame, column: str) -> list[Label]:
    """The labels of a column, none of them missing."""
    found = optional_labels(frame, column)
    for row, label in enumerate(found):
        if label is None:
            raise InvalidInputError(f"column {column!r}, row {row}: the label is missing")
    return found  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Cells:
    """A column read as numbers: NaN where a cell is missing or is a text, and the texts with their rows."""

    column: str
    values: NDArray[np.float64]
    texts: tuple[tuple[int, str], ...] = ()

    @property
    def n_numbers(self) -> int:
        """How many cells hold a number."""
        return int(np.count_nonzero(~np.isnan(self.values)))

    def refuse_texts(self, hint: str = "") -> None:
        """Name the first text, if there is one."""
        if self.texts:
            row, text = self.texts[0]
            shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
            raise InvalidInputError(f"column {self.column!r}, row {row}: {shown!r} is not a number{hint}")


def missing_texts(na: Collection[str] | str) -> frozenset[str]:
    """The texts that mean missing, stripped as cells are."""
    return frozenset(text.strip() for text in ([na] if isinstance(na, str) else na))


def read_cells(frame: Frame, column: str, na: frozenset[str]) -> Cells:
    """Read a column as numbers as far as it holds numbers."""
    import narwhals as nw

    series = frame[column]
    if series.dtype.is_numeric():
        if series.dtype.is_integer() and len(series) > 0:
            _check_exact(column, series)
        values = series.cast(nw.Float64).fill_null(math.nan).to_numpy()
        cells = Cells(column, np.asarray(values, dtype=np.float64))
    else:
        if series.dtype in (nw.Categorical, nw.Enum):
            series = series.cast(nw.String)
        cells = _parse(column, series.to_list(), na)
    infinite = np.isinf(cells.values)
    if infinite.any():
        row = int(np.argmax(infinite))
        raise InvalidInputError(f"column {column!r}, row {row}: {cells.values[row]} is not finite: expected a number")
    return cells


def _check_exact(column: str, series: nw.Series[Any]) -> None:
    low, high = series.min(), series.max()
    if low is not None and high is not None and max(-int(low), int(high)) > 2**53:
        _refuse_large(column)


def _refuse_large(column: str) -> NoReturn:
    raise InvalidInputError(
        f"column {column!r} holds integers beyond 2**53, which floats cannot tell apart: scale them down"
    )


def _parse(column: str, cells: list[Any], na: frozenset[str]) -> Cells:
    values = np.full(len(cells), math.nan)
    texts: list[tuple[int, str]] = []
    for row, cell in enumerate(cells):
        number = parse_number(cell, na)
        if number is None:
            texts.append((row, str(cell)))
        elif abs(number) > 2**53 and str(cell).strip().lstrip("+-").isdigit():
            _refuse_large(column)
        else:
            values[row] = number
    return Cells(column, values, tuple(texts))


def parse_number(cell: object, na: frozenset[str]) -> float | None:
    """The number in a cell, NaN if it is missing, None if it is no number. A bool is none."""
    if is_missing(cell):
        return math.nan
    if isinstance(cell, str):
        cell = cell.strip()
        if cell in na:
            return math.nan
        if "_" in cell:
            # Python's way to group digits, and nobody's in a table.
            return None
    elif isinstance(cell, (bool, np.bool_)):
        return None
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def read_numbers(frame: Frame, column: str, *, what: str) -> NDArray[np.float64]:
    """A column of numbers, NaN where missing; a text is refused."""
    cells = read_cells(frame, column, missing_texts(MISSING))
    cells.refuse_texts(f": expected {what}")
    return cells.values


def read_weights(frame: Frame, column: str) -> NDArray[Any]:
    """A column of weights without gaps; integers stay integers."""
    if frame[column].dtype.is_integer() and frame[column].null_count() == 0:
        return np.asarray(frame[column].to_numpy())
    values = read_numbers(frame, column, what="a weight")
    gap = np.isnan(values)
    if gap.any():
        raise InvalidInputError(f"column {column!r}, row {int(np.argmax(gap))}: the weight is missing")
    return values
