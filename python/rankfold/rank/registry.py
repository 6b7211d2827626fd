"""The rules by name: what they read, what they promise, where they come from.

The command ``rankfold rules`` and the table in the documentation are written from here.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from rankfold import _native
from rankfold.arrays import is_bare_array
from rankfold.comparisons import Comparisons
from rankfold.control import Control, native_control
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.rank.ranking import Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "PAIRS",
    "PLACES",
    "RANKINGS",
    "RULES",
    "Peer",
    "RuleInfo",
    "evaluate",
    "native_votes",
    "register",
    "rule_info",
]

P = ParamSpec("P")
R = TypeVar("R", bound=Ranking)

RANKINGS = ("Ballots", "ScoreTable")
PLACES = ("Ballots", "ScoreTable", "PositionalCounts")
PAIRS = ("Ballots", "ScoreTable", "PairwiseCounts", "Comparisons")


@dataclass(frozen=True, slots=True)
class Peer:
    """A rule in another package.

    Attributes
    ----------
    package : str
        The package.
    call : str
        What it calls the rule.
    options : str
        The options under which the rule here is the same, as they are written; none for the defaults.
    difference : str
        What differs all the same, ties included; empty if nothing does.
    """

    package: str
    call: str
    options: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One rule.

    Attributes
    ----------
    id : str
        The name of the function, of its file, of its tests and of its heading in the documentation.
    family : str
        The family, of which it has its module here and its page in the documentation.
    name : str
        What the literature calls it.
    inputs : tuple of str
        The containers it reads. Lists of ballots are read wherever ``Ballots`` are.
    ties : str
        What ties inside the input mean, and what a tie in the outcome is.
    complexity : str
        For n voters (rows) and m items.
    properties : tuple of str
        The axioms that it meets, and that are tested.
    source : str
        Who wrote it down.
    peers : tuple of Peer
        The same rule in other packages.
    function : callable
        The rule.
    defaults : dict
        Its options and their defaults; an option without a default maps to ``inspect.Parameter.empty``.
    """

    id: str
    family: str
    name: str
    inputs: tuple[str, ...]
    ties: str
    complexity: str
    properties: tuple[str, ...]
    source: str
    peers: tuple[Peer, ...]
    function: Callable[..., Ranking]
    defaults: Mapping[str, Any]

    def native(self, options: Mapping[str, Any]) -> _native.Rule:
        """The rule with these options, checked; what is not given takes its default."""
        unknown = options.keys() - self.defaults.keys()
        if unknown:
            expected = ", ".join(self.defaults) or "no options"
            raise InvalidTypeError(f"{self.id} has no option {min(unknown)!r}: expected {expected}")
        chosen = {**self.defaults, **options}
        for name, value in chosen.items():
            if value is inspect.Parameter.empty:
                raise InvalidTypeError(f"{self.id} needs the option {name!r}")
        return _native.Rule(self.id, chosen)


RULES: dict[str, RuleInfo] = {}


def register(
    *,
    name: str,
    inputs: tuple[str, ...],
    ties: str,
    complexity: str,
    properties: tuple[str, ...],
    source: str,
    peers: tuple[Peer, ...] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Enter a rule under the name of its function; its keyword-only parameters are its options."""

    def enter(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters.values()
        defaults = {option.name: option.default for option in parameters if option.kind is option.KEYWORD_ONLY}
        # The module below `rankfold.rank`, be it a file or a folder with a file a rule.
        family = function.__module__.split(".")[2]
        RULES[function.__name__] = RuleInfo(
            id=function.__name__,
            family=family,
            name=name,
            inputs=inputs,
            ties=ties,
            complexity=complexity,
            properties=properties,
            source=source,
            peers=peers,
            function=function,
            defaults=defaults,
        )
        return function

    return enter


def evaluate(rule: str, options: dict[str, Any], data: object, control: Control) -> Ranking:
    """Run a rule: what the body of every rule's function is."""
    native = _native.Rule(rule, options)
    running = native_control(control)
    outcome = _native.rank(native, native_votes(data, control), running)
    return Ranking._from_outcome(outcome, {"rule": rule, **options})


def native_votes(data: object, control: Control) -> Any:
    """The native container in whatever a rule may be given; lists are read as ballots."""
    native = getattr(data, "_native", None)
    if native is not None:
        return native
    if isinstance(data, (list, tuple)):
        return _native.Ballots.from_orders(data, None, None, "below")
    if isinstance(data, Comparisons):
        return data.pairwise(**control)._native
    kind = type(data).__name__
    hint = "Ballots, ScoreTable, PairwiseCounts, PositionalCounts, Comparisons or a list of ballots"
    if is_bare_array(data):
        raise InvalidTypeError(
            f"data is an array ({kind}), which may hold ranks or scores: write Ballots.from_positions(data), "
            "Ballots.from_scores(data) or ScoreTable(data)"
        )
    if hasattr(data, "columns"):
        raise InvalidTypeError(
            f"data is a data frame ({kind}): write ScoreTable.from_frame(data), Ballots.from_frame(data) or "
            "Comparisons.from_frame(data, a=..., b=..., winner=...)"
        )
    raise InvalidTypeError(f"data is of type {kind}: expected {hint}")


def rule_info(rule: str) -> RuleInfo:
    """The entry of a rule, or an error that lists the rules."""
    if not isinstance(rule, str):
        raise InvalidTypeError(f"rule is of type {type(rule).__name__}: expected the name of a rule, such as 'borda'")
    try:
        return RULES[rule]
    except KeyError:
        close = get_close_matches(rule, RULES, n=1)
        hint = f"did you mean {close[0]!r}? The rules are" if close else "expected one of"
        raise InvalidInputError(f"rule = {rule!r}: {hint} {', '.join(sorted(RULES))}") from None
