"""Ranked lists of several systems into one list a query.

:class:`Runs` holds the lists; every fusion is a function of them that returns :class:`FusedRuns`, and :data:`FUSIONS`
says what each looks at and where it comes from.
"""

from rankfold.rank.fusion.by_rank import (
    borda_fusion,
    inverse_square_rank,
    rank_biased_centroids,
    reciprocal_rank_fusion,
)
from rankfold.rank.fusion.by_score import comb_anz, comb_mnz, comb_sum
from rankfold.rank.fusion.fused import FusedList, FusedRuns
from rankfold.rank.fusion.registry import FUSIONS, FusionInfo
from rankfold.rank.fusion.runs import Runs

__all__ = [
    "FUSIONS",
    "FusedList",
    "FusedRuns",
    "FusionInfo",
    "Runs",
    "borda_fusion",
    "comb_anz",
    "comb_mnz",
    "comb_sum",
    "inverse_square_rank",
    "rank_biased_centroids",
    "reciprocal_rank_fusion",
]
