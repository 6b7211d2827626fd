"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from rankfold import __version__
from rankfold.cli.answers import answers
from rankfold.cli.bias import bias
from rankfold.cli.committee import committee
from rankfold.cli.rank import rank
from rankfold.cli.rules import rules
from rankfold.cli.sample import sample

__all__ = ["app"]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command("rank")(rank)
app.command("committee")(committee)
app.command("answers")(answers)
app.command("rules")(rules)
app.command("bias")(bias)
app.command("sample")(sample)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rankfold {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rankfold(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Fold many votes into one decision: leaderboards, elections, battles, committees, answers."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
