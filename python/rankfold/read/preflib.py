"""Reading PrefLib files of orders: ``.soc``, ``.soi``, ``.toc`` and ``.toi``, with current and pre-2022 headers."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rankfold.errors import InvalidFileError, SizeLimitError
from rankfold.notes import Note
from rankfold.read.preflib_format import KINDS
from rankfold.read.preflib_header import Header, Source, read_header
from rankfold.read.preflib_orders import check_alternatives, check_kind, read_orders

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PrefLibFile", "check_totals", "item_labels", "parse_preflib", "read_lines"]


@dataclass(frozen=True, slots=True, eq=False)
class PrefLibFile:
    """What a PrefLib file of orders holds.

    Attributes
    ----------
    labels : list of str, or list of int
        The names of the alternatives; their numbers 1, 2, 3, ... where names are missing or repeat.
    kind : {"soc", "soi", "toc", "toi"}
        Strict or tied, complete or incomplete orders.
    meta : dict of str to str
        The header without the alternatives, under the file's own words: ``"TITLE"``, ``"NUMBER VOTERS"``, ...
    weights : ndarray of int64, shape (n_orders,)
        How many voters gave each order, in the order of the file; read-only.
    notes : tuple of Note
        ``names_unusable``, ``suffix_differs``, ``totals_differ``: what was odd, but lost nothing.
    """

    labels: list[str] | list[int]
    kind: str
    meta: dict[str, str]
    weights: NDArray[np.int64] = field(repr=False)
    notes: tuple[Note, ...]
    _sizes: NDArray[np.int64] = field(repr=False)
    _alternatives: NDArray[np.int64] = field(repr=False)
    _ranks: NDArray[np.int64] = field(repr=False)

    @property
    def n_alternatives(self) -> int:
        """How many alternatives there are."""
        return len(self.labels)

    @property
    def n_orders(self) -> int:
        """How many lines of orders there are."""
        return len(self.weights)

    @property
    def n_voters(self) -> int:
        """How many voters there are: the sum of the weights."""
        return int(self.weights.sum())

    def positions(self) -> NDArray[np.int64]:
        """Competition ranks of shape (n_orders, n_alternatives): 1 is best, equal is tied, 0 is unranked."""
        try:
            matrix = np.zeros((self.n_orders, self.n_alternatives), dtype=np.int64)
        except MemoryError as error:
            raise SizeLimitError(f"{self.n_orders} orders of {self.n_alternatives} alternatives: {error}") from None
        matrix[np.repeat(np.arange(self.n_orders), self._sizes), self._alternatives] = self._ranks
        return matrix


def parse_preflib(path: str | os.PathLike[str]) -> PrefLibFile:
    r"""Read a PrefLib file of orders.

    Parameters
    ----------
    path : path
        A text in UTF-8. Its content decides how it is read: the current format, whose header lines start with ``#``,
        or the one before 2022, whose first line is the number of alternatives. What the header (or, without one, the
        suffix) says of ties and completeness must hold for every line.

    Returns
    -------
    PrefLibFile
        Labels, weights and, through ``positions()``, ranks.

    Raises
    ------
    InvalidFileError
        For whatever does not follow the format, and where the lines count fewer voters or orders than the header says;
        the text names file and line.
    SizeLimitError
        For more alternatives than ballots can hold.
    OSError
        If the file cannot be read.

    Notes
    -----
    Linear in the size of the file, and a sort of its numbers. A line with a count and no order is a voter who ranks
    nobody. The format is described at https://preflib.org/format.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "tiny.toi"
    >>> _ = file.write_text("3\n1,Ann\n2,Bob\n3,Cy\n7,7,2\n4,2,{1,3}\n3,1\n")
    >>> votes = parse_preflib(file)
    >>> votes.labels, votes.weights.tolist(), votes.positions().tolist()
    (['Ann', 'Bob', 'Cy'], [4, 3], [[2, 1, 2], [1, 0, 0]])
    """
    source = Source(os.fspath(path), read_lines(Path(path)))
    header = read_header(source)
    orders = read_orders(source, header)
    suffix = Path(path).suffix.removeprefix(".").lower()
    kind = header.kind or (suffix if suffix in KINDS else orders.kind(header.n_alternatives))
    check_alternatives(source, orders, header.n_alternatives)
    check_kind(source, orders, kind, header.n_alternatives)
    notes = check_totals(source, orders.counts, header)
    if suffix in KINDS and suffix != kind:
        notes.append(Note("suffix_differs", f"the file is called .{suffix} and says that it is {kind}: read as {kind}"))
    labels, unusable = item_labels(header)
    weights = np.array(orders.counts, dtype=np.int64)
    weights.flags.writeable = False
    return PrefLibFile(
        labels=labels,
        kind=kind,
        meta=header.meta,
        weights=weights,
        notes=(*unusable, *notes),
        _sizes=np.array(orders.sizes, dtype=np.int64),
        _alternatives=np.array(orders.alternatives, dtype=np.int64) - 1,
        _ranks=orders.ranks(),
    )


def read_lines(path: Path) -> list[str]:
    """The lines of a text in UTF-8 that is not empty."""
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise InvalidFileError(f"{path}:{number}: byte 0x{byte:02x} is not UTF-8: expected a text in UTF-8") from None
    if not text.strip():
        raise InvalidFileError(f"{path}:1: the file is empty: expected a PrefLib header")
    # Not splitlines: it breaks lines at characters that may stand in a name.
    return text.split("\n")


def check_totals(source: Source, counts: list[int], header: Header) -> list[Note]:
    """Fewer than the header says: lines are lost. More: the header is out of date, which loses nothing."""
    notes = []
    counted = {
        "NUMBER VOTERS": (sum(counts), "voters"),
        "NUMBER UNIQUE ORDERS": (len(counts), "orders"),
        "NUMBER UNIQUE PREFERENCES": (len(counts), "preferences"),
    }
    for key, (declared, number) in header.totals.items():
        got, noun = counted[key]
        text = f"the header says {declared} {noun}, the lines below it hold {got}"
        if got < declared:
            raise source.fault(number, f"{text}: expected no fewer, so lines are lost")
        if got > declared:
            notes.append(Note("totals_differ", f"{text}: all were read"))
    return notes


def item_labels(header: Header) -> tuple[list[str] | list[int], list[Note]]:
    """The names of the alternatives, or their numbers and why."""
    names = [header.names.get(number, "") for number in range(1, header.n_alternatives + 1)]
    repeated = tuple(sorted(name for name, times in Counter(names).items() if times > 1 and name))
    if "" not in names and not repeated:
        return names, []
    if "" in names:
        reason = f"alternative {names.index('') + 1} has no name"
    else:
        reason = f"{names.count(repeated[0])} alternatives are named {repeated[0]!r}"
    text = f"{reason}: all alternatives are called by their numbers"
    return list(range(1, header.n_alternatives + 1)), [Note("names_unusable", text, repeated)]
