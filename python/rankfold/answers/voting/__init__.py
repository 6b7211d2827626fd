"""Methods that count or weigh samples."""

from rankfold.answers.voting.best import best_of_n, lowest_perplexity, weighted_best_of_n
from rankfold.answers.voting.confidence import borda_confidence_vote, confidence_vote, filtered_vote
from rankfold.answers.voting.count import majority_vote, threshold_vote
from rankfold.answers.voting.weight import weighted_vote

__all__ = [
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
