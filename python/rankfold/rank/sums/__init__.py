"""Sums of ranks over clients, for millions of items: the vote of federated rank learning."""

from rankfold.rank.sums.order_by_sum import order_by_sum
from rankfold.rank.sums.rank_sums import RankSums
from rankfold.rank.sums.sum_of_ranks import sum_of_ranks
from rankfold.rank.sums.top_fraction import TopFraction, top_fraction

__all__ = ["RankSums", "TopFraction", "order_by_sum", "sum_of_ranks", "top_fraction"]
