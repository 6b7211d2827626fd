"""The order closest to the votes: Kemeny's rule, proven where it can be."""

from rankfold.rank.kemeny.consensus import kemeny
from rankfold.rank.kemeny.cost import kemeny_cost
from rankfold.rank.kemeny.optima import KemenyOrders, kemeny_all
from rankfold.rank.kemeny.ranking import Component, KemenyRanking

__all__ = ["Component", "KemenyOrders", "KemenyRanking", "kemeny", "kemeny_all", "kemeny_cost"]
