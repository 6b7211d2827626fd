"""What ``rankfold rank`` found, as a table, a frame or plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from rankfold import __version__
from rankfold.cli.show import print_table
from rankfold.cli.what_was_read import summary
from rankfold.rank import KemenyRanking

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from rankfold.cli.what_was_read import Votes
    from rankfold.rank import Ranking, RuleComparison, Stability

__all__ = ["Result", "print_result"]

_INTERVALS = ("rank_low", "rank_median", "rank_high", "p_first")


@dataclass(frozen=True, slots=True)
class Result:
    """The votes and what the rules made of them.

    Attributes
    ----------
    file : Path
        Where the votes were read.
    data : Ballots, ScoreTable or Comparisons
        The votes.
    comparison : RuleComparison
        The ranking by each rule.
    stability : Stability or None
        How stable the first ranking is.
    """

    file: Path
    data: Votes
    comparison: RuleComparison
    stability: Stability | None

    @property
    def first(self) -> Ranking:
        """The ranking by the first rule."""
        return next(iter(self.comparison.rankings.values()))

    def to_frame(self) -> pl.DataFrame:
        """Rank, item and score by one rule, or the ranks by several; then the intervals of the first. Best first."""
        several = len(self.comparison.rankings) > 1
        frame: pl.DataFrame = (self.comparison if several else self.first).to_frame("polars")
        if self.stability is None:
            return frame
        intervals: pl.DataFrame = self.stability.to_frame("polars").select(_INTERVALS)
        if several:
            # Both stand in the order of the first rule, whose intervals they are.
            first = next(iter(self.comparison.rankings))
            intervals = intervals.rename(lambda name: f"{first} {name}")
        return frame.hstack(intervals)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects for JSON; the shape is the same for one rule and for several."""
        return {
            "rankfold": __version__,
            "input": summary(self.file, self.data),
            **self.comparison.to_dict(),
            "stability": None if self.stability is None else self.stability.to_dict(),
        }


def print_result(result: Result) -> None:
    """Print the ranking, and how far several rules agree, on stdout."""
    rankings = result.comparison.rankings
    frame = result.to_frame()
    print_table(frame.columns, frame.rows())
    for name, ranking in rankings.items():
        if not ranking.winners:
            typer.echo(f"\n{name}: no winner")
        if isinstance(ranking, KemenyRanking):
            typer.echo(f"\n{name}: {ranking.proof}")
    if len(rankings) > 1:
        typer.echo()
        names = list(rankings)
        tau = result.comparison.kendall_tau_b.round(4).tolist()
        print_table(["Kendall tau-b", *names], [[name, *row] for name, row in zip(names, tau, strict=True)])
