"""The order closest to the votes: Kemeny's rule, proven where it can be."""

from rankfold.rank.pairwise.kemeny.consensus import kemeny
from rankfold.rank.pairwise.kemeny.cost import kemeny_cost
from rankfold.rank.pairwise.kemeny.optima import KemenyOrders, kemeny_all
from rankfold.rank.pairwise.kemeny.ranking import Component, KemenyRanking
from rankfold.rank.pairwise.kemeny.scheme import TieScheme

__all__ = ["Component", "KemenyOrders", "KemenyRanking", "TieScheme", "kemeny", "kemeny_all", "kemeny_cost"]
