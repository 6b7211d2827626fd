"""What ``rankfold committee`` found, as a table, a frame or plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from rankfold import __version__
from rankfold.cli.show import print_table
from rankfold.cli.what_was_read import summary
from rankfold.committee.committee import Committee

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from rankfold.approvals import Approvals
    from rankfold.ballots import Ballots

__all__ = ["CommitteeResult", "print_committees"]


@dataclass(frozen=True, slots=True)
class CommitteeResult:
    """The votes and whom the rules elected.

    Attributes
    ----------
    file : Path
        Where the votes were read.
    data : Approvals or Ballots
        The votes.
    committees : dict of str to Committee
        The committee by each rule.
    """

    file: Path
    data: Approvals | Ballots
    committees: dict[str, Committee]

    def to_frame(self) -> pl.DataFrame:
        """The members by one rule with their values, or by several in a column each."""
        import polars as pl

        if len(self.committees) == 1:
            (only,) = self.committees.values()
            # Of the members, whatever more the result of the rule has to tell.
            frame: pl.DataFrame = Committee.to_frame(only, "polars")
            return frame
        seats = max(map(len, self.committees.values()))
        columns: dict[str, list[Any]] = {"seat": list(range(1, seats + 1))}
        for name, committee in self.committees.items():
            columns[name] = [str(item) for item in committee.members] + [None] * (seats - len(committee))
        return pl.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects for JSON; the shape is the same for one rule and for several."""
        return {
            "rankfold": __version__,
            "input": summary(self.file, self.data),
            "committees": {name: committee.to_dict() for name, committee in self.committees.items()},
        }


def print_committees(result: CommitteeResult, *, with_rounds: bool) -> None:
    """Print who was elected, and what is known of it, on stdout."""
    frame = result.to_frame()
    print_table(frame.columns, frame.rows())
    for name, committee in result.committees.items():
        typer.echo(f"\n{name}: {_what_is_known(committee)}")
        if len(committee.outcomes) > 1:
            for members in committee.outcomes:
                typer.echo("  " + ", ".join(map(str, members)))
        if with_rounds and committee.rounds:
            rows = [
                [number, entry.action, entry.item, _value(entry.value), ", ".join(map(str, entry.tied[1:]))]
                for number, entry in enumerate(committee.rounds, start=1)
            ]
            print_table(["round", "action", "item", "value", "tied with it"], rows)


def _what_is_known(committee: Committee) -> str:
    parts = []
    if committee.score is not None:
        parts.append(f"score {committee.score}")
    if committee.method:
        parts.append(f"by {committee.method}" + (f" ({committee.guarantee})" if committee.guarantee else ""))
    if not committee.proven:
        bound = "" if committee.bound is None else f", at most {committee.bound}"
        parts.append(f"not proven{bound}")
    if not committee.exact:
        parts.append("in floats")
    if committee.settings["outcomes"] == "all":
        whole = "all" if committee.complete else "the first"
        n_outcomes = len(committee.outcomes)
        parts.append("no other committee ties" if n_outcomes == 1 else f"{whole} {n_outcomes} that tie")
    elif committee.complete is False:
        parts.append("ties were broken")
    parts += [f"{group}: {count}" for group, count in committee.group_counts.items()]
    return ", ".join(parts) or "elected"


def _value(value: Any) -> Any:
    return None if value is None else float(value)
