"""The rules by name: what they read, what they promise, where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from rankfold import _native
from rankfold.approval_counts import ApprovalCounts
from rankfold.approvals import Approvals
from rankfold.arrays import is_bare_array
from rankfold.ballots import Ballots
from rankfold.committee.committee import Committee
from rankfold.committee.request import native_request, split
from rankfold.control import Control, native_control
from rankfold.errors import InputKindError, InvalidInputError, InvalidTypeError
from rankfold.positional_counts import PositionalCounts
from rankfold.registry import Peer, RuleInfo, find_rule, rule_of
from rankfold.score_table import ScoreTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "APPROVALS",
    "COUNTED_APPROVALS",
    "COUNTED_RANKINGS",
    "RANKINGS",
    "RULES",
    "SCORES",
    "Peer",
    "RuleInfo",
    "evaluate",
    "inputs_of",
    "register",
    "rule_info",
    "votes_for",
]

P = ParamSpec("P")
R = TypeVar("R", bound=Committee)

APPROVALS = ("Approvals", "Ballots with threshold")
#: What rules read that add up points of each voter which depend on nothing but the size of the set.
COUNTED_APPROVALS = (*APPROVALS, "ApprovalCounts")
RANKINGS = ("Ballots", "ScoreTable")
#: What rules read that add up points of each voter which depend on nothing but the places of items.
COUNTED_RANKINGS = (*RANKINGS, "PositionalCounts")
#: What rules read whose option ``scores`` says what members are worth to voters.
SCORES = (*RANKINGS, 'Approvals with scores="approval"')

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
            _native.CommitteeRule,
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


@overload
def evaluate(rule: str, options: dict[str, Any], data: object, k: int, request: Mapping[str, Any]) -> Committee: ...
@overload
def evaluate(
    rule: str, options: dict[str, Any], data: object, k: int, request: Mapping[str, Any], *, result: type[R]
) -> R: ...
def evaluate(
    rule: str,
    options: dict[str, Any],
    data: object,
    k: int,
    request: Mapping[str, Any],
    *,
    result: type[Committee] = Committee,
) -> Committee:
    """Run a rule: what the body of every rule's function is."""
    native = _native.CommitteeRule(rule, options)
    asked, control = split(request)
    votes, control = votes_for(rule, inputs_of(rule, options), data, control)
    seats, settings = native_request(k, votes.items, asked)
    election = _native.elect(native, votes._native, seats, native_control(control))
    return result._from_election(election, {"rule": rule, **options, **settings})


def inputs_of(rule: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """What a rule reads under these options."""
    inputs = RULES[rule].inputs
    if inputs != SCORES:
        return inputs
    scores = options.get("scores", RULES[rule].defaults["scores"])
    return APPROVALS if isinstance(scores, str) and scores == "approval" else RANKINGS


def votes_for(
    rule: str, inputs: tuple[str, ...], data: object, keywords: Mapping[str, Any]
) -> tuple[Ballots | Approvals | ApprovalCounts | PositionalCounts, Control]:
    """The container that a rule reads, made of whatever it may be given, and the keywords that are left."""
    left: dict[str, Any] = dict(keywords)
    if inputs in (RANKINGS, COUNTED_RANKINGS):
        return _rankings(rule, inputs, data), left  # type: ignore[return-value]
    threshold, costs = left.pop("threshold", None), left.pop("costs", None)
    if isinstance(data, ApprovalCounts):
        return _counts(rule, inputs, data, threshold), left  # type: ignore[return-value]
    votes = _approvals(rule, data, threshold)
    _check_costs(rule, votes, costs)
    return votes, left  # type: ignore[return-value]


def _rankings(rule: str, inputs: tuple[str, ...], data: object) -> Ballots | PositionalCounts:
    if isinstance(data, Ballots):
        return data
    if isinstance(data, PositionalCounts):
        if inputs != COUNTED_RANKINGS:
            raise InputKindError(
                f"{rule} cannot read PositionalCounts, which do not say who ranks what: expected rankings (Ballots)"
            )
        return data
    if isinstance(data, ScoreTable):
        return data.ballots()
    if isinstance(data, (Approvals, ApprovalCounts)):
        scores = ', or scores="approval"' if RULES[rule].inputs == SCORES and isinstance(data, Approvals) else ""
        raise InputKindError(f"{rule} cannot read {type(data).__name__}: expected rankings (Ballots){scores}")
    if isinstance(data, (list, tuple)):
        return Ballots.from_orders(data)
    raise InvalidTypeError(_other(data, "Ballots, ScoreTable or a list of ballots"))


def _approvals(rule: str, data: object, threshold: object) -> Approvals:
    if isinstance(data, Approvals):
        _check_no_threshold(threshold)
        return data
    if isinstance(data, PositionalCounts):
        raise InputKindError(f"{rule} cannot read PositionalCounts: expected approvals (Approvals)")
    if isinstance(data, ScoreTable):
        data = data.ballots()
    if isinstance(data, Ballots):
        if threshold is None:
            expected = "approvals (Approvals), or threshold=, the number of places approved of"
            raise InputKindError(f"{rule} cannot read Ballots: expected {expected}")
        return Approvals.from_ballots(data, threshold=threshold)  # type: ignore[arg-type]
    if isinstance(data, (list, tuple)):
        for voter, entry in enumerate(data):
            if not isinstance(entry, (set, frozenset)):
                raise InvalidTypeError(
                    f"data[{voter}] is of type {type(entry).__name__}: expected a set of labels; "
                    "write Approvals.from_sets(data) for lists, Ballots.from_orders(data) for rankings"
                )
        return _approvals(rule, Approvals.from_sets(data), threshold)
    raise InvalidTypeError(_other(data, "Approvals, Ballots with threshold= or a list of sets"))


def _counts(rule: str, inputs: tuple[str, ...], data: ApprovalCounts, threshold: object) -> ApprovalCounts:
    if inputs != COUNTED_APPROVALS:
        raise InputKindError(
            f"{rule} cannot read ApprovalCounts, which do not say who approves of what: expected approvals (Approvals)"
        )
    _check_no_threshold(threshold)
    return data


def _check_no_threshold(threshold: object) -> None:
    if threshold is not None:
        raise InvalidInputError(f"threshold = {threshold!r} is for rankings: the votes are approvals already")


def _check_costs(rule: str, votes: Approvals, costs: object) -> None:
    """Costs that a rule with seats would pass over."""
    if costs not in (None, "ignore"):
        raise InvalidInputError(f"costs = {costs!r}: {rule} fills seats; expected 'ignore' or nothing")
    known = votes.meta.get("costs")
    if costs is None and known and len(set(known.values())) > 1:
        low, high = min(known.values()), max(known.values())
        raise InvalidInputError(
            f"{rule} fills seats, and the items cost from {low} to {high}: expected costs='ignore' to take each as one "
            "seat, or a rule with a budget, such as equal_shares(budget=...)"
        )


def _other(data: object, expected: str) -> str:
    kind = type(data).__name__
    if is_bare_array(data):
        return (
            f"data is an array ({kind}), which may hold ranks, scores or approvals: write Approvals.from_array(data), "
            "Ballots.from_positions(data) or Ballots.from_scores(data)"
        )
    if hasattr(data, "columns"):
        return f"data is a data frame ({kind}): write Approvals.from_frame(data) or Ballots.from_frame(data)"
    return f"data is of type {kind}: expected {expected}"


def rule_info(rule: str) -> RuleInfo:
    """The entry of a rule, or an error that lists the rules."""
    return find_rule(RULES, rule, "approval")
