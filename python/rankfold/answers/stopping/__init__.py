"""When there are enough samples of a question."""

from rankfold.answers.stopping.adaptive import adaptive_stop
from rankfold.answers.stopping.budgets import deepening_budgets
from rankfold.answers.stopping.decisions import StopDecision, StopDecisions
from rankfold.answers.stopping.windows import WindowStop, early_stop_window, expected_samples

__all__ = [
    "StopDecision",
    "StopDecisions",
    "WindowStop",
    "adaptive_stop",
    "deepening_budgets",
    "early_stop_window",
    "expected_samples",
]
