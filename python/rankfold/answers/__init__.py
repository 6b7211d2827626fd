"""Many samples of one question into one answer, with an honest confidence.

Each method is a function of :class:`rankfold.Samples` that returns an :class:`AnswerSelection`; :data:`METHODS` says
what each reads and where it comes from.
"""

from rankfold.answers.consistency import (
    WeibullMixture,
    WeibullMixtures,
    perplexity_consistency,
    rpc,
    weibull_mixture,
)
from rankfold.answers.registry import METHODS, MethodInfo
from rankfold.answers.selection import AnswerSelection, Decision
from rankfold.answers.voting import (
    best_of_n,
    borda_confidence_vote,
    confidence_vote,
    filtered_vote,
    lowest_perplexity,
    majority_vote,
    threshold_vote,
    weighted_best_of_n,
    weighted_vote,
)

__all__ = [
    "METHODS",
    "AnswerSelection",
    "Decision",
    "MethodInfo",
    "WeibullMixture",
    "WeibullMixtures",
    "best_of_n",
    "borda_confidence_vote",
    "confidence_vote",
    "filtered_vote",
    "lowest_perplexity",
    "majority_vote",
    "perplexity_consistency",
    "rpc",
    "threshold_vote",
    "weibull_mixture",
    "weighted_best_of_n",
    "weighted_vote",
]
