"""rankfold folds many votes into one decision.

>>> import rankfold as rf
>>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]])
>>> rf.rank.borda(votes).order
('b', 'a', 'c')
"""

import logging

from rankfold import answers, committee, rank
from rankfold._native import __version__
from rankfold.answer_votes import AnswerVotes
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

__all__ = [
    "AnswerVotes",
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
    "rank",
    "read",
    "show_versions",
    "threads",
]

# Silent unless the application says otherwise.
logging.getLogger("rankfold").addHandler(logging.NullHandler())
