"""Many samples of one question into one answer, with an honest confidence.

Each method is a function of :class:`rankfold.Samples` that returns an :class:`AnswerSelection`; :data:`METHODS` says
what each reads and where it comes from.
"""

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
    "best_of_n",
    "borda_confidence_vote",
    "confidence_vote",
    "filtered_vote",
    "lowest_perplexity",
    "majority_vote",
    "threshold_vote",
    "weighted_best_of_n",
    "weighted_vote",
]
