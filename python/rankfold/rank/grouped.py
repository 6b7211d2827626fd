"""A rule on each segment of the votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arrays import weight_vector
from rankfold.comparisons import Comparisons
from rankfold.control import Control, native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.frame_output import to_native_frame
from rankfold.frames.columns import encode, sorted_labels
from rankfold.json_output import ToJson
from rankfold.labels import checked_labels
from rankfold.rank.ranking import Ranking
from rankfold.rank.registry import native_votes, rule_info
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["GroupedRankings", "grouped"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GroupedRankings(Mapping[str | int, Ranking], ToJson):
    """The ranking of each segment: a mapping from the segment to its :class:`Ranking`, in label order.

    Attributes
    ----------
    rankings : dict of str or int to Ranking
        The rankings.
    n_rows : ndarray of int64, shape (n_segments,)
        How many rows (voters, battles) each segment has, in the same order.
    settings : dict
        The rule and every option.
    """

    rankings: Mapping[str | int, Ranking]
    n_rows: NDArray[np.int64]
    settings: dict[str, Any]

    def __getitem__(self, segment: str | int) -> Ranking:
        return self.rankings[segment]

    def __iter__(self) -> Iterator[str | int]:
        return iter(self.rankings)

    def __len__(self) -> int:
        return len(self.rankings)

    def _columns(self) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {"segment": [], "rank": [], "item": [], "score": []}
        for segment, ranking in self.rankings.items():
            columns["segment"] += [segment] * len(ranking)
            for name, values in ranking._columns().items():
                columns[name] += values
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns segment, rank, item and score; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, a segment a list entry; see :meth:`Ranking.to_dict`."""
        sizes = zip(self.rankings.items(), self.n_rows.tolist(), strict=True)
        segments = [
            {
                "segment": segment,
                "n_rows": n_rows,
                **{name: value for name, value in ranking.to_dict().items() if name != "settings"},
            }
            for (segment, ranking), n_rows in sizes
        ]
        return {"segments": segments, "settings": dict(self.settings)}

    def to_markdown(self) -> str:
        """A Markdown table with the columns segment, rank, item and score."""
        return markdown(self._columns())

    def __repr__(self) -> str:
        head = f"{self.settings['rule']}: {len(self)} segments"
        winners = [", ".join(map(str, ranking.winners)) or "none" for ranking in self.rankings.values()]
        table = plain({"segment": list(self.rankings), "rows": self.n_rows.tolist(), "winners": winners})
        return f"{head}\n{table}"


def grouped(
    data: Any,
    *,
    by: Sequence[str | int] | NDArray[Any] | None = None,
    rule: str = "borda",
    **options: Any,
) -> GroupedRankings:
    """Run a rule on each segment of the votes, in parallel.

    Parameters
    ----------
    data : Ballots, ScoreTable, Comparisons or list of ballots
        The votes; counts hold no rows that could be told apart.
    by : sequence of str or int of length n_rows, optional
        The segment of each row (voter, battle): a language, a category, a month. Default: the groups of a table, or the
        segments that the battles were read with.
    rule : str, default "borda"
        Any rule of :data:`rankfold.rank.RULES`.
    **options
        The rule's own options, and those of :class:`rankfold.control.Control`.

    Returns
    -------
    GroupedRankings
        A mapping from segment to :class:`Ranking`, segments in label order. Each ranking is what the rule gives for the
        rows of the segment alone. All rank the same items: one that a segment does not name is unranked there.

    Raises
    ------
    InvalidInputError
        Without segments, for another number of them than of rows, or whatever the rule raises; the text then names the
        segment.
    InputKindError
        For counts.
    InvalidTypeError
        For a segment that is neither a text nor an integer, a missing one included.

    Notes
    -----
    The cost of the rule on each segment; the rows are copied once. Segments run on several threads at a time.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"], ["b", "a"]]
    >>> rf.rank.grouped(votes, by=["en", "de", "en", "en", "de"], rule="plurality")
    plurality: 2 segments
    segment  rows  winners
    de          2  b
    en          3  a
    """
    info = rule_info(rule)
    control: Any = {name: options.pop(name) for name in Control.__annotations__ if name in options}
    options = {name: tuple(value.tolist()) if hasattr(value, "tolist") else value for name, value in options.items()}
    native_rule, running = info.native(options), native_control(control)
    if isinstance(data, Comparisons):
        names, numbers = _segments(data.by if by is None else by, data.n_comparisons)
        found = _native.grouped_battles(
            native_rule,
            data.first,
            data.second,
            data.outcome,
            weight_vector(data.weights, "(n_comparisons,)"),
            data.items,
            numbers,
            names,
            running,
        )
    else:
        votes = native_votes(data, control)
        groups = getattr(data, "groups", None) if by is None else by
        names, numbers = _segments(groups, getattr(votes, "n_voters", getattr(votes, "n_rows", None)))
        found = _native.grouped(native_rule, votes, numbers, names, running)
    settings = {"rule": rule, **info.defaults, **options}
    rankings = {
        name: Ranking._from_outcome(outcome, dict(settings)) for name, outcome in zip(names, found, strict=True)
    }
    return GroupedRankings(rankings, np.bincount(numbers, minlength=len(names)).astype(np.int64), settings)


def _segments(by: Any, n_rows: int | None) -> tuple[tuple[str | int, ...], NDArray[np.int64]]:
    """The different segments in label order, and the number of each row's."""
    if by is None:
        raise InvalidInputError("by is missing, and the votes have no groups: expected the segment of each row")
    if isinstance(by, np.ndarray) and by.ndim == 1 and by.dtype.kind in "iuU" and len(by) == n_rows:
        different, numbers = np.unique(by, return_inverse=True)
        return tuple(different.tolist()), numbers.astype(np.int64)
    if isinstance(by, str) or not hasattr(by, "__iter__"):
        raise InvalidTypeError(f"by is of type {type(by).__name__}: expected the segment of each row")
    found = tuple(by)
    labels = checked_labels("by", found, len(found) if n_rows is None else n_rows)
    names = sorted_labels(labels)
    return tuple(names), encode(labels, names)
