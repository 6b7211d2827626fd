"""The order closest to the votes: Kemeny's rule, proven where it can be."""

from rankfold.rank.pairwise.kemeny.consensus import kemeny
from rankfold.rank.pairwise.kemeny.cost import kemeny_cost
from rankfold.rank.pairwise.kemeny.optima import KemenyOrders, kemeny_all
from rankfold.rank.pairwise.kemeny.ranking import Component, KemenyRanking

__all__ = ["Component", "KemenyOrders", "KemenyRanking", "kemeny", "kemeny_all", "kemeny_cost"]
