"""Many rankings into one.

Every rule is a function of votes that returns a :class:`Ranking`; :data:`RULES` lists them with what they read, their
complexity, their properties and their source. :func:`bootstrap` says how stable a ranking is, :func:`compare` how far
rules agree, and :mod:`rankfold.rank.distance` how far any rankings do. Ranked lists of many queries, as search systems
give them, are :class:`Runs`; :data:`FUSIONS` lists what makes one list a query of them.
"""

from rankfold.rank import distance
from rankfold.rank.bootstrap import Stability, bootstrap
from rankfold.rank.compare import RuleComparison, compare, rank_by
from rankfold.rank.elimination import (
    baldwin,
    benham,
    coombs,
    instant_runoff,
    nanson,
    plurality_runoff,
    smith_irv,
    tideman_alternative,
)
from rankfold.rank.fusion import (
    FUSIONS,
    FusedList,
    FusedRuns,
    FusionInfo,
    Runs,
    borda_fusion,
    comb_anz,
    comb_mnz,
    comb_sum,
    inverse_square_rank,
    rank_biased_centroids,
    reciprocal_rank_fusion,
)
from rankfold.rank.grouped import GroupedRankings, grouped
from rankfold.rank.lottery import (
    AverageLottery,
    Lottery,
    maximal_lottery,
    multiplicative_weights,
    regularized_best_response,
)
from rankfold.rank.markov import mc4, rank_centrality
from rankfold.rank.pairwise import (
    banks,
    black,
    condorcet_winner,
    copeland,
    llull,
    minimax,
    ranked_pairs,
    river,
    schulze,
    schwartz_set,
    slater,
    smith_set,
    split_cycle,
    stable_voting,
    uncovered_set,
)
from rankfold.rank.positional import borda, mean_rank, median_rank, plurality, positional
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import RULES, Peer, RuleInfo
from rankfold.rank.scores import mean_score
from rankfold.rank.sums import RankSums, TopFraction, order_by_sum, sum_of_ranks, top_fraction
from rankfold.rank.pairwise import condorcet_winner, copeland, minimax, schulze
from rankfold.rank.positional import (
    anti_plurality,
    approval_at_k,
    borda,
    bucklin,
    dowdall,
    footrule_optimal,
    mean_rank,
    median_rank,
    plurality,
    positional,
    robust_rank_aggregation,
    stuart,
)
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import RULES, Peer, RuleInfo
from rankfold.rank.scores import majority_judgment, mean_score, score_voting, star

__all__ = [
    "FUSIONS",
    "RULES",
    "AverageLottery",
    "FusedList",
    "FusedRuns",
    "FusionInfo",
    "GroupedRankings",
    "Lottery",
    "Peer",
    "RankSums",
    "Ranking",
    "RuleComparison",
    "RuleInfo",
    "Runs",
    "Stability",
    "TopFraction",
    "baldwin",
    "banks",
    "benham",
    "black",
    "bootstrap",
    "borda",
    "borda_fusion",
    "comb_anz",
    "comb_mnz",
    "comb_sum",
    "anti_plurality",
    "approval_at_k",
    "bootstrap",
    "borda",
    "bucklin",
    "compare",
    "condorcet_winner",
    "coombs",
    "copeland",
    "distance",
    "grouped",
    "instant_runoff",
    "inverse_square_rank",
    "llull",
    "maximal_lottery",
    "dowdall",
    "footrule_optimal",
    "grouped",
    "instant_runoff",
    "majority_judgment",
    "mc4",
    "mean_rank",
    "mean_score",
    "median_rank",
    "minimax",
    "multiplicative_weights",
    "nanson",
    "order_by_sum",
    "plurality",
    "plurality_runoff",
    "positional",
    "rank_biased_centroids",
    "rank_by",
    "rank_centrality",
    "ranked_pairs",
    "reciprocal_rank_fusion",
    "regularized_best_response",
    "river",
    "schulze",
    "schwartz_set",
    "slater",
    "smith_irv",
    "smith_set",
    "split_cycle",
    "stable_voting",
    "sum_of_ranks",
    "tideman_alternative",
    "top_fraction",
    "uncovered_set",
    "robust_rank_aggregation",
    "schulze",
    "score_voting",
    "star",
    "stuart",
]
