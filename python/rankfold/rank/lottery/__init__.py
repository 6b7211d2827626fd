"""Randomised decisions: lotteries over items instead of rankings of them."""

from rankfold.rank.lottery.maximal_lottery import Lottery, maximal_lottery
from rankfold.rank.lottery.multiplicative_weights import AverageLottery, multiplicative_weights
from rankfold.rank.lottery.regularized_best_response import regularized_best_response

__all__ = ["AverageLottery", "Lottery", "maximal_lottery", "multiplicative_weights", "regularized_best_response"]
