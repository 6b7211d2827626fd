"""Many rankings into one.

Every rule is a function of votes that returns a :class:`Ranking`; :data:`RULES` lists them with what they read, their
complexity, their properties and their source. :func:`bootstrap` says how stable a ranking is, :func:`compare` how far
rules agree.
"""

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
from rankfold.rank.pairwise import condorcet_winner, copeland, minimax, schulze
from rankfold.rank.positional import borda, mean_rank, median_rank, plurality, positional
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import RULES, Peer, RuleInfo
from rankfold.rank.scores import mean_score

__all__ = [
    "RULES",
    "Peer",
    "Ranking",
    "RuleComparison",
    "RuleInfo",
    "Stability",
    "baldwin",
    "benham",
    "bootstrap",
    "borda",
    "compare",
    "condorcet_winner",
    "coombs",
    "copeland",
    "instant_runoff",
    "mean_rank",
    "mean_score",
    "median_rank",
    "minimax",
    "nanson",
    "plurality",
    "plurality_runoff",
    "positional",
    "rank_by",
    "schulze",
    "smith_irv",
    "tideman_alternative",
]
