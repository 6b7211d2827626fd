"""Many rankings into one.

Every rule is a function of votes that returns a :class:`Ranking`; :data:`RULES` lists them with what they read, their
complexity, their properties and their source. :func:`bootstrap` says how stable a ranking is, :func:`compare` how far
rules agree. :func:`plackett_luce`, :func:`mallows` and :func:`generalized_mallows` fit distributions over rankings.
"""

from rankfold.rank.bootstrap import Stability, bootstrap
from rankfold.rank.compare import RuleComparison, compare, rank_by
from rankfold.rank.elimination import instant_runoff
from rankfold.rank.models import GeneralizedMallows, Mallows, PlackettLuce, generalized_mallows, mallows, plackett_luce
from rankfold.rank.pairwise import condorcet_winner, copeland, minimax, schulze
from rankfold.rank.positional import borda, mean_rank, median_rank, plurality, positional
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import RULES, RuleInfo
from rankfold.rank.scores import mean_score

__all__ = [
    "RULES",
    "GeneralizedMallows",
    "Mallows",
    "PlackettLuce",
    "Ranking",
    "RuleComparison",
    "RuleInfo",
    "Stability",
    "bootstrap",
    "borda",
    "compare",
    "condorcet_winner",
    "copeland",
    "generalized_mallows",
    "instant_runoff",
    "mallows",
    "mean_rank",
    "mean_score",
    "median_rank",
    "minimax",
    "plackett_luce",
    "plurality",
    "positional",
    "rank_by",
    "schulze",
]
