"""Tables whose rows are kept or dropped, and go out as they came."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold.cli.faults import CommandError
from rankfold.errors import InvalidFileError
from rankfold.frames.columns import check_column
from rankfold.read.head import read_head
from rankfold.read.tables import JSON_SUFFIXES, is_table, read_frame, separator_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["SampleFile", "read_sample_file"]

#: An integer as it is written by whoever means a number: "007" and "+1" are texts, and so is what 64 bits do not hold.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A table in a file.

    Attributes
    ----------
    path : Path
        The file.
    frame : polars.DataFrame
        Its rows; texts as they stand in the file.
    keys : array or list
        The key of each row.
    separator : str or None
        What stands between the cells of a text; None for other formats.
    lines : list of bytes or None
        The rows of JSON Lines as they are written; None for other formats.
    """

    path: Path
    frame: pl.DataFrame
    keys: NDArray[Any] | list[Any]
    separator: str | None
    lines: list[bytes] | None

    @property
    def is_binary(self) -> bool:
        """Whether the format is no text."""
        return self.separator is None and self.lines is None

    def rows(self, kept: NDArray[np.bool_]) -> bytes:
        """The rows with a flag, in the format of the file."""
        import polars as pl

        if self.lines is not None:
            return b"".join(line + b"\n" for line, flag in zip(self.lines, kept.tolist(), strict=True) if flag)
        found = self.frame.filter(pl.Series(kept))
        content = io.BytesIO()
        if self.separator is None:
            found.write_parquet(content)
        else:
            found.write_csv(content, separator=self.separator)
        return content.getvalue()


def read_sample_file(path: Path, key: str) -> SampleFile:
    """Read a table and the keys of its rows.

    In CSV and TSV a key is read without the white space around it, each by itself: one that is written as an integer
    and fits 64 bits is an integer, any other is a text. So a key does not depend on what else is in the file.

    Raises
    ------
    CommandError
        For a file that is no table.
    InvalidInputError
        For an unknown column.
    InvalidFileError
        For a file that cannot be read, a row without a key, or a column that holds neither integers nor texts.
    """
    import narwhals as nw

    head = read_head(path)
    suffix = path.suffix.lower()
    if not is_table(suffix, head):
        raise CommandError(f"{path}: the suffix is {suffix!r}: expected .csv, .tsv, .parquet or .jsonl")
    frame = read_frame(path, suffix, head, as_written=True)
    check_column(nw.from_native(frame), "--key", key)
    separator = separator_of(path, suffix, head)
    column = frame[key] if separator is None else frame[key].str.strip_chars().replace("", None)
    if column.null_count():
        row = column.is_null().arg_max()
        raise InvalidFileError(f"{path}: column {key!r} is empty in row {row}: expected a key in each")
    lines = _lines(path, frame.height) if suffix in JSON_SUFFIXES and separator is None else None
    return SampleFile(path, frame, _keys(path, key, column, separator is not None), separator, lines)


def _keys(path: Path, key: str, column: pl.Series, is_text: bool) -> NDArray[Any] | list[Any]:
    import polars as pl

    if is_text:
        return [_key(cell) for cell in column.to_list()]
    if column.dtype.is_integer():
        return column.to_numpy()
    if column.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Binary):
        raise InvalidFileError(f"{path}: column {key!r} holds {column.dtype}: expected integers or texts")
    return column.to_list()


def _key(cell: str) -> int | str:
    number = int(cell) if _INTEGER.fullmatch(cell) else 2**64
    return number if -(2**63) <= number < 2**64 else cell


def _lines(path: Path, n_rows: int) -> list[bytes]:
    lines = [line for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if len(lines) != n_rows:
        raise InvalidFileError(f"{path} has {len(lines)} lines and {n_rows} rows: expected a row in each line")
    return lines
