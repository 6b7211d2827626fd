"""How far rankings agree: correlations and distances.

Two rankings of the same items are two vectors ``x, y`` in item order, of ranks or of scores. Two lists that name
different items are two orders of labels, best first. :func:`pairwise` measures all rows of a table at once.
"""

from rankfold.rank.distance.average_precision import average_precision_correlation
from rankfold.rank.distance.concordance import KendallW, kendall_w
from rankfold.rank.distance.kendall import KendallTau, kendall_distance, kendall_tau
from rankfold.rank.distance.lists import RankBiasedOverlap, rank_biased_overlap, top_k_footrule, top_k_kendall_distance
from rankfold.rank.distance.matrix import DistanceMatrix, pairwise
from rankfold.rank.distance.spearman import spearman_footrule, spearman_rho
from rankfold.rank.distance.weighted_tau import weighted_tau

__all__ = [
    "DistanceMatrix",
    "KendallTau",
    "KendallW",
    "RankBiasedOverlap",
    "average_precision_correlation",
    "kendall_distance",
    "kendall_tau",
    "kendall_w",
    "pairwise",
    "rank_biased_overlap",
    "spearman_footrule",
    "spearman_rho",
    "top_k_footrule",
    "top_k_kendall_distance",
    "weighted_tau",
]
