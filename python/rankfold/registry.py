"""What is known of a rule of any capability: its names, what it reads, what it promises, where it comes from."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Peer", "RuleInfo", "chosen_options", "find_rule", "rule_of"]

Info = TypeVar("Info")


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
    make : callable
        Makes the native rule of an id and options, which it checks.
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
    function: Callable[..., Any]
    make: Callable[[str, dict[str, Any]], Any]
    defaults: Mapping[str, Any]

    def native(self, options: Mapping[str, Any]) -> Any:
        """The rule with these options, checked; what is not given takes its default."""
        return self.make(self.id, chosen_options(self.id, self.defaults, options))


def chosen_options(rule: str, defaults: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, with the defaults of the others."""
    unknown = options.keys() - defaults.keys()
    if unknown:
        expected = ", ".join(defaults) or "no options"
        raise InvalidTypeError(f"{rule} has no option {min(unknown)!r}: expected {expected}")
    chosen = {**defaults, **options}
    for name, value in chosen.items():
        if value is inspect.Parameter.empty:
            raise InvalidTypeError(f"{rule} needs the option {name!r}")
    return chosen


def rule_of(
    function: Callable[..., Any],
    make: Callable[[str, dict[str, Any]], Any],
    *,
    name: str,
    inputs: tuple[str, ...],
    ties: str,
    complexity: str,
    properties: tuple[str, ...],
    source: str,
    peers: tuple[Peer, ...],
) -> RuleInfo:
    """The entry of a function: its name is the id, and its keyword-only parameters are the options."""
    parameters = inspect.signature(function).parameters.values()
    return RuleInfo(
        id=function.__name__,
        # The module below that of the capability, be it a file or a folder with a file a rule.
        family=function.__module__.split(".")[2],
        name=name,
        inputs=inputs,
        ties=ties,
        complexity=complexity,
        properties=properties,
        source=source,
        peers=peers,
        function=function,
        make=make,
        defaults={option.name: option.default for option in parameters if option.kind is option.KEYWORD_ONLY},
    )


def find_rule(rules: Mapping[str, Info], rule: object, example: str) -> Info:
    """The entry of a rule, or an error that lists the rules."""
    if not isinstance(rule, str):
        kind = type(rule).__name__
        raise InvalidTypeError(f"rule is of type {kind}: expected the name of a rule, such as {example!r}")
    try:
        return rules[rule]
    except KeyError:
        close = get_close_matches(rule, rules, n=1)
        hint = f"did you mean {close[0]!r}? The rules are" if close else "expected one of"
        raise InvalidInputError(f"rule = {rule!r}: {hint} {', '.join(sorted(rules))}") from None
