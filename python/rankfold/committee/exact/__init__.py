"""Rules whose committee is proven to be the best, and the greedy relative of one of them."""

from rankfold.committee.exact.greedy_monroe import greedy_monroe
from rankfold.committee.exact.lexicographic_chamberlin_courant import lexicographic_chamberlin_courant
from rankfold.committee.exact.minimax_approval import minimax_approval
from rankfold.committee.exact.monroe import monroe

__all__ = ["greedy_monroe", "lexicographic_chamberlin_courant", "minimax_approval", "monroe"]
