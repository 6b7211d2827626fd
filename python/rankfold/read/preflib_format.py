"""The PrefLib formats for orders: their kinds, and how they are written."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from rankfold.arrays import position_matrix, weight_vector
from rankfold.errors import InvalidInputError, SizeLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["KINDS", "KINDS_WITH_TIES", "KINDS_WITH_UNRANKED", "MAX_COUNT", "format_preflib"]

#: Strict or tied, orders of all alternatives (complete) or of some (incomplete).
KINDS = ("soc", "soi", "toc", "toi")
KINDS_WITH_TIES = frozenset({"toc", "toi"})
KINDS_WITH_UNRANKED = frozenset({"soi", "toi"})

#: The largest total of counts, here and in the reader.
MAX_COUNT = 2**63 - 1


def format_preflib(
    positions: ArrayLike,
    weights: ArrayLike,
    labels: Sequence[str],
    *,
    file_name: str,
    title: str = "",
    kind: str,
) -> str:
    """The text of a PrefLib file in the current format.

    Parameters
    ----------
    positions : array-like of int, shape (n_orders, n_alternatives)
        The rank of each alternative in each order: 1 is best, equal numbers tie, 0 is unranked. Only the order counts.
        Each row becomes a line, so equal rows should have been merged.
    weights : array-like of int, shape (n_orders,)
        How many voters gave each order. Rows of weight 0 are left out: a PrefLib count starts at 1.
    labels : sequence of str, length n_alternatives
        The names of the alternatives: distinct, not empty, each on one line without white space at its ends.
    file_name : str
        Goes into the header; PrefLib gives files the suffix of their kind.
    title : str, default ""
        Goes into the header.
    kind : {"soc", "soi", "toc", "toi"}
        Strict or tied, complete or incomplete orders.

    Returns
    -------
    str
        The file, which :func:`~rankfold.read.preflib.parse_preflib` reads back as the same ranks, weights and labels.

    Raises
    ------
    InvalidInputError
        For weights that are not whole numbers from 0, a label or title that cannot be written, ranks that do not fit
        the kind, arrays that do not fit each other.
    SizeLimitError
        If the weights add up to ``2**63`` or more.

    Notes
    -----
    ``O(n_orders * n_alternatives * log(n_alternatives))``. The format is described at https://preflib.org/format.

    Examples
    --------
    >>> text = format_preflib([[1, 2, 2]], [5], ["a", "b", "c"], file_name="tiny.toc", kind="toc")
    >>> text.splitlines()[-1]
    '5: 1,{2,3}'
    """
    if kind not in KINDS:
        raise InvalidInputError(f"kind is {kind!r}: expected one of {', '.join(KINDS)}")
    ranks = position_matrix(positions)
    _check_ranks(ranks, kind)
    counts = _counts(weights, len(ranks))
    _check_labels(labels, ranks.shape[1])
    for name, text in (("file_name", file_name), ("title", title)):
        if _breaks_line(text):
            raise InvalidInputError(f"{name} is {text!r}: expected one line of text")
    lines = [f"{count}: {order}".rstrip() for count, order in zip(counts, _orders(ranks), strict=True) if count]
    header = [
        f"# FILE NAME: {file_name}",
        f"# TITLE: {title}",
        "# DESCRIPTION:",
        f"# DATA TYPE: {kind}",
        "# MODIFICATION TYPE: original",
        "# RELATES TO:",
        "# RELATED FILES:",
        "# PUBLICATION DATE:",
        "# MODIFICATION DATE:",
        f"# NUMBER ALTERNATIVES: {len(labels)}",
        f"# NUMBER VOTERS: {sum(counts)}",
        f"# NUMBER UNIQUE ORDERS: {len(lines)}",
        *(f"# ALTERNATIVE NAME {number}: {label}" for number, label in enumerate(labels, start=1)),
    ]
    return "\n".join([*(line.rstrip() for line in header), *lines]) + "\n"


def _orders(ranks: NDArray[np.int64]) -> Iterator[str]:
    """Each row as ``1,2,{3,4}``."""
    n_alternatives = ranks.shape[1]
    last = np.where(ranks == 0, np.iinfo(np.int64).max, ranks)
    best_first = np.argsort(last, axis=1, kind="stable")
    sorted_ranks = np.take_along_axis(ranks, best_first, axis=1)
    n_ranked = np.count_nonzero(ranks, axis=1).tolist()
    tied = _has_tie(sorted_ranks).tolist()
    numbers = np.array([str(number) for number in range(1, n_alternatives + 1)], dtype=object)
    for row, size in enumerate(n_ranked):
        order = numbers[best_first[row, :size]].tolist()
        if tied[row]:
            places = groupby(zip(sorted_ranks[row, :size].tolist(), order, strict=True), key=itemgetter(0))
            order = [_group([number for _, number in place]) for _, place in places]
        yield ",".join(order)


def _group(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{{{','.join(numbers)}}}"


def _has_tie(sorted_ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    equal = sorted_ranks[:, 1:] == sorted_ranks[:, :-1]
    found: NDArray[np.bool_] = (equal & (sorted_ranks[:, 1:] > 0)).any(axis=1)
    return found


def _check_ranks(ranks: NDArray[np.int64], kind: str) -> None:
    if ranks.shape[1] == 0:
        raise InvalidInputError("positions has no columns: a PrefLib file has at least one alternative")
    if np.any(ranks < 0):
        row, column = map(int, np.argwhere(ranks < 0)[0])
        raise InvalidInputError(
            f"positions[{row}, {column}] = {ranks[row, column]}: expected 1 for the best, 0 unranked"
        )
    if kind not in KINDS_WITH_TIES:
        tied = _has_tie(np.sort(ranks, axis=1))
        if tied.any():
            raise InvalidInputError(f"positions[{int(tied.argmax())}] has a tie: expected none in a {kind} file")
    if kind not in KINDS_WITH_UNRANKED and not ranks.all():
        row, column = map(int, np.argwhere(ranks == 0)[0])
        raise InvalidInputError(f"positions[{row}, {column}] is unranked: expected all ranked in a {kind} file")


def _counts(weights: ArrayLike, n_orders: int) -> list[int]:
    """The weights as Python integers."""
    array = weight_vector(weights)
    if array is None or len(array) != n_orders:
        got = "None" if array is None else f"shape {array.shape}"
        raise InvalidInputError(f"weights has {got}: expected one for each of the {n_orders} orders")
    if array.dtype.kind == "f" and array.size:
        raise InvalidInputError(
            f"weights are floats, the first {array[0]}: a PrefLib file holds whole numbers of voters, so give integers"
        )
    counts: list[int] = array.tolist()
    if min(counts, default=0) < 0:
        row = next(row for row, count in enumerate(counts) if count < 0)
        raise InvalidInputError(f"weights[{row}] = {counts[row]}: expected a whole number from 0")
    if sum(counts) > MAX_COUNT:
        raise SizeLimitError(f"weights add up to {sum(counts)}: expected at most {MAX_COUNT}")
    return counts


def _check_labels(labels: Sequence[str], n_alternatives: int) -> None:
    if len(labels) != n_alternatives:
        raise InvalidInputError(f"{len(labels)} labels: expected one for each of the {n_alternatives} columns")
    seen: dict[str, int] = {}
    for column, label in enumerate(labels):
        if not label or _breaks_line(label) or label != label.strip():
            raise InvalidInputError(
                f"labels[{column}] = {label!r} cannot be written: "
                "expected one line of text without white space at its ends"
            )
        if label in seen:
            raise InvalidInputError(f"labels[{seen[label]}] and labels[{column}] are both written {label!r}")
        seen[label] = column


def _breaks_line(text: str) -> bool:
    return "\n" in text or "\r" in text
