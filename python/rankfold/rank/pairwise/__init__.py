"""Rules that look at pairs of items alone."""

from rankfold.rank.pairwise.condorcet_winner import black, condorcet_winner
from rankfold.rank.pairwise.copeland import copeland, llull
from rankfold.rank.pairwise.kemeny import (
    KemenyOrders,
    KemenyRanking,
    TieScheme,
    kemeny,
    kemeny_all,
    kemeny_cost,
)
from rankfold.rank.pairwise.lock import ranked_pairs, river
from rankfold.rank.pairwise.minimax import minimax
from rankfold.rank.pairwise.schulze import schulze
from rankfold.rank.pairwise.sets import schwartz_set, smith_set, uncovered_set
from rankfold.rank.pairwise.split_cycle import split_cycle, stable_voting
from rankfold.rank.pairwise.tournaments import banks, bipartisan_set, slater

__all__ = [
    "KemenyOrders",
    "KemenyRanking",
    "TieScheme",
    "banks",
    "bipartisan_set",
    "black",
    "condorcet_winner",
    "copeland",
    "kemeny",
    "kemeny_all",
    "kemeny_cost",
    "llull",
    "minimax",
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
