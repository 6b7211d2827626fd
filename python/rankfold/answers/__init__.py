"""Many samples of one question into one answer, with an honest confidence.

Each method is a function of :class:`rankfold.Samples` that returns an :class:`AnswerSelection`; :data:`METHODS` says
what each reads and where it comes from. Beside them: what k samples would achieve (:func:`pass_at_k`,
:func:`maj_at_k`, ...), when there are enough of them (:func:`adaptive_stop`, ...), and how far they agree
(:func:`answer_entropy`, ...).
"""

from rankfold.answers.at_k import AtK, AtKOptions
from rankfold.answers.canonical import CANONICAL_STEPS, canonical_form
from rankfold.answers.checklists import BestByChecklist, ChecklistScores, best_by_checklist, checklist_score
from rankfold.answers.code import (
    CodeSelection,
    DualAgreement,
    SuspectTests,
    dual_agreement,
    mbr_execution,
    suspect_tests,
)
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
from rankfold.answers.grouping import AnswerGroups, group_answers
from rankfold.answers.math_equality import math_equality
from rankfold.answers.ranked import RankedAnswers, permutation_self_consistency, ranked_vote
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
from rankfold.answers.trace_confidence import trace_confidence
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
from rankfold.answers.worker_equality import WorkerEquality, WorkerError

__all__ = [
    "CANONICAL_STEPS",
    "METHODS",
    "AnswerGroups",
    "AnswerSelection",
    "AtK",
    "AtKOptions",
    "BestByChecklist",
    "ChecklistScores",
    "CodeSelection",
    "Decision",
    "DualAgreement",
    "MethodInfo",
    "RankedAnswers",
    "StopDecision",
    "StopDecisions",
    "SuspectTests",
    "WeibullMixture",
    "WeibullMixtures",
    "WindowStop",
    "WorkerEquality",
    "WorkerError",
    "adaptive_stop",
    "answer_entropy",
    "best_by_checklist",
    "best_of_n",
    "borda_confidence_vote",
    "canonical_form",
    "checklist_score",
    "confidence_vote",
    "coverage",
    "deepening_budgets",
    "distinct_answers",
    "dual_agreement",
    "early_stop_window",
    "expected_samples",
    "filtered_vote",
    "g_pass_at_k",
    "group_answers",
    "lowest_perplexity",
    "maj_at_k",
    "majority_vote",
    "math_equality",
    "mbr_execution",
    "mg_pass_at_k",
    "pairwise_agreement",
    "pass_at_k",
    "pass_hat_k",
    "permutation_self_consistency",
    "perplexity_consistency",
    "ranked_vote",
    "reward_at_k",
    "rpc",
    "semantic_entropy",
    "suspect_tests",
    "threshold_vote",
    "trace_confidence",
    "weibull_mixture",
    "weighted_best_of_n",
    "weighted_vote",
]
