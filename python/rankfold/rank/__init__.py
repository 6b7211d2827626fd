"""Many rankings into one.

Every rule is a function of votes that returns a :class:`Ranking`; :data:`RULES` lists them with what they read, their
complexity, their properties and their source. :func:`bootstrap` says how stable a ranking is, :func:`compare` how far
rules agree, and :mod:`rankfold.rank.distance` how far any rankings do.
rules agree. Ranked lists of many queries, as search systems give them, are :class:`Runs`; :data:`FUSIONS` lists what
makes one list a query of them.
"""

from rankfold.rank import distance
from rankfold.rank.bootstrap import Stability, bootstrap
from rankfold.rank.compare import RuleComparison, compare, rank_by
from rankfold.rank.elimination import instant_runoff
from rankfold.rank.grouped import GroupedRankings, grouped
from rankfold.rank.markov import mc4, rank_centrality
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
from rankfold.rank.lottery import (
    AverageLottery,
    Lottery,
    maximal_lottery,
    multiplicative_weights,
    regularized_best_response,
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
from rankfold.rank.pairwise import condorcet_winner, copeland, minimax, schulze
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

__all__ = [
    "FUSIONS",
    "RULES",
    "GroupedRankings",
    "Peer",
    "RankSums",
    "FusedList",
    "FusedRuns",
    "FusionInfo",
    "AverageLottery",
    "Lottery",
    "Ranking",
    "RuleComparison",
    "RuleInfo",
    "Runs",
    "Stability",
    "TopFraction",
    "baldwin",
    "benham",
    "banks",
    "black",
    "bootstrap",
    "borda",
    "borda_fusion",
    "comb_anz",
    "comb_mnz",
    "comb_sum",
    "compare",
    "condorcet_winner",
    "coombs",
    "copeland",
    "grouped",
    "distance",
    "instant_runoff",
    "mc4",
    "inverse_square_rank",
    "maximal_lottery",
    "llull",
    "mean_rank",
    "mean_score",
    "median_rank",
    "minimax",
    "order_by_sum",
    "multiplicative_weights",
    "nanson",
    "plurality",
    "plurality_runoff",
    "positional",
    "rank_biased_centroids",
    "rank_by",
    "rank_centrality",
    "reciprocal_rank_fusion",
    "regularized_best_response",
    "schulze",
    "sum_of_ranks",
    "top_fraction",
    "smith_irv",
    "tideman_alternative",
    "ranked_pairs",
    "river",
    "schulze",
    "schwartz_set",
    "slater",
    "smith_set",
    "split_cycle",
    "stable_voting",
    "uncovered_set",
]
