"""Reading BLT files (``.blt``): ballots of elections by transferable votes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rankfold.ballots import Ballots
from rankfold.errors import InvalidFileError, InvalidInputError, SizeLimitError
from rankfold.notes import Note
from rankfold.read.preflib import read_lines
from rankfold.read.preflib_header import MAX_ALTERNATIVES, Source, is_number, shortened

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from typing import Literal

__all__ = ["parse_blt"]

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_DECIMAL = re.compile(r"[0-9]{1,300}(\.[0-9]{1,300})?")


@dataclass(slots=True)
class _Votes:
    """The ballots of a file, entry by entry."""

    weights: list[int | float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)


def parse_blt(path: str | os.PathLike[str], *, missing: Literal["below", "absent"] = "below") -> Ballots:
    r"""Ballots from a BLT file.

    Parameters
    ----------
    path : path
        A text in UTF-8: the numbers of candidates and seats; the candidates who withdrew, as negative numbers; ballots,
        each a weight, the numbers of candidates from the best on, and a 0; another 0; the names of the candidates, in
        quotes or a line each; the title, if there is one. ``3=4`` are candidates at the same place, ``-`` is a place
        that was left empty, a word in parentheses at the start of a ballot is its name, and from ``#`` on a line of
        numbers is a remark.
    missing : {"below", "absent"}, default "below"
        What an unranked item means.

    Returns
    -------
    Ballots
        Without the candidates who withdrew. ``meta`` holds ``seats``, ``title`` and ``withdrawn``, a list of names.

    Raises
    ------
    InvalidFileError
        For whatever does not follow the format; the text names file and line.
    SizeLimitError
        For more candidates than ballots can hold.

    Notes
    -----
    No standard defines the format; what is read is what programs for elections and Scottish councils write. A quote in
    a name is written twice.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "council.blt"
    >>> _ = path.write_text('3 2\n-2\n4 1 2 3 0\n2 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Council"\n')
    >>> votes = parse_blt(path)
    >>> votes.orders(), votes.weights.tolist(), dict(votes.meta)
    ([['Ann', 'Cy'], ['Cy']], [4, 2], {'seats': 2, 'title': 'Council', 'withdrawn': ['Bob']})
    """
    source = Source(str(path), read_lines(Path(path)))
    tokens = _Tokens(source)
    n_candidates, n_seats = tokens.header()
    withdrawn = tokens.withdrawn(n_candidates)
    votes = _ballots(tokens, n_candidates)
    names, title = _names(source, tokens.line, n_candidates)
    labels, notes = _labels(names)
    kept = [number for number in range(n_candidates) if number + 1 not in withdrawn]
    try:
        positions = np.zeros((len(votes.weights), n_candidates), dtype=np.int64)
    except MemoryError as error:
        raise SizeLimitError(f"{len(votes.weights)} ballots of {n_candidates} candidates: {error}") from None
    positions[votes.rows, np.array(votes.candidates, dtype=np.int64) - 1] = votes.ranks
    is_whole = all(isinstance(weight, int) for weight in votes.weights)
    try:
        ballots = Ballots.from_positions(
            positions[:, kept],
            items=[labels[number] for number in kept],
            weights=np.array(votes.weights, dtype=np.int64 if is_whole else np.float64),
            missing=missing,
        )
    except (InvalidInputError, OverflowError) as error:
        raise InvalidFileError(f"{path}: {error}") from None
    meta = {"seats": n_seats, "title": title, "withdrawn": [names[number - 1] for number in sorted(withdrawn)]}
    return Ballots._wrap(ballots._native, notes, meta)


class _Tokens:
    """The numbers at the start of a file, one after the other, with the lines that they stand on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.line = 0
        self._left = self._read()
        self._next: str | None = None

    def _read(self) -> Iterator[str]:
        for number, text in enumerate(self.source.lines, start=1):
            self.line = number
            yield from text.split("#", 1)[0].split()

    def take(self, expected: str) -> str:
        """The next one."""
        token = self._next if self._next is not None else next(self._left, None)
        self._next = None
        if token is None:
            raise self.fault(f"the file ends here: expected {expected}")
        return token

    def fault(self, text: str) -> InvalidFileError:
        return self.source.fault(max(self.line, 1), text)

    def header(self) -> tuple[int, int]:
        n_candidates = self._whole("the number of candidates")
        n_seats = self._whole("the number of seats")
        if n_candidates > MAX_ALTERNATIVES:
            raise SizeLimitError(
                f"{self.source.name}:{self.line}: {shortened(n_candidates)} candidates: at most {MAX_ALTERNATIVES}"
            )
        if not 1 <= n_seats <= n_candidates:
            text = f"{shortened(n_seats)} seats for {shortened(n_candidates)} candidates"
            raise self.fault(f"{text}: expected at least one, and as many candidates")
        return n_candidates, n_seats

    def _whole(self, what: str) -> int:
        token = self.take(what)
        if not is_number(token):
            raise self.fault(f"{shortened(token)} is not a whole number: expected {what}")
        return int(token)

    def withdrawn(self, n_candidates: int) -> set[int]:
        """The candidates whose numbers stand negative before the ballots."""
        found: set[int] = set()
        while True:
            token = self.take("ballots, and a 0 behind them")
            if not token.startswith("-"):
                self._next = token
                return found
            number = self.candidate(token[1:], n_candidates)
            if number in found:
                raise self.fault(f"candidate {number} withdraws a second time: expected once")
            found.add(number)
            if len(found) == n_candidates:
                raise self.fault("every candidate withdraws: expected one that does not")

    def end_of_line(self) -> None:
        """Fails unless the line ends with the number that was read last."""
        rest = self.source.lines[self.line - 1].split("#", 1)[0].split()[-1]
        if rest != "0":
            raise self.fault(f"{shortened(rest)} stands behind the 0 that ends the ballots: expected a new line")

    def candidate(self, token: str, n_candidates: int) -> int:
        if not is_number(token) or not 1 <= int(token) <= n_candidates:
            raise self.fault(f"{shortened(token)} is not a candidate: expected a number from 1 to {n_candidates}")
        return int(token)


