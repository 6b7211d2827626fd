"""Tables in files as polars frames: CSV, TSV, Parquet, JSON Lines."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from rankfold.errors import InvalidFileError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

__all__ = ["JSON_SUFFIXES", "TABLE_SUFFIXES", "is_table", "read_frame", "separator_of"]

_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".data")
JSON_SUFFIXES = (".jsonl", ".ndjson")
TABLE_SUFFIXES = (*_TEXT_SUFFIXES, ".parquet", *JSON_SUFFIXES)

_PARQUET_MAGIC = b"PAR1"
_SEPARATORS = ",;\t"
_SNIFFED_ROWS = 20

#: An integer as it is written by whoever means a number: "007" and "+1" are labels.
_INTEGER = r"^(?:0|-?[1-9]\d{0,17})$"


def is_table(suffix: str, head: bytes) -> bool:
    """Whether a file is a table, by its suffix or its first bytes."""
    return suffix in TABLE_SUFFIXES or head.startswith(_PARQUET_MAGIC)


def read_frame(path: Path, suffix: str, head: bytes, *, as_written: bool = False) -> pl.DataFrame:
    """The table in a file.

    CSV and TSV are read as texts, with runs of white space as one space and empty cells as null, so that a text in a
    column of scores can be named; only columns of nothing but integers become integers. ``as_written`` leaves them
    texts, with their white space.

    Raises
    ------
    InvalidFileError
        For a file that does not follow its format, a row with more or fewer fields than the header, a table without
        rows.
    """
    try:
        import polars as pl
    except ImportError:
        raise MissingDependencyError("tables in files are read with polars: pip install 'rankfold[cli]'") from None
    try:
        if head.startswith(_PARQUET_MAGIC) or suffix == ".parquet":
            frame = pl.read_parquet(io.BytesIO(path.read_bytes()))
        elif suffix in JSON_SUFFIXES:
            # A column may begin with integers and go on with floats or texts: look at all rows before its type is set.
            frame = pl.read_ndjson(io.BytesIO(path.read_bytes()), infer_schema_length=None)
        else:
            frame = _read_text(path, suffix, as_written)
    except pl.exceptions.PolarsError as error:
        reason = str(error).strip().partition("\n")[0]
        raise InvalidFileError(f"{path} does not follow its format: {reason}") from None
    if frame.is_empty():
        raise InvalidFileError(f"{path} has no rows below its header: expected at least one")
    return frame


def _read_text(path: Path, suffix: str, as_written: bool) -> pl.DataFrame:
    import polars as pl

    separator = _separator(path, suffix)
    names = _header(path, separator)
    try:
        frame = pl.read_csv(path.read_bytes(), separator=separator, infer_schema_length=0)
    except pl.exceptions.PolarsError:
        _refuse_ragged(path, separator, len(names))
        raise
    # A row that is too short reads as one whose last cells are empty.
    if frame.width != len(names) or frame.to_series(-1).null_count():
        _refuse_ragged(path, separator, len(names))
    frame.columns = names
    tidied = frame.select(_tidy(column) for column in frame)
    is_row = ~pl.all_horizontal(pl.all().is_null())
    if as_written:
        return frame.filter(tidied.select(is_row).to_series())
    frame = tidied.filter(is_row)
    integers = [
        name
        for name in names
        if frame[name].null_count() == 0 and frame[name].str.contains(_INTEGER).all() and not frame.is_empty()
    ]
    return frame.with_columns(pl.col(integers).cast(pl.Int64))


def _tidy(column: pl.Series) -> pl.Series:
    """Texts with runs of white space as one space, and null for those without letters."""
    return column.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def separator_of(path: Path, suffix: str, head: bytes) -> str | None:
    """What stands between the cells of a table; None if it is no text of cells."""
    if head.startswith(_PARQUET_MAGIC) or suffix == ".parquet" or suffix in JSON_SUFFIXES:
        return None
    return _separator(path, suffix)


def _separator(path: Path, suffix: str) -> str:
    return "\t" if suffix == ".tsv" else _sniff(path)


def _rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of the line that it ends on."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.reader(lines, delimiter=separator)
        try:
            for fields in reader:
                if fields:
                    yield reader.line_num, fields
        except UnicodeDecodeError:
            raise InvalidFileError(f"{path} is not UTF-8 text near line {reader.line_num + 1}") from None
        except csv.Error as error:
            raise InvalidFileError(f"{path}, line {reader.line_num}: {error}") from None


def _sniff(path: Path) -> str:
    """The separator that gives all of the first rows equally many fields, and of those the one that gives most."""

    def fit(separator: str) -> tuple[bool, int]:
        widths = [len(fields) for _, (_, fields) in zip(range(_SNIFFED_ROWS), _rows(path, separator), strict=False)]
        return len(set(widths)) == 1 and widths[0] > 1, next(iter(widths), 0)

    return max(_SEPARATORS, key=fit)


def _header(path: Path, separator: str) -> list[str]:
    line, fields = next(_rows(path, separator), (1, []))
    if not any(name.strip() for name in fields):
        raise InvalidFileError(f"{path}, line {line}: expected the names of the columns")
    names = [" ".join(name.split()) for name in fields]
    for name in names:
        if names.count(name) > 1:
            raise InvalidFileError(f"{path}, line {line}: two columns are named {name!r}: expected different names")
    return names


def _refuse_ragged(path: Path, separator: str, width: int) -> None:
    for line, fields in _rows(path, separator):
        if len(fields) != width:
            raise InvalidFileError(f"{path}, line {line} has {len(fields)} fields: expected {width} as in the header")
