"""The peer of exact Kemeny: what a careful user writes on highspy in an afternoon.

The linear ordering polytope's relaxation by 3-cycles: a variable for each pair, and for each three items the two rows
that forbid their cycles. Rows are added where they are violated, the worst first; the simplex method goes on from its
last basis. What stays fractional goes to HiGHS' integer solver, whose answer is cut in the same way.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Answer", "solve"]

_VIOLATED = 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer found.

    Attributes
    ----------
    order : array of shape (n_items,)
        The best order found, first item first.
    value : int
        The sum of ``C[i, j]`` over i before j.
    bound : float
        No order has a larger value.
    proven : bool
        Whether the order is optimal.
    rounds, rows, programs : int
        Linear programs solved, rows at the end, and integer programs solved.
    """

    order: NDArray[np.int64]
    value: int
    bound: float
    proven: bool
    rounds: int
    rows: int
    programs: int


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The numbering of pairs i < j, and the three pairs of every three items."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    triples: NDArray[np.int32]

    @classmethod
    def of(cls, m: int) -> _Pairs:
        first, second = np.triu_indices(m, 1)
        index = np.zeros((m, m), np.int32)
        index[first, second] = np.arange(first.size)
        i, j = first.repeat(m - 1 - second), second.repeat(m - 1 - second)
        k = np.concatenate([np.arange(b + 1, m) for b in second]) if m > 2 else np.zeros(0, np.int64)
        return cls(first, second, np.stack([index[i, j], index[j, k], index[i, k]], axis=1))


def solve(C: NDArray[Any], time_limit: float = 60.0) -> Answer:  # noqa: N803 - the literature's name
    """The order with the largest sum of ``C[i, j]`` over i before j, of an integer matrix, on one thread."""
    deadline = time.monotonic() + time_limit
    margins = np.asarray(C, np.int64) - np.asarray(C, np.int64).T
    pairs = _Pairs.of(len(margins))
    costs = margins[pairs.first, pairs.second].astype(float)
    offset = int(np.tril(C, -1).sum())
    highs = _model(costs)
    rows = np.zeros((0, 2), np.int64)
    order, value = _improve(margins, np.argsort(-margins.sum(axis=1)), offset, pairs)
    bound, rounds, programs, integer = np.inf, 0, 0, False
    while (left := deadline - time.monotonic()) > 0:
        highs.setOptionValue("time_limit", highs.getRunTime() + left if not integer else left)
        highs.run()
        programs, rounds = programs + integer, rounds + 1
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if optimal or integer:
            limit = highs.getInfo().mip_dual_bound if integer else highs.getInfo().objective_function_value
            bound = min(bound, offset + limit)
        if not optimal or np.floor(bound + 1e-6) <= value:
            break
        x = np.array(highs.getSolution().col_value)
        order, value = _round(margins, x, offset, pairs, (order, value))
        if np.floor(bound + 1e-6) <= value:
            break
        violated = _separate(pairs, x)
        if not len(violated):
            if integer or np.abs(x - x.round()).max() < _VIOLATED:
                break
            integer = True
            every = np.arange(costs.size, dtype=np.int32)
            highs.changeColsIntegrality(costs.size, every, np.ones(costs.size, np.uint8))
            continue
        if not integer:
            rows = _drop_slack(highs, rows)
        rows = np.concatenate([rows, violated[: max(2000, 20 * len(margins))]])
        _add(highs, pairs, rows[-min(len(violated), max(2000, 20 * len(margins))) :])
    proven = bool(np.floor(bound + 1e-6) <= value)
    return Answer(order, value, float(bound), proven, rounds, len(rows), programs)


def _model(costs: NDArray[np.float64]) -> Any:
    highs = highspy.Highs()
    for option, setting in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.99)):
        highs.setOptionValue(option, setting)
    n = costs.size
    none = np.zeros(0, np.int32)
    highs.addCols(n, costs, np.zeros(n), np.ones(n), 0, np.zeros(n, np.int32), none, np.zeros(0))
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return highs


def _separate(pairs: _Pairs, x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Violated rows, the worst first: triple, and 1 where x_ij + x_jk - x_ik is above 1, 0 where it is below 0."""
    at = x[pairs.triples[:, 0]] + x[pairs.triples[:, 1]] - x[pairs.triples[:, 2]]
    violation = np.maximum(at - 1, -at)
    found = np.flatnonzero(violation > _VIOLATED)
    found = found[np.argsort(-violation[found], kind="stable")]
    return np.stack([found, at[found] > 0.5], axis=1)


def _add(highs: Any, pairs: _Pairs, rows: NDArray[np.int64]) -> None:
    n = len(rows)
    upper = rows[:, 1] == 1
    starts = np.arange(0, 3 * n, 3, dtype=np.int32)
    columns = np.ascontiguousarray(pairs.triples[rows[:, 0]].ravel())
    low, high = np.where(upper, -highspy.kHighsInf, 0.0), np.where(upper, 1.0, highspy.kHighsInf)
    highs.addRows(n, low, high, 3 * n, starts, columns, np.tile([1.0, 1.0, -1.0], n))


def _drop_slack(highs: Any, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows that the solution keeps with room to spare."""
    if not len(rows):
        return rows
    at = np.array(highs.getSolution().row_value)
    slack = np.where(rows[:, 1] == 1, 1 - at, at) > 0.1
    gone = np.flatnonzero(slack).astype(np.int32)
    if gone.size:
        highs.deleteRows(gone.size, gone)
    return rows[~slack]


def _round(
    margins: NDArray[np.int64],
    x: NDArray[np.float64],
    offset: int,
    pairs: _Pairs,
    best: tuple[NDArray[np.int64], int],
) -> tuple[NDArray[np.int64], int]:
    """The order of the solution's row sums, improved, where it beats the best."""
    sums = np.bincount(pairs.first, x, len(margins)) + np.bincount(pairs.second, 1 - x, len(margins))
    found = _improve(margins, np.argsort(-sums), offset, pairs)
    return found if found[1] > best[1] else best


def _improve(
    margins: NDArray[np.int64], order: NDArray[np.int64], offset: int, pairs: _Pairs
) -> tuple[NDArray[np.int64], int]:
    """Moves single items to their best places until none gains, and the value of what results."""
    order, moved = order.copy(), True
    while moved:
        moved = False
        for item in order.copy():
            rest = order[order != item]
            gains = np.concatenate([[0], np.cumsum(-margins[item, rest])])
            place, here = int(gains.argmax()), int(np.flatnonzero(order == item)[0])
            if gains[place] > gains[here]:
                order, moved = np.insert(rest, place, item), True
    places = np.argsort(order)
    ahead = places[pairs.first] < places[pairs.second]
    return order, offset + int(margins[pairs.first, pairs.second][ahead].sum())
