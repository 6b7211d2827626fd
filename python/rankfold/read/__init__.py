"""Files in, containers out: :func:`read` opens every supported file by its content and suffix."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rankfold.errors import InvalidFileError, InvalidInputError, InvalidTypeError
from rankfold.read.head import read_head
from rankfold.read.tables import TABLE_SUFFIXES, is_table, read_frame

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from typing import Literal

    from rankfold.approvals import Approvals
    from rankfold.ballots import Ballots
    from rankfold.comparisons import Comparisons
    from rankfold.score_table import ScoreTable

__all__ = ["read"]

_PREFLIB_SUFFIXES = (".soc", ".soi", ".toc", ".toi")


def read(
    path: str | os.PathLike[str],
    *,
    voters: Literal["rows", "approvals"] | None = None,
    missing: Literal["below", "absent"] | None = None,
    **options: Any,
) -> Ballots | Approvals | ScoreTable | Comparisons:
    r"""Read ballots, approvals, a table of scores or battles from a file.

    Parameters
    ----------
    path : path
        PrefLib (``.soc``, ``.soi``, ``.toc``, ``.toi``, of today and from before 2022; ``.cat``), BLT (``.blt``),
        Pabulib (``.pb``),
        approval profiles (``.abc.yaml``), CSV (``.csv``, ``.txt``,
        ``.data``; separated by commas, semicolons or tabs), TSV (``.tsv``), Parquet (``.parquet``), JSON Lines
        (``.jsonl``, ``.ndjson``).
    voters : {"rows", "approvals"}, optional
        ``"rows"`` says that a table holds a voter in each row and the ranks of an item in each column, ``"approvals"``
        that it holds approvals as :meth:`Approvals.from_frame` takes them; the default is a table of scores with an
        item in each row.
    missing : {"below", "absent"}, optional
        What an unranked item means in ballots; default ``"below"``.
    **options
        How to read a table: those of :meth:`Approvals.from_frame` with ``voters="approvals"``, of
        :meth:`Comparisons.from_frame` if ``winner`` is among them, of :meth:`Ballots.from_frame` with ``voters="rows"``
        or if ``voter`` is among them, else those of :meth:`ScoreTable.from_frame`. For ``.cat`` files ``approved``, the
        names of the categories that mean approval; default the first.

    Returns
    -------
    Ballots, Approvals, ScoreTable or Comparisons
        Ballots or approvals from files of votes, with what else the file says in ``meta``: ``seats``, ``costs``,
        ``budget``, ``expected`` results, ``title``, ``withdrawn`` items, as far as its format has them. From tables as
        the options say.

    Raises
    ------
    InvalidFileError
        If there is no such file, its kind is not known, or its content does not follow its format or the options; the
        text names the file and the line, or column and row.
    MissingDependencyError
        Tables are read with polars (``pip install 'rankfold[cli]'``), YAML with PyYAML
        (``pip install 'rankfold[yaml]'``).

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
    if voters not in (None, "rows", "approvals"):
        raise InvalidInputError(f"voters = {voters!r}: expected 'rows', 'approvals', or nothing for a table of scores")
    head = read_head(path)
    suffix = path.suffix.lower()
    votes = _read_votes(path, suffix, head, missing, options)
    if votes is not None:
        return votes
    if suffix in _PREFLIB_SUFFIXES or head.startswith((b"# FILE NAME:", b"\xef\xbb\xbf# FILE NAME:")):
        _refuse_options(path, options)
        return _read_preflib(path, missing)
    if not is_table(suffix, head):
        expected = ", ".join((*_PREFLIB_SUFFIXES, ".blt", ".cat", ".pb", ".abc.yaml", *TABLE_SUFFIXES))
        raise InvalidFileError(
            f"{path}: {suffix or 'a file without suffix'} is not supported: expected one of {expected}"
        )
    return _read_table(path, suffix, head, voters, missing, options)


def _refuse_options(path: Path, options: dict[str, Any]) -> None:
    if options:
        raise InvalidInputError(f"{path}: such a file takes no option {next(iter(options))!r}")


def _read_votes(
    path: Path, suffix: str, head: bytes, missing: Literal["below", "absent"] | None, options: dict[str, Any]
) -> Ballots | Approvals | None:
    """Files that hold nothing but votes; None for any other."""
    from rankfold.read.categories import is_categories, parse_categories

    if suffix == ".cat" or is_categories(head):
        approved = options.pop("approved", None)
        _refuse_options(path, options)
        _refuse_missing(path, missing)
        return parse_categories(path, approved=approved)
    if suffix not in (".blt", ".pb", ".yaml", ".yml"):
        return None
    _refuse_options(path, options)
    if suffix == ".blt":
        from rankfold.read.blt import parse_blt

        return parse_blt(path, missing=missing or "below")
    _refuse_missing(path, missing)
    if suffix == ".pb":
        from rankfold.read.pabulib import parse_pabulib

        return parse_pabulib(path)
    from rankfold.read.abc_yaml import parse_abc_yaml

    return parse_abc_yaml(path)


def _refuse_missing(path: Path, missing: str | None) -> None:
    if missing is not None:
        raise InvalidInputError(f"{path}: missing = {missing!r} is for rankings: give it to the rule, or leave it out")


def _read_preflib(path: Path, missing: Literal["below", "absent"] | None) -> Ballots:
    from rankfold.ballots import Ballots
    from rankfold.read.preflib import parse_preflib

    file = parse_preflib(path)
    ballots = Ballots.from_positions(
        file.positions(), items=file.labels, weights=file.weights, missing=missing or "below"
    )
    return Ballots._wrap(ballots._native, tuple(file.notes), {"header": file.meta})


def _read_table(
    path: Path,
    suffix: str,
    head: bytes,
    voters: str | None,
    missing: Literal["below", "absent"] | None,
    options: dict[str, Any],
) -> Ballots | Approvals | ScoreTable | Comparisons:
    from rankfold.approvals import Approvals
    from rankfold.ballots import Ballots
    from rankfold.comparisons import Comparisons
    from rankfold.score_table import ScoreTable

    build: Callable[..., Ballots | Approvals | ScoreTable | Comparisons]
    if voters == "approvals":
        build = Approvals.from_frame
    elif "winner" in options:
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
