"""``rankfold rules``."""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rankfold import committee, rank
from rankfold.cli.show import print_table

if TYPE_CHECKING:
    from rankfold.registry import RuleInfo

__all__ = ["rules"]


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything known of each as JSON.")] = False,
) -> None:
    """List the rules: what they read, what they cost, who wrote them down."""
    if as_json:
        typer.echo(json.dumps([_entry(*each) for each in _all()], indent=2, ensure_ascii=False))
        return
    print_table(
        ["for", "id", "name", "inputs", "complexity", "source"],
        [
            [capability, info.id, info.name, ", ".join(info.inputs), info.complexity, info.source]
            for capability, info in _all()
        ],
    )


def _all() -> list[tuple[str, RuleInfo]]:
    """Every rule with the command that it is for."""
    rules = {"rank": rank.RULES, "committee": committee.RULES}
    return [(capability, info) for capability, known in rules.items() for info in known.values()]


def _entry(capability: str, info: RuleInfo) -> dict[str, Any]:
    empty = inspect.Parameter.empty
    return {
        "for": capability,
        "id": info.id,
        "family": info.family,
        "name": info.name,
        "inputs": list(info.inputs),
        "ties": info.ties,
        "complexity": info.complexity,
        "properties": list(info.properties),
        "source": info.source,
        "peers": [asdict(peer) for peer in info.peers],
        "options": {name: None if value is empty else value for name, value in info.defaults.items()},
        "required": [name for name, value in info.defaults.items() if value is empty],
    }
