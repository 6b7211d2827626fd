"""The rules by name: what they read, what they promise, where they come from.

The command ``rankfold rules`` and the table in the documentation are written from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from rankfold import _native
from rankfold.approvals import Approvals
from rankfold.arrays import is_bare_array
from rankfold.comparisons import Comparisons
from rankfold.control import Control, native_control
from rankfold.errors import InputKindError, InvalidTypeError
from rankfold.rank.ranking import Ranking
from rankfold.registry import Peer, RuleInfo, find_rule, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable

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
        RULES[function.__name__] = rule_of(
            function,
            _native.Rule,
            name=name,
            inputs=inputs,
            ties=ties,
            complexity=complexity,
            properties=properties,
            source=source,
            peers=peers,
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
    if isinstance(data, Approvals):
        raise InputKindError("rules of rank cannot read Approvals, which are no rankings: see rankfold.committee")
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
    return find_rule(RULES, rule, "borda")
