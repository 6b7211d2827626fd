"""Data frames in, plain arrays out: the one place that knows about frames, through narwhals.

Each function takes a frame of polars, pandas, pyarrow or whatever else narwhals reads and returns the parts of one
container: :func:`table_parts` of a score table, :func:`ballot_parts` of ballots, :func:`approval_parts` of approvals,
:func:`comparison_parts` of battles,
:func:`sample_parts` of samples.
"""

from rankfold.frames.approvals import ApprovalParts, approval_parts
from rankfold.frames.ballots import BallotParts, ballot_parts
from rankfold.frames.columns import MISSING
from rankfold.frames.comparisons import ComparisonParts, comparison_parts
from rankfold.frames.samples import SampleParts, sample_parts
from rankfold.frames.tables import TableParts, table_parts

__all__ = [
    "MISSING",
    "ApprovalParts",
    "BallotParts",
    "ComparisonParts",
    "SampleParts",
    "TableParts",
    "approval_parts",
    "ballot_parts",
    "comparison_parts",
    "sample_parts",
    "table_parts",
]
