"""What ``--rule`` may say: ``borda``, ``borda,schulze``, ``minimax:by=margins``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from rankfold.cli.faults import CommandError
from rankfold.errors import RankfoldError
from rankfold.rank.registry import rule_info

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["parse_rules"]


class Described(Protocol):
    """What is known of a rule or a method, as far as it matters here."""

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Its options and their defaults."""

    def native(self, options: Mapping[str, Any]) -> Any:
        """The rule with these options, checked."""


def parse_rules(
    texts: Iterable[str],
    missing: str | None,
    info_of: Callable[[str], Described] = rule_info,
    *,
    flag: str = "--rule",
) -> list[tuple[str, dict[str, Any]]]:
    """Read rules and their options, checked before any file is opened.

    Parameters
    ----------
    texts : iterable of str
        Each one or several rules, separated by commas. Options follow a rule after colons; a list of numbers is
        separated by slashes: ``positional:weights=3/1/0``.
    missing : str, optional
        What unranked items mean, for every rule that has such an option and was not given its own.
    info_of : callable
        What is known of the rule of a name; default among the rules that rank.
    flag : str, default "--rule"
        What the option is called, for errors.

    Raises
    ------
    CommandError
        For an unknown rule or option, a value that the rule does not define, a rule twice, or ``missing`` where no rule
        reads it.

    Examples
    --------
    >>> from rankfold.cli.rule_list import parse_rules
    >>> parse_rules(["borda:levels=2,copeland"], None)
    [('borda', {'levels': 2}), ('copeland', {})]
    """
    rules: list[tuple[str, dict[str, Any]]] = []
    used = missing is None
    for entry in (entry.strip() for text in texts for entry in text.split(",")):
        name, *settings = entry.split(":")
        try:
            info = info_of(name)
            options = dict(_option(flag, setting) for setting in settings)
            if missing is not None and "missing" in info.defaults:
                options, used = {"missing": missing, **options}, True
            info.native(options)
        except (RankfoldError, TypeError, ValueError) as error:
            raise CommandError(f"{flag} {entry}: {error}") from None
        if (name, options) in rules:
            raise CommandError(f"{flag} names {entry} twice: expected each once")
        rules.append((name, options))
    if not used:
        raise CommandError(f"--missing {missing}: no rule asked for has such an option ({', '.join(texts)})")
    return rules


def _option(flag: str, setting: str) -> tuple[str, Any]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise CommandError(f"{flag}: {setting!r} is not an option: expected NAME=VALUE")
    if "/" in value:
        return name, [float(part) for part in value.split("/")]
    if value in ("true", "false"):
        return name, value == "true"
    for number in (int, float):
        try:
            return name, number(value)
        except ValueError:
            continue
    return name, value
