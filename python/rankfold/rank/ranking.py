"""What a rule returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rankfold import _native
    from rankfold.rank.bootstrap import Stability

__all__ = ["Ranking"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ranking(ToJson):
    """The items from best to worst, with the scores that led there.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    order : tuple of str or int
        The labels from best to worst; in label order inside a tie.
    ranks : ndarray of int64, shape (n_items,)
        Competition ranks in item order: 1, 2, 2, 4. Equal if and only if the rule ties the items exactly.
    scores : ndarray of float64, shape (n_items,)
        The rule's scores in item order, in the unit that the rule documents; NaN where an item has none. Ranks come
        from exact numbers, of which these are the nearest floats.
    winners : tuple of str or int
        All items that share the first place; empty if the rule found no winner.
    higher_is_better : bool
        Whether higher scores are better.
    settings : dict
        The rule and every option as it was applied.
    complete : bool
        Whether no tie had to be broken on the way: False where one was, by label, so that others among the tied might
        have won instead.
    rounds : ndarray of float64, shape (n_rounds, n_items), or None
        For rules that go in rounds: the score of each item in each round, NaN once it has left.
    cost : float or None
        For rules that look for the order closest to the votes: its distance, in the unit that the rule documents.
    """

    items: tuple[str | int, ...]
    order: tuple[str | int, ...]
    ranks: NDArray[np.int64]
    scores: NDArray[np.float64]
    winners: tuple[str | int, ...]
    higher_is_better: bool
    settings: dict[str, Any] = field(default_factory=dict)
    complete: bool = True
    rounds: NDArray[np.float64] | None = None
    cost: float | None = None

    @classmethod
    def _from_outcome(cls, outcome: _native.Outcome, settings: dict[str, Any]) -> Ranking:
        order = outcome.order
        settings["missing"] = outcome.missing
        return cls(
            outcome.items,
            order,
            outcome.ranks,
            outcome.scores,
            order[: outcome.n_winners],
            outcome.higher_is_better,
            settings,
            outcome.complete,
            outcome.rounds,
            outcome.cost,
        )

    @property
    def tiers(self) -> tuple[tuple[str | int, ...], ...]:
        """The items from best to worst, those that tie together."""
        if not self.order:
            return ()
        starts = np.unique(self.ranks) - 1
        ends = [*starts[1:].tolist(), len(self.order)]
        return tuple(self.order[start:end] for start, end in zip(starts.tolist(), ends, strict=True))

    def _columns(self) -> dict[str, list[Any]]:
        """Rank, item and score, best first."""
        by_item = dict(zip(self.items, zip(self.ranks.tolist(), self.scores.tolist(), strict=True), strict=True))
        return {
            "rank": [by_item[item][0] for item in self.order],
            "item": list(self.order),
            "score": [by_item[item][1] for item in self.order],
        }

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns rank, item and score, best first.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects, best first; NaN becomes ``None``."""
        columns = self._columns()
        columns["score"] = [None if score != score else score for score in columns["score"]]
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {
            "ranking": rows,
            "winners": list(self.winners),
            "higher_is_better": self.higher_is_better,
            "complete": self.complete,
            "cost": self.cost,
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table with the columns rank, item and score, best first."""
        return markdown(self._columns())

    def plot(self, *, axes: Any = None, intervals: Stability | None = None) -> Any:
        """Draw the leaderboard: scores, or ranks with their stability intervals.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw; default a new figure.
        intervals : Stability, optional
            What :func:`rankfold.rank.bootstrap` found on the same votes.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        MissingDependencyError
            Without matplotlib: ``pip install 'rankfold[plot]'``.
        """
        from rankfold.rank.plot import plot_intervals, plot_scores

        return plot_scores(self, axes) if intervals is None else plot_intervals(intervals, axes)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        rule = self.settings.get("rule", "ranking")
        if not self.winners:
            return f"{rule}: no winner\n{plain(self._columns())}"
        return f"{rule}: {len(self.items)} items\n{plain(self._columns())}"
