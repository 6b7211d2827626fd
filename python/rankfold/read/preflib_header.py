"""The two headers of PrefLib files: lines of ``# KEY: value``, and the one before 2022."""

from __future__ import annotations

from dataclasses import dataclass

from rankfold.errors import InvalidFileError, SizeLimitError
from rankfold.read.preflib_format import KINDS

__all__ = ["Header", "Source", "is_number", "read_header", "shortened"]

#: As many items as ballots can hold.
MAX_ALTERNATIVES = 65_534

_NAME_KEY = "ALTERNATIVE NAME"

#: Python converts at most 4,300 digits unless told otherwise, and may be told as few as 640.
_MAX_DIGITS = 640


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file, and how to complain about one."""

    name: str
    lines: list[str]

    def fault(self, number: int, text: str) -> InvalidFileError:
        """The exception for line ``number``, counted from 1."""
        return InvalidFileError(f"{self.name}:{number}: {text}")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the orders.

    Attributes
    ----------
    n_lines : int
        How many lines of the file it takes.
    separator : str
        What stands between the count and the order on the lines that follow.
    n_alternatives : int
        How many alternatives there are.
    names : dict of int to str
        Their names by number, from 1.
    kind : str, or None
        The kind of orders, where the header says it.
    meta : dict of str to str
        Everything but the names.
    totals : dict of str to (int, int)
        ``NUMBER VOTERS`` and ``NUMBER UNIQUE ORDERS`` (or ``PREFERENCES``) as declared, each with its line.
    """

    n_lines: int
    separator: str
    n_alternatives: int
    names: dict[int, str]
    kind: str | None
    meta: dict[str, str]
    totals: dict[str, tuple[int, int]]


def is_number(text: str) -> bool:
    """Whether a text is a whole number in plain digits, of a length that Python converts."""
    return text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS


def shortened(value: object) -> str:
    """A text in quotes, or a number, as it fits a message."""
    text = str(value)
    cut = text if len(text) <= 60 else f"{text[:57]}..."
    return repr(cut) if isinstance(value, str) else cut


def read_header(source: Source, kinds: tuple[str, ...] = KINDS) -> Header:
    """The header of a file of one of these kinds in which at least one line is not blank."""
    start = next(index for index, line in enumerate(source.lines) if line.strip())
    first = source.lines[start].strip()
    if first.startswith("#"):
        return _read_current(source, start, kinds)
    if first.isascii() and first.isdigit():
        return _read_old(source, start)
    text = f"no PrefLib header but {shortened(first)}: expected '# FILE NAME: ...', or the number of alternatives"
    raise source.fault(start + 1, text)


def _read_current(source: Source, start: int, kinds: tuple[str, ...]) -> Header:
    names: dict[int, str] = {}
    meta: dict[str, str] = {}
    number_of: dict[str, int] = {}
    named_on: dict[int, int] = {}
    n_lines = len(source.lines)
    for index in range(start, len(source.lines)):
        text = source.lines[index].strip()
        if text and not text.startswith("#"):
            n_lines = index
            break
        key, colon, value = (part.strip() for part in text.removeprefix("#").partition(":"))
        if not colon:
            continue
        key = key.upper()
        if key in number_of:
            raise source.fault(index + 1, f"a second line '# {key}': the first is line {number_of[key]}")
        number_of[key] = index + 1
        if key.startswith(_NAME_KEY):
            number = _number(source, index + 1, key.removeprefix(_NAME_KEY), "the number of an alternative")
            names[number] = value
            named_on[number] = index + 1
        else:
            meta[key] = value
    key = "NUMBER ALTERNATIVES"
    if key not in meta:
        raise source.fault(start + 1, f"the header has no line '# {key}: ...': expected one")
    n_alternatives = _n_alternatives(source, number_of[key], meta[key])
    for number, line_number in named_on.items():
        if not 1 <= number <= n_alternatives:
            raise source.fault(line_number, f"a name for alternative {number}: expected 1 to {n_alternatives}")
    totals = {
        key: (_number(source, number_of[key], meta[key], key), number_of[key])
        for key in ("NUMBER VOTERS", "NUMBER UNIQUE ORDERS", "NUMBER UNIQUE PREFERENCES")
        if meta.get(key)
    }
    kind = meta.get("DATA TYPE", "").lower() or None
    if kind is not None and kind not in kinds:
        text = f"the data type is {kind!r}: expected {', '.join(kinds)}"
        raise source.fault(number_of["DATA TYPE"], text)
    return Header(n_lines, ":", n_alternatives, names, kind, meta, totals)


def _read_old(source: Source, start: int) -> Header:
    filled = [index for index in range(start, len(source.lines)) if source.lines[index].strip()]
    n_alternatives = _n_alternatives(source, start + 1, source.lines[start])
    if len(filled) < n_alternatives + 2:
        text = f"the file ends in its header: expected {n_alternatives} lines 'number,name', then 'voters,sum,orders'"
        raise source.fault(filled[-1] + 1, text)
    names: dict[int, str] = {}
    for index in filled[1 : n_alternatives + 1]:
        number_text, _, name = source.lines[index].partition(",")
        number = _number(source, index + 1, number_text, f"one of {n_alternatives} lines 'number,name'")
        if not 1 <= number <= n_alternatives:
            raise source.fault(index + 1, f"a name for alternative {number}: expected 1 to {n_alternatives}")
        if number in names:
            raise source.fault(index + 1, f"a second name for alternative {number}: expected one")
        names[number] = name.strip()
    index = filled[n_alternatives + 1]
    parts = [part.strip() for part in source.lines[index].split(",")]
    if len(parts) != 3:
        text = f"{shortened(source.lines[index].strip())} is not 'voters,sum,orders': expected three whole numbers"
        raise source.fault(index + 1, text)
    _, total, n_orders = (_number(source, index + 1, part, "'voters,sum,orders'") for part in parts)
    # The sum is that of the counts; the voters are people, who may have had several votes each.
    totals = {"NUMBER VOTERS": (total, index + 1), "NUMBER UNIQUE ORDERS": (n_orders, index + 1)}
    keys = ("NUMBER VOTERS", "SUM OF VOTE COUNT", "NUMBER UNIQUE ORDERS")
    meta = {"NUMBER ALTERNATIVES": str(n_alternatives), **dict(zip(keys, parts, strict=True))}
    return Header(index + 1, ",", n_alternatives, names, None, meta, totals)


def _number(source: Source, line_number: int, text: str, expected: str) -> int:
    text = text.strip()
    if not is_number(text):
        raise source.fault(line_number, f"{shortened(text)} is not a whole number: expected {expected}")
    return int(text)


def _n_alternatives(source: Source, line_number: int, text: str) -> int:
    number = _number(source, line_number, text, "the number of alternatives")
    if number < 1:
        raise source.fault(line_number, "no alternatives: expected at least 1")
    if number > MAX_ALTERNATIVES:
        raise SizeLimitError(f"{source.name}:{line_number}: {number} alternatives: expected at most {MAX_ALTERNATIVES}")
    return number
