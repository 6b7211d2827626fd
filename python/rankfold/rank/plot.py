"""Leaderboards as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold.errors import MissingDependencyError

if TYPE_CHECKING:
    from rankfold.rank.bootstrap import Stability
    from rankfold.rank.ranking import Ranking

__all__ = ["plot_intervals", "plot_scores"]

_COLOUR = "#2a5d84"
_INCHES_PER_ITEM = 0.28


def _axes(axes: Any, n_items: int) -> Any:
    if axes is not None:
        return axes
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingDependencyError("plot() needs matplotlib: pip install 'rankfold[plot]'") from None
    # A figure of its own and not pyplot's, so that drawing in a service leaves nothing behind.
    figure = Figure(figsize=(7, max(2.0, 0.8 + _INCHES_PER_ITEM * n_items)), layout="constrained")
    return figure.add_subplot()


def _leaderboard(axes: Any, labels: list[str], title: str) -> None:
    # Labels are names: a dollar sign in one starts no formula.
    axes.set_yticks(range(len(labels)), labels, parse_math=False)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, parse_math=False)


def plot_scores(ranking: Ranking, axes: Any) -> Any:
    """One dot an item, best at the top."""
    columns = ranking._columns()
    axes = _axes(axes, len(ranking))
    axes.plot(columns["score"], range(len(ranking)), "o", color=_COLOUR)
    axes.set_xlabel("score" if ranking.higher_is_better else "score (lower is better)")
    labels = [f"{rank}  {item}" for rank, item in zip(columns["rank"], columns["item"], strict=True)]
    _leaderboard(axes, labels, str(ranking.settings.get("rule", "")))
    return axes


def plot_intervals(stability: Stability, axes: Any) -> Any:
    """The interval of each item's rank, with a dot at the rank itself, best at the top."""
    columns = stability._columns()
    rank, low, high = (np.array(columns[name]) for name in ("rank", "rank_low", "rank_high"))
    places = np.arange(len(rank))
    axes = _axes(axes, len(rank))
    axes.hlines(places, low, high, color=_COLOUR, alpha=0.5, linewidth=3)
    axes.plot(rank, places, "o", color=_COLOUR)
    axes.set_xlabel(f"rank, with {stability.settings['level']:.0%} stability interval")
    axes.xaxis.get_major_locator().set_params(integer=True)
    _leaderboard(axes, [str(item) for item in columns["item"]], str(stability.settings["rule"]))
    return axes
