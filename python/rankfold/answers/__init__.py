"""Many samples of one question into one answer, with an honest confidence.

Each method is a function of :class:`rankfold.Samples` that returns an :class:`AnswerSelection`; :data:`METHODS` says
what each reads and where it comes from. Beside them: what k samples would achieve (:func:`pass_at_k`,
:func:`maj_at_k`, ...), when there are enough of them (:func:`adaptive_stop`, ...), and how far they agree
(:func:`answer_entropy`, ...).
"""

from rankfold.answers.at_k import AtK, AtKOptions
from rankfold.answers.consistency import (
    WeibullMixture,
    WeibullMixtures,
    perplexity_consistency,
    rpc,
    weibull_mixture,
)
from rankfold.answers.estimators import (
    coverage,
    g_pass_at_k,
    maj_at_k,
    mg_pass_at_k,
    pass_at_k,
    pass_hat_k,
    reward_at_k,
)
from rankfold.answers.registry import METHODS, MethodInfo
from rankfold.answers.selection import AnswerSelection, Decision
from rankfold.answers.stopping import (
    StopDecision,
    StopDecisions,
    WindowStop,
    adaptive_stop,
    deepening_budgets,
    early_stop_window,
    expected_samples,
)
from rankfold.answers.uncertainty import answer_entropy, distinct_answers, pairwise_agreement, semantic_entropy
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
    "AtK",
    "AtKOptions",
    "Decision",
    "MethodInfo",
    "StopDecision",
    "StopDecisions",
    "WeibullMixture",
    "WeibullMixtures",
    "WindowStop",
    "adaptive_stop",
    "answer_entropy",
    "best_of_n",
    "borda_confidence_vote",
    "confidence_vote",
    "coverage",
    "deepening_budgets",
    "distinct_answers",
    "early_stop_window",
    "expected_samples",
    "filtered_vote",
    "g_pass_at_k",
    "lowest_perplexity",
    "maj_at_k",
    "majority_vote",
    "mg_pass_at_k",
    "pairwise_agreement",
    "pass_at_k",
    "pass_hat_k",
    "perplexity_consistency",
    "reward_at_k",
    "rpc",
    "semantic_entropy",
    "threshold_vote",
    "weibull_mixture",
    "weighted_best_of_n",
    "weighted_vote",
]
