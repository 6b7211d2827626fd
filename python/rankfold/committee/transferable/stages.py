"""The table of a count by transferable votes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.committee import Committee
from rankfold.frame_output import to_native_frame
from rankfold.text_table import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from rankfold import _native

__all__ = ["Stage", "TransferableVote"]

Number = Fraction | float


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a count.

    Numbers of votes are fractions, exactly, where the rule counts in fractions and these are not longer than some
    thousands of digits; else floats.

    Attributes
    ----------
    action : {"first_preferences", "surplus", "exclusion", "bounds"}
        What happened: the first count; surpluses were passed on; the last item was excluded and its votes passed on; or
        those of items that bounds of groups do not let in any more.
    items : tuple of str or int
        Whose votes were passed on.
    elected : tuple of str or int
        Who is elected at the end of the stage, in this order.
    votes : dict of label to Fraction or float
        What every item that is elected or still in the race has at the end of the stage.
    exhausted : Fraction or float
        The votes that found no item to go to, in all stages up to this one.
    lost : Fraction or float
        What was lost by cutting off decimals, in all stages up to this one.
    transferred : Fraction or float
        The votes that left their items in this stage; in the first, all votes.
    quota : Fraction or float
        The quota at the end of the stage.
    keep : dict of label to float
        For Meek's transfers the part of every vote that an elected item keeps, for Warren's the most that it takes of
        one; else empty.
    """

    action: Literal["first_preferences", "surplus", "exclusion", "bounds"]
    items: tuple[str | int, ...]
    elected: tuple[str | int, ...]
    votes: Mapping[str | int, Number]
    exhausted: Number
    lost: Number
    transferred: Number
    quota: Number
    keep: Mapping[str | int, float]

    @classmethod
    def _from_parts(cls, parts: tuple[Any, ...]) -> Self:
        action, items, elected, votes, (exhausted, lost, transferred, quota), keep = parts
        return cls(action, items, elected, votes, exhausted, lost, transferred, quota, keep)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; fractions as texts such as ``"83/6"``."""

        def written(number: Number) -> str | float:
            return str(number) if isinstance(number, Fraction) else number

        return {
            "action": self.action,
            "items": list(self.items),
            "elected": list(self.elected),
            "votes": {str(item): written(votes) for item, votes in self.votes.items()},
            "exhausted": written(self.exhausted),
            "lost": written(self.lost),
            "transferred": written(self.transferred),
            "quota": written(self.quota),
            "keep": {str(item): part for item, part in self.keep.items()},
        }


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TransferableVote(Committee):
    """A committee that was elected by transferable votes, with the table of the count.

    Attributes
    ----------
    stages : tuple of Stage
        Every stage of the count of ``members``. At the end of each, all votes together, those that are exhausted and
        those that are lost are as many as there were.
    """

    stages: tuple[Stage, ...] = ()

    @classmethod
    def _from_election(cls, election: _native.Election, settings: dict[str, Any]) -> Self:
        parts = cls._parts(election, settings)
        return cls(**parts, stages=tuple(map(Stage._from_parts, election.stages)))

    @property
    def quota(self) -> Number:
        """The quota of the first stage: for all but Meek's and Warren's transfers that of the whole count."""
        return self.stages[0].quota

    def _table(self) -> dict[str, list[Any]]:
        """A row for each item of each stage, and two for what no item has."""
        names = ("stage", "action", "item", "votes", "elected", "keep")
        columns: dict[str, list[Any]] = {name: [] for name in names}
        elected: set[str | int] = set()
        for number, stage in enumerate(self.stages, start=1):
            elected.update(stage.elected)
            rows: list[tuple[Any, ...]] = [
                (stage.action, item, float(votes), item in elected, stage.keep.get(item))
                for item, votes in stage.votes.items()
            ]
            rows += [
                (name, None, float(total), False, None)
                for name, total in (("exhausted", stage.exhausted), ("lost", stage.lost))
            ]
            for row in rows:
                for name, cell in zip(names, (number, *row), strict=True):
                    columns[name].append(cell)
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame of the whole count, in floats.

        Its columns are stage (from 1), action, item, votes, elected (whether the item is, at the end of the stage) and
        keep. Each stage has a row for every item that is elected or in the race, and two without an item, whose actions
        are ``"exhausted"`` and ``"lost"``.

        Parameters
        ----------
        backend : {"polars", "pandas", "pyarrow"}, optional
            The library of the frame; default the one that is imported already, else the first that is installed.

        Raises
        ------
        MissingDependencyError
            Without narwhals or a data frame library: ``pip install 'rankfold[frame]'``.
        """
        return to_native_frame(self._table(), backend)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects; exact numbers as texts such as ``"83/6"``."""
        return {**Committee.to_dict(self), "stages": [stage.to_dict() for stage in self.stages]}

    def __repr__(self) -> str:
        rule = self.settings.get("rule", "stv")
        # The last row of each item is where it ended.
        items = list(self.stages[0].votes)
        columns: dict[str, list[Any]] = {"": [*items, "(exhausted)"]}
        lost = any(stage.lost for stage in self.stages)
        if lost:
            columns[""].append("(lost)")
        for number, stage in enumerate(self.stages, start=1):
            cells: list[Any] = [
                f"{float(stage.votes[item]):.6g}{'*' if item in stage.elected else ''}" if item in stage.votes else ""
                for item in items
            ]
            cells.append(f"{float(stage.exhausted):.6g}")
            if lost:
                cells.append(f"{float(stage.lost):.6g}")
            columns[f"{number}"] = cells
        quota = f"quota {float(self.quota):.6g}"
        members = ", ".join(map(str, self.members))
        return f"{rule}: {len(self.members)} seats, {quota}: {members}\n{plain(columns)}"
