"""Files in, containers out: :func:`read` opens every supported file by its content and suffix."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rankfold.errors import InvalidFileError, InvalidInputError, InvalidTypeError
from rankfold.read.tables import TABLE_SUFFIXES, is_table, read_frame

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from typing import Literal

    from rankfold.ballots import Ballots
    from rankfold.comparisons import Comparisons
    from rankfold.score_table import ScoreTable

__all__ = ["read"]

_PREFLIB_SUFFIXES = (".soc", ".soi", ".toc", ".toi")
_HEAD = 4096


def read(
    path: str | os.PathLike[str],
    *,
    voters: Literal["rows"] | None = None,
    missing: Literal["below", "absent"] | None = None,
    **options: Any,
) -> Ballots | ScoreTable | Comparisons:
    r"""Read ballots, a table of scores or battles from a file.

    Parameters
    ----------
    path : path
        PrefLib (``.soc``, ``.soi``, ``.toc``, ``.toi``, of today and from before 2022), CSV (``.csv``, ``.txt``,
        ``.data``; separated by commas, semicolons or tabs), TSV (``.tsv``), Parquet (``.parquet``), JSON Lines
        (``.jsonl``, ``.ndjson``).
    voters : {"rows"}, optional
        ``"rows"`` says that a table holds a voter in each row and the ranks of an item in each column; the default
        is a table of scores with an item in each row.
    missing : {"below", "absent"}, optional
        What an unranked item means in ballots; default ``"below"``.
    **options
        How to read a table: those of :meth:`Comparisons.from_frame` if ``winner`` is among them, of
        :meth:`Ballots.from_frame` with ``voters="rows"`` or if ``voter`` is among them, else those of
        :meth:`ScoreTable.from_frame`.

    Returns
    -------
    Ballots, ScoreTable or Comparisons
        Ballots from PrefLib files; from tables as the options say.

    Raises
    ------
    InvalidFileError
        If there is no such file, its kind is not known, or its content does not follow its format or the options; the
        text names the file and the line, or column and row.
    MissingDependencyError
        Tables are read with polars: ``pip install 'rankfold[cli]'``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import rankfold as rf
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "scores.csv"
    >>> _ = path.write_text("model,speed,taste\nx,3,1\ny,2,5\n")
    >>> rf.read(path)
    ScoreTable(2 items, 2 rows, none missing, higher is better)
    >>> rf.read(path, lower_is_better=["speed"]).ballots().orders()
    [['y', 'x'], ['y', 'x']]
    """
    path = Path(path)
    if voters not in (None, "rows"):
        raise InvalidInputError(f"voters = {voters!r}: expected 'rows', or nothing for a table of scores")
    head = _head(path)
    suffix = path.suffix.lower()
    if suffix in _PREFLIB_SUFFIXES or head.startswith((b"# FILE NAME:", b"\xef\xbb\xbf# FILE NAME:")):
        _refuse_options(path, options)
        return _read_preflib(path, missing)
    if not is_table(suffix, head):
        expected = ", ".join((*_PREFLIB_SUFFIXES, *TABLE_SUFFIXES))
        raise InvalidFileError(
            f"{path}: {suffix or 'a file without suffix'} is not supported: expected one of {expected}"
        )
    return _read_table(path, suffix, head, voters, missing, options)


def _head(path: Path) -> bytes:
    """The first bytes of a file that can be read and is not empty."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except IsADirectoryError:
        raise InvalidFileError(f"{path} is a directory: expected a file") from None
    except FileNotFoundError:
        raise InvalidFileError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InvalidFileError(f"{path}: cannot be read: {error.strerror}") from None
    if not head.strip():
        raise InvalidFileError(f"{path} is empty: expected votes or scores")
    return head


def _refuse_options(path: Path, options: dict[str, Any]) -> None:
    if options:
        raise InvalidInputError(f"{path}: a PrefLib file takes no option {next(iter(options))!r}")


def _read_preflib(path: Path, missing: Literal["below", "absent"] | None) -> Ballots:
    from rankfold.ballots import Ballots
    from rankfold.read.preflib import parse_preflib

    file = parse_preflib(path)
    ballots = Ballots.from_positions(
        file.positions(), items=file.labels, weights=file.weights, missing=missing or "below"
    )
    return Ballots._wrap(ballots._native, tuple(file.notes))


def _read_table(
    path: Path,
    suffix: str,
    head: bytes,
    voters: str | None,
    missing: Literal["below", "absent"] | None,
    options: dict[str, Any],
) -> Ballots | ScoreTable | Comparisons:
    from rankfold.ballots import Ballots
    from rankfold.comparisons import Comparisons
    from rankfold.score_table import ScoreTable

    build: Callable[..., Ballots | ScoreTable | Comparisons]
    if "winner" in options:
        build = Comparisons.from_frame
    elif voters == "rows" or "voter" in options:
        build = Ballots.from_frame
        options = {"missing": missing or "below", **options}
        missing = None
    else:
        build = ScoreTable.from_frame
    if missing is not None:
        raise InvalidInputError(
            f"missing = {missing!r} is for ballots: write voters='rows' if each row is a voter, "
            "or give missing= to the rule"
        )
    _check_options(build, options)
    frame = read_frame(path, suffix, head)
    try:
        return build(frame, **options)
    except InvalidInputError as error:
        raise InvalidFileError(f"{path}: {error}") from None


def _check_options(build: Callable[..., object], options: dict[str, Any]) -> None:
    """Options that the reader of this container takes, and all that it needs."""
    known = {
        name: parameter.default is parameter.empty
        for name, parameter in inspect.signature(build).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    what = build.__qualname__
    for name in options:
        if name not in known:
            raise InvalidTypeError(f"unknown option {name!r}: {what} takes {', '.join(known)}")
    for name, is_needed in known.items():
        if is_needed and name not in options:
            raise InvalidInputError(f"{name}= is missing: {what} needs the name of its column")
