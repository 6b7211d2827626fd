"""Shares of the best committee's value, by rule, number of rankings and strength of bias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FairnessCurve"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FairnessCurve(ToJson):
    """Means over elections of ``F(S) / OPT``, by rule, number of rankings and strength of bias.

    ``F`` is the score by the latent rankings, ``S`` the committee that the rule chooses by the biased ones, ``OPT`` the
    score of the best committee of its size. Arrays named ``..._error`` hold the standard errors of the means.

    Attributes
    ----------
    rules : tuple of str
        The rules.
    n_rankings : tuple of int
        How many rankings an election has.
    strengths : ndarray of float64
        The strengths of bias.
    splits : ndarray of int64
        How many members of the disadvantaged group each exact split takes.
    unconstrained, unconstrained_error : ndarray of float64, shape (n_rules, n_numbers, n_strengths)
        The committee of the highest biased scores.
    proportional, proportional_error : ndarray of float64, the same shape
        The best by biased scores with at least ``floor(committee_size * group_size / n_items)`` of each group.
    exact, exact_error : ndarray of float64, shape (n_rules, n_numbers, n_strengths, n_splits)
        The best by biased scores with exactly so many of the disadvantaged group.
    items : tuple of str or int
        The labels.
    groups : tuple of str or int, length n_items
        The group of each item.
    settings : dict
        Every argument as it was applied.
    """

    rules: tuple[str, ...]
    n_rankings: tuple[int, ...]
    strengths: NDArray[np.float64]
    splits: NDArray[np.int64]
    unconstrained: NDArray[np.float64]
    unconstrained_error: NDArray[np.float64]
    proportional: NDArray[np.float64]
    proportional_error: NDArray[np.float64]
    exact: NDArray[np.float64]
    exact_error: NDArray[np.float64]
    items: tuple[str | int, ...]
    groups: tuple[str | int, ...]
    settings: dict[str, Any]

    @property
    def best_split(self) -> NDArray[np.int64]:
        """The split with the highest mean, the smallest of several; shape (n_rules, n_numbers, n_strengths)."""
        at: NDArray[np.int64] = self.splits[self.exact.argmax(axis=-1)]
        return at

    @property
    def best(self) -> NDArray[np.float64]:
        """The mean at the best split. The best of several estimates: a little too high where they are close."""
        means: NDArray[np.float64] = self.exact.max(axis=-1)
        return means

    @property
    def best_error(self) -> NDArray[np.float64]:
        """The standard error at the best split, as if it had been chosen beforehand."""
        at = self.exact.argmax(axis=-1)[..., None]
        return np.take_along_axis(self.exact_error, at, axis=-1)[..., 0]

    def _columns(self) -> dict[str, list[Any]]:
        shape = self.unconstrained.shape
        rule, number, strength = (axis.ravel() for axis in np.indices(shape))
        columns: dict[str, list[Any]] = {
            "rule": [self.rules[k] for k in rule],
            "n_rankings": [self.n_rankings[k] for k in number],
            "strength": self.strengths[strength].tolist(),
        }
        names = ("unconstrained", "unconstrained_error", "best_split", "best", "best_error")
        for name in (*names, "proportional", "proportional_error"):
            columns[name] = getattr(self, name).ravel().tolist()
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with a row for each rule, number of rankings and strength; see :meth:`Ranking.to_frame`."""
        return to_native_frame(self._columns(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects: the rows of :meth:`to_frame` as columns, and all splits."""
        return {
            **self._columns(),
            "splits": self.splits.tolist(),
            "exact": self.exact.reshape(-1, len(self.splits)).tolist(),
            "exact_error": self.exact_error.reshape(-1, len(self.splits)).tolist(),
            "items": list(self.items),
            "groups": list(self.groups),
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table."""
        return markdown(self._columns())

    def plot(self, *, n_rankings: int | None = None, axes: Any = None) -> Any:
        """Draw the curves over the strength of bias, a colour a rule, with standard errors.

        Solid: the best split; dashed: without constraints; dotted: proportional bounds.

        Parameters
        ----------
        n_rankings : int, optional
            Which number of rankings; default the largest.
        axes : matplotlib.axes.Axes, optional
            Where to draw; default a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InvalidInputError
            For a number of rankings that was not asked for.
        MissingDependencyError
            Without matplotlib: ``pip install 'rankfold[plot]'``.
        """
        from rankfold.committee.bias.plot import plot_curve

        return plot_curve(self, n_rankings, axes)

    def __repr__(self) -> str:
        settings = self.settings
        head = (
            f"fairness curve: committees of {settings['committee_size']}, model {settings['model']!r}, "
            f"{settings['n_elections']} elections"
        )
        names = ("rule", "n_rankings", "strength", "unconstrained", "best_split", "best", "proportional")
        columns = self._columns()
        return f"{head}\n{plain({name: columns[name] for name in names})}"