def _ballots(tokens: _Tokens, n_candidates: int) -> _Votes:
    votes = _Votes()
    while True:
        token = tokens.take("another ballot, or the 0 behind the last")
        if token.startswith("("):
            while not token.endswith(")"):
                token = tokens.take("the end of a ballot's name, with a )")
            token = tokens.take("the weight of the ballot")
        if _DECIMAL.fullmatch(token) is None:
            raise tokens.fault(
                f"{shortened(token)} is not a weight: expected a number, or the 0 behind the last ballot"
            )
        weight = float(token) if "." in token else int(token)
        if token == "0":
            tokens.end_of_line()
            return votes
        seen: set[int] = set()
        rank = 1
        while (token := tokens.take("the 0 behind the ballot")) != "0":
            if token == "-":
                continue
            tied = [tokens.candidate(part, n_candidates) for part in token.split("=")]
            for number in tied:
                if number in seen:
                    raise tokens.fault(f"candidate {number} stands on the ballot a second time: expected once")
                seen.add(number)
                votes.rows.append(len(votes.weights))
                votes.candidates.append(number)
                votes.ranks.append(rank)
            rank += len(tied)
        votes.weights.append(weight)


def _names(source: Source, last: int, n_candidates: int) -> tuple[list[str], str]:
    """What stands behind the line of the last 0: the names, and the title."""
    found: list[str] = []
    for number, line in enumerate(source.lines[last:], start=last + 1):
        text = line.strip()
        if text.startswith('"'):
            quoted = _QUOTED.findall(text)
            rest = _QUOTED.sub("", text).strip()
            if rest and not rest.startswith("#"):
                raise source.fault(number, f"{shortened(rest)} stands outside of quotes: expected names in quotes")
            found += [name.replace('""', '"').strip() for name in quoted]
        elif text and not text.startswith("#"):
            found.append(text)
        if len(found) > n_candidates + 1:
            text = f"{shortened(found[-1])} stands behind the title: expected {n_candidates} names and a title"
            raise source.fault(number, text)
    if len(found) < n_candidates:
        text = f"the file ends after {len(found)} names: expected {n_candidates}, one for each candidate"
        raise source.fault(len(source.lines), text)
    return found[:n_candidates], "".join(found[n_candidates:])


def _labels(names: list[str]) -> tuple[list[str] | list[int], tuple[Note, ...]]:
    """The names, or the numbers where names do not tell candidates apart."""
    repeated = tuple(sorted(name for name, times in Counter(names).items() if times > 1))
    if not repeated and "" not in names:
        return names, ()
    reason = f"candidate {names.index('') + 1} has no name" if "" in names else f"{repeated[0]!r} is named twice"
    text = f"{reason}: all candidates are called by their numbers"
    return list(range(1, len(names) + 1)), (Note("names_unusable", text, repeated),)
