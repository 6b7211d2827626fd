"""Rules that look at the place of an item on each ballot, a file a rule."""

from rankfold.rank.positional.anti_plurality import anti_plurality
from rankfold.rank.positional.approval_at_k import approval_at_k
from rankfold.rank.positional.borda import borda
from rankfold.rank.positional.bucklin import bucklin
from rankfold.rank.positional.dowdall import dowdall
from rankfold.rank.positional.footrule_optimal import footrule_optimal
from rankfold.rank.positional.mean_rank import mean_rank
from rankfold.rank.positional.median_rank import median_rank
from rankfold.rank.positional.plurality import plurality
from rankfold.rank.positional.positional import positional
from rankfold.rank.positional.robust_rank_aggregation import robust_rank_aggregation
from rankfold.rank.positional.stuart import stuart

__all__ = [
    "anti_plurality",
    "approval_at_k",
    "borda",
    "bucklin",
    "dowdall",
    "footrule_optimal",
    "mean_rank",
    "median_rank",
    "plurality",
    "positional",
    "robust_rank_aggregation",
    "stuart",
]
