"""What a rule of committees returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rankfold.frame_output import to_native_frame
from rankfold.json_output import ToJson
from rankfold.text_table import markdown, plain

if TYPE_CHECKING:
    from fractions import Fraction
    from typing import Literal, Self

    from rankfold import _native

__all__ = ["Committee", "Round"]


@dataclass(frozen=True, slots=True)
class Round:
    """What happened in one round of a rule.

    Attributes
    ----------
    action : {"elected", "excluded"}
        What happened.
    item : str or int
        To whom.
    tied : tuple of str or int
        Everybody it could have happened to, the item included, in the order that breaks ties.
    value : Fraction or None
        The number that decided, in the unit that the rule documents.
    """

    action: Literal["elected", "excluded"]
    item: str | int
    tied: tuple[str | int, ...]
    value: Fraction | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Committee(ToJson):
    """The items that were chosen, and what is known of the choice.

    Attributes
    ----------
    members : tuple of str or int
        The labels, in the order of election where there is one, else in the order that breaks ties.
    outcomes : tuple of tuple of str or int
        The committees that tie, ``members`` first; ``members`` alone unless ``outcomes="all"`` was asked for.
    complete : bool or None
        Whether ``outcomes`` holds every committee that some way to break the ties elects: with ``outcomes="one"``,
        whether no tie was broken. None where that was not found out.
    score : Fraction or None
        The rule's score of the committee, exactly; None for rules without one.
    bound : Fraction or None
        For rules that look for the best committee: what none can surpass; equal to the score if that is proven best.
    proven : bool
        Whether this is proven to be what the rule defines; False for the best that a heuristic found, or a search that
        a limit ended.
    exact : bool
        Whether every decision was made in exact numbers.
    stopped_early : bool
        Whether ``time_limit`` ended the search.
    method : str
        How the committee was found, by the name that users choose it by; empty for rules with one way.
    guarantee : str
        What that method promises, in words.
    rounds : tuple of Round
        For rules that go in rounds: what happened.
    group_counts : dict of label to int
        How many members each group has.
    settings : dict
        The rule and every option as it was applied.
    """

    members: tuple[str | int, ...]
    outcomes: tuple[tuple[str | int, ...], ...]
    complete: bool | None
    score: Fraction | None
    bound: Fraction | None
    proven: bool
    exact: bool
    stopped_early: bool
    method: str
    guarantee: str
    rounds: tuple[Round, ...]
    group_counts: dict[str | int, int]
    settings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def _from_election(cls, election: _native.Election, settings: dict[str, Any]) -> Self:
        return cls(**cls._parts(election, settings))

    @classmethod
    def _parts(cls, election: _native.Election, settings: dict[str, Any]) -> dict[str, Any]:
        """What every kind of committee consists of."""
        outcomes = tuple(election.committees)
        return {
            "members": outcomes[0],
            "outcomes": outcomes,
            "complete": election.complete,
            "score": election.score,
            "bound": election.bound,
            "proven": election.proven,
            "exact": election.exact,
            "stopped_early": election.stopped_early,
            "method": election.method,
            "guarantee": election.guarantee,
            "rounds": tuple(Round(*parts) for parts in election.rounds),
            "group_counts": dict(zip(settings.get("bounds", {}), election.group_counts, strict=True)),
            "settings": settings,
        }

    def _with_settings(self, settings: dict[str, Any]) -> Committee:
        """The same under settings that say more of how the rule was called."""
        return replace(self, settings=settings)

    def _columns(self) -> dict[str, list[Any]]:
        """The members in their order, with the values of their rounds where each was elected in one."""
        columns: dict[str, list[Any]] = {"seat": list(range(1, len(self.members) + 1)), "item": list(self.members)}
        elected = {entry.item: entry.value for entry in self.rounds if entry.action == "elected"}
        values = [elected.get(item) for item in self.members]
        if any(value is not None for value in values):
            columns["value"] = [None if value is None else float(value) for value in values]
        return columns

    def to_frame(self, backend: str | None = None) -> Any:
        """A data frame with the columns seat and item, and the value of each election where there is one.

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
        """Plain Python objects; exact numbers as texts such as ``"83/6"``."""

        def exact(value: Fraction | None) -> str | None:
            return None if value is None else str(value)

        return {
            "members": list(self.members),
            "outcomes": [list(members) for members in self.outcomes],
            "complete": self.complete,
            "score": exact(self.score),
            "bound": exact(self.bound),
            "proven": self.proven,
            "exact": self.exact,
            "stopped_early": self.stopped_early,
            "method": self.method,
            "guarantee": self.guarantee,
            "rounds": [
                {"action": entry.action, "item": entry.item, "tied": list(entry.tied), "value": exact(entry.value)}
                for entry in self.rounds
            ],
            "group_counts": {str(label): count for label, count in self.group_counts.items()},
            "settings": dict(self.settings),
        }

    def to_markdown(self) -> str:
        """A Markdown table of the members."""
        return markdown(self._columns())

    def __len__(self) -> int:
        return len(self.members)

    def __repr__(self) -> str:
        rule = self.settings.get("rule", "committee")
        score = "" if self.score is None else f", score {self.score}"
        proven = "" if self.proven else ", not proven"
        return f"{rule}: {len(self.members)} seats{score}{proven}\n{plain(self._columns())}"
