"""The peer of exact committees: the integer program that a careful user writes on highspy.

A binary variable for each item; for each set that differs, as many continuous variables in [0, 1] as it has members that
count, of decreasing worth, whose sum is at most the number of members that the set approves of. Equal sets are merged, and
no gap is left: by default HiGHS stops 0.01 % short of the optimum.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import highspy

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["solve"]


def solve(sets: Sequence[frozenset[int]], n_items: int, k: int, shares: Sequence[float]) -> float:
    """The highest worth of a committee of ``k``, where the i-th member that a set approves of is worth ``shares[i]``."""
    merged = Counter(tuple(sorted(s)) for s in sets if s)
    costs, lower, upper = [0.0] * n_items, [0.0] * n_items, [1.0] * n_items
    # The first row is the number of seats.
    starts, indices, values = [0], list(range(n_items)), [1.0] * n_items
    row_lower, row_upper = [float(k)], [float(k)]
    for members, weight in merged.items():
        starts.append(len(indices))
        for share in shares[: min(len(members), k)]:
            indices.append(len(costs))
            values.append(1.0)
            costs.append(weight * share)
            lower.append(0.0)
            upper.append(1.0)
        indices += members
        values += [-1.0] * len(members)
        row_lower.append(-highspy.kHighsInf)
        row_upper.append(0.0)
    starts.append(len(indices))

    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(costs), len(row_lower)
    program.col_cost_, program.col_lower_, program.col_upper_ = costs, lower, upper
    program.row_lower_, program.row_upper_ = row_lower, row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, indices, values
    program.sense_ = highspy.ObjSense.kMaximize
    kinds = highspy.HighsVarType
    program.integrality_ = [kinds.kInteger] * n_items + [kinds.kContinuous] * (len(costs) - n_items)

    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-7)):
        highs.setOptionValue(option, value)
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with {highs.modelStatusToString(highs.getModelStatus())}")
    return float(highs.getInfo().objective_function_value)
