"""The lines of orders in a PrefLib file: a count, then ``1,2,{3,4}``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from rankfold.read.preflib_format import KINDS_WITH_TIES, KINDS_WITH_UNRANKED, MAX_COUNT
from rankfold.read.preflib_header import is_number, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rankfold.read.preflib_header import Header, Source

__all__ = ["Orders", "check_alternatives", "check_kind", "read_orders"]


@dataclass(frozen=True, slots=True)
class Orders:
    """The lines of orders in flat lists: the alternatives of all lines one after the other, as numbered in the file."""

    counts: list[int]
    sizes: list[int]
    line_numbers: list[int]
    alternatives: list[int]
    tie_starts: list[int]
    tie_sizes: list[int]

    def line_of(self, index: int) -> int:
        """The line on which ``alternatives[index]`` stands."""
        row = int(np.searchsorted(np.cumsum(self.sizes), index, side="right"))
        return self.line_numbers[row]

    def ranks(self) -> NDArray[np.int64]:
        """The rank of each of ``alternatives`` on its line; those of a group all have the rank of its first."""
        sizes = np.array(self.sizes, dtype=np.int64)
        ranks = np.arange(1, len(self.alternatives) + 1) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        tie_sizes = np.array(self.tie_sizes, dtype=np.int64)
        first = np.repeat(np.array(self.tie_starts, dtype=np.int64), tie_sizes)
        within = np.arange(len(first)) - np.repeat(np.cumsum(tie_sizes) - tie_sizes, tie_sizes)
        ranks[first + within] = ranks[first]
        return ranks

    def kind(self, n_alternatives: int) -> str:
        """What the lines are where neither header nor suffix says so."""
        complete = all(size == n_alternatives for size in self.sizes)
        return f"{'t' if self.tie_sizes else 's'}o{'c' if complete else 'i'}"


def read_orders(source: Source, header: Header) -> Orders:
    """The lines after the header, each checked on its own."""
    orders = Orders([], [], [], [], [], [])
    # Methods in locals: this loop is where the time goes.
    add_count, add_size, add_line = orders.counts.append, orders.sizes.append, orders.line_numbers.append
    alternatives = orders.alternatives
    for number, line in enumerate(source.lines[header.n_lines :], start=header.n_lines + 1):
        if not line or line.isspace():
            continue
        count_text, found, order = line.partition(header.separator)
        before = len(alternatives)
        try:
            count = int(count_text)
            if "{" in order or "}" in order:
                _read_tied(order, orders)
            elif order and not order.isspace():
                alternatives.extend(map(int, order.split(",")))
        except ValueError:
            raise source.fault(number, _fault(line, header.separator)) from None
        # Python reads 1_000, +3 and digits of other scripts as numbers, too.
        if count < 1 or not found or not line.isascii() or "_" in line or "+" in line:
            raise source.fault(number, _fault(line, header.separator))
        add_count(count)
        add_size(len(alternatives) - before)
        add_line(number)
    if sum(orders.counts) > MAX_COUNT:
        sums = zip(accumulate(orders.counts), orders.line_numbers, strict=True)
        total, number = next((total, number) for total, number in sums if total > MAX_COUNT)
        raise source.fault(number, f"the counts up to here add up to {shortened(total)}: expected at most {MAX_COUNT}")
    return orders


def _read_tied(order: str, orders: Orders) -> None:
    """Add an order with braces; ValueError where it is not one."""
    alternatives = orders.alternatives
    opened = -1
    for entry in order.split(","):
        text = entry.strip()
        if text.startswith("{"):
            if opened >= 0:
                raise ValueError
            opened, text = len(alternatives), text[1:]
        closes = text.endswith("}")
        alternatives.append(int(text[:-1] if closes else text))
        if closes:
            if opened < 0:
                raise ValueError
            if len(alternatives) - opened > 1:
                orders.tie_starts.append(opened)
                orders.tie_sizes.append(len(alternatives) - opened)
            opened = -1
    if opened >= 0:
        raise ValueError


def _fault(line: str, separator: str) -> str:
    """Why a line is not a count and an order."""
    text = line.strip()
    count, found, order = (part.strip() for part in text.partition(separator))
    if not found:
        return f"no {separator!r} in {shortened(text)}: expected a count, {separator!r} and an order"
    if not is_number(count) or int(count) < 1:
        return f"the count is {shortened(count)}: expected a whole number from 1, then {separator!r} and an order"
    depth = 0
    for character in order:
        depth += (character == "{") - (character == "}")
        if depth not in (0, 1):
            break
    if depth:
        return f"braces do not match in {shortened(text)}: expected groups such as {{3,4}}, not nested"
    entries = [entry.strip() for entry in order.split(",")]
    wrong = next((entry for entry in entries if not is_number(entry.removeprefix("{").removesuffix("}"))), order)
    where = f"{shortened(wrong)} in {shortened(text)}"
    return f"{where} is not the number of an alternative: expected an order such as 1,2,{{3,4}}"


def check_alternatives(source: Source, orders: Orders, n_alternatives: int) -> None:
    """Every number is one of an alternative, and stands on a line once."""
    alternatives = orders.alternatives
    if not alternatives:
        return
    if min(alternatives) < 1 or max(alternatives) > n_alternatives:
        index = next(index for index, number in enumerate(alternatives) if not 1 <= number <= n_alternatives)
        raise source.fault(orders.line_of(index), f"alternative {alternatives[index]}: expected 1 to {n_alternatives}")
    cells = np.repeat(np.arange(len(orders.sizes)), orders.sizes) * (n_alternatives + 1) + alternatives
    cells.sort()
    twice = cells[1:][cells[1:] == cells[:-1]]
    if twice.size:
        row, number = divmod(int(twice[0]), n_alternatives + 1)
        raise source.fault(orders.line_numbers[row], f"alternative {number} stands in this order twice: expected once")


def check_kind(source: Source, orders: Orders, kind: str, n_alternatives: int) -> None:
    """No ties and all alternatives, where the kind says so."""
    if orders.tie_starts and kind not in KINDS_WITH_TIES:
        number = orders.line_of(orders.tie_starts[0])
        raise source.fault(number, f"a tie in a {kind} file: expected none, or one of the kinds toc and toi")
    if kind in KINDS_WITH_UNRANKED:
        return
    for size, number in zip(orders.sizes, orders.line_numbers, strict=True):
        if size != n_alternatives:
            text = f"an order of {size} of the {n_alternatives} alternatives in a {kind} file"
            raise source.fault(number, f"{text}: expected all of them, or one of the kinds soi and toi")
