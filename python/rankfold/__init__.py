"""rankfold folds many votes into one decision.

>>> import rankfold as rf
>>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]])
>>> rf.rank.borda(votes).order
('b', 'a', 'c')
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from rankfold._native import __version__
from rankfold.answer_votes import AnswerVotes
from rankfold.approval_counts import ApprovalCounts
from rankfold.approvals import Approvals
from rankfold.ballots import Ballots
from rankfold.comparisons import Comparisons
from rankfold.control import CancelToken, threads
from rankfold.errors import (
    Cancelled,
    CorruptStateError,
    IncompatibleStateError,
    InputKindError,
    InternalError,
    InvalidFileError,
    InvalidInputError,
    InvalidTypeError,
    MissingDependencyError,
    RankfoldError,
    SizeLimitError,
    TimeLimitError,
)
from rankfold.notes import Note
from rankfold.pairwise_counts import PairwiseCounts
from rankfold.positional_counts import PositionalCounts
from rankfold.read import read
from rankfold.samples import Samples
from rankfold.score_table import ScoreTable
from rankfold.versions import show_versions

if TYPE_CHECKING:
    from types import ModuleType

    from rankfold import answers, committee, hashing, logits, rank

__all__ = [
    "AnswerVotes",
    "ApprovalCounts",
    "Approvals",
    "Ballots",
    "CancelToken",
    "Cancelled",
    "Comparisons",
    "CorruptStateError",
    "IncompatibleStateError",
    "InputKindError",
    "InternalError",
    "InvalidFileError",
    "InvalidInputError",
    "InvalidTypeError",
    "MissingDependencyError",
    "Note",
    "PairwiseCounts",
    "PositionalCounts",
    "RankfoldError",
    "Samples",
    "ScoreTable",
    "SizeLimitError",
    "TimeLimitError",
    "__version__",
    "answers",
    "committee",
    "hashing",
    "logits",
    "rank",
    "read",
    "show_versions",
    "threads",
]

# Silent unless the application says otherwise.
logging.getLogger("rankfold").addHandler(logging.NullHandler())

_CAPABILITIES = ("answers", "committee", "hashing", "logits", "rank")


def __getattr__(name: str) -> ModuleType:
    """A capability, imported when it is first asked for: few programs need all, and all take a tenth of a second."""
    if name in _CAPABILITIES:
        return import_module(f"rankfold.{name}")
    raise AttributeError(f"module 'rankfold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
