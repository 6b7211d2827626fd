"""Many rankings into one.

Every rule is a function of votes that returns a :class:`Ranking`; :data:`RULES` lists them with what they read, their
complexity, their properties and their source. :func:`bootstrap` says how stable a ranking is, :func:`compare` how far
rules agree.
"""

from rankfold.rank.bootstrap import Stability, bootstrap
from rankfold.rank.compare import RuleComparison, compare, rank_by
from rankfold.rank.elimination import instant_runoff
from rankfold.rank.grouped import GroupedRankings, grouped
from rankfold.rank.markov import mc4, rank_centrality
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
    "RULES",
    "GroupedRankings",
    "Peer",
    "Ranking",
    "RuleComparison",
    "RuleInfo",
    "Stability",
    "anti_plurality",
    "approval_at_k",
    "bootstrap",
    "borda",
    "bucklin",
    "compare",
    "condorcet_winner",
    "copeland",
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
    "plurality",
    "positional",
    "rank_by",
    "rank_centrality",
    "robust_rank_aggregation",
    "schulze",
    "score_voting",
    "star",
    "stuart",
]
