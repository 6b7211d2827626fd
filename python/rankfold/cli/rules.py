"""``rankfold rules``."""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from rankfold.cli.show import print_table
from rankfold.rank import RULES, RuleInfo

__all__ = ["rules"]


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything known of each as JSON.")] = False,
) -> None:
    """List the rules: what they read, what they cost, who wrote them down."""
    if as_json:
        typer.echo(json.dumps([_entry(info) for info in RULES.values()], indent=2, ensure_ascii=False))
        return
    print_table(
        ["id", "name", "inputs", "complexity", "source"],
        [[info.id, info.name, ", ".join(info.inputs), info.complexity, info.source] for info in RULES.values()],
    )


def _entry(info: RuleInfo) -> dict[str, Any]:
    empty = inspect.Parameter.empty
    return {
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
