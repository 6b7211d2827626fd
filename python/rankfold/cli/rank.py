"""``rankfold rank FILE``."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations while the program runs
from typing import Annotated, Any

import typer

import rankfold
from rankfold.cli.choices import Duplicates, Missing, Resample, Voters  # noqa: TC001 - as above
from rankfold.cli.faults import CommandError
from rankfold.cli.parameters import RESULTS, AsJson, Output, Threads
from rankfold.cli.results import Result, print_result
from rankfold.cli.rule_list import parse_rules
from rankfold.cli.show import ProgressBar
from rankfold.cli.what_was_read import drawn, lines
from rankfold.cli.write import check_output, check_plot, write_output, write_plot

__all__ = ["rank"]

_TABLE = "Reading a table of scores"
_BATTLES = "Reading battles"
_STABILITY = "Stability intervals"


def rank(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PrefLib, CSV, TSV, Parquet or JSON Lines.")],
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="Rules to rank by, with options behind colons (borda:levels=2); see 'rankfold rules'. "
            "Default: borda; for battles schulze.",
        ),
    ] = None,
    missing: Annotated[
        Missing | None, typer.Option(help="What an unranked item or an empty cell means. Default: that of the data.")
    ] = None,
    item: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The items' names.", rich_help_panel=_TABLE)
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN", help="Use this column as a metric, and no other (repeat).", rich_help_panel=_TABLE
        ),
    ] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The metrics' names, in a long table.", rich_help_panel=_TABLE)
    ] = None,
    score: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The scores, in a long table.", rich_help_panel=_TABLE)
    ] = None,
    lower_is_better: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC", help="A metric in which less is better (repeat).", rich_help_panel=_TABLE),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Makes two metrics of cells such as 93.9/91.8.", rich_help_panel=_TABLE),
    ] = None,
    duplicates: Annotated[
        Duplicates | None,
        typer.Option(help="Which score counts where an item comes twice. Default: error.", rich_help_panel=_TABLE),
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GROUPS",
            help="METRIC=GROUP (repeat); in a long table the column of groups.",
            rich_help_panel=_TABLE,
        ),
    ] = None,
    voters: Annotated[
        Voters | None,
        typer.Option(help="Read a table of rank numbers: one row a voter, one column an item.", rich_help_panel=_TABLE),
    ] = None,
    a: Annotated[str | None, typer.Option("--a", metavar="COLUMN", help="One item.", rich_help_panel=_BATTLES)] = None,
    b: Annotated[
        str | None, typer.Option("--b", metavar="COLUMN", help="The other item.", rich_help_panel=_BATTLES)
    ] = None,
    winner: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Who won: an item, a, b or tie.", rich_help_panel=_BATTLES)
    ] = None,
    resamples: Annotated[
        int | None,
        typer.Option(
            "--bootstrap",
            metavar="N",
            min=1,
            max=2**24,
            help="Draw the votes again N times; of several rules, for the first.",
            rich_help_panel=_STABILITY,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=0, help="Default: 0.", rich_help_panel=_STABILITY),
    ] = None,
    level: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Held by an interval. Default: 0.95.", rich_help_panel=_STABILITY),
    ] = None,
    resample: Annotated[
        Resample | None, typer.Option(help="What to draw. Default: rows.", rich_help_panel=_STABILITY)
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Draw the first rule's ranking: .png, .svg or .pdf.", rich_help_panel=RESULTS
        ),
    ] = None,
    n_threads: Threads = None,
    time_limit: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0, help="For each rule, and for the intervals."),
    ] = None,
) -> None:
    """Rank the items of FILE: ballots, a table of scores, or battles.

    A table has an item in each row and a metric in each column, as leaderboards come, unless an option says otherwise.
    """
    reading = None if missing is None else missing.value
    rules = parse_rules(rule or ["borda"], reading)
    table: dict[str, Any] = {
        "item": item,
        "metrics": metrics,
        "metric": metric,
        "score": score,
        "lower_is_better": lower_is_better,
    }
    table |= {"split": split, "duplicates": duplicates, "groups": _groups(groups, metric is not None)}
    battles = {"a": a, "b": b, "winner": winner}
    drawing = {"seed": seed, "level": level, "resample": resample}
    _check_reading(_given(table), battles, voters)
    _check_drawing(resamples, _given(drawing))
    check_output(file, output)
    check_plot(file, plot)

    data = rankfold.read(file, **_given(table | battles | {"voters": voters}))
    if isinstance(data, rankfold.Approvals):
        raise CommandError(f"{file} holds approvals, which are no ranking: see 'rankfold committee'")
    typer.echo("\n".join(lines(file, data, is_long=metric is not None)), err=True)
    if rule is None and isinstance(data, rankfold.Comparisons):
        rules = parse_rules(["schulze"], reading)
    control: dict[str, Any] = {"n_threads": n_threads, "time_limit": time_limit}
    with ProgressBar("ranking") as bar:
        comparison = rankfold.rank.compare(data, rules, progress=bar.callback, **control)
    stability = None
    if resamples is not None:
        first, options = rules[0]
        with ProgressBar("drawing again") as bar:
            stability = rankfold.rank.bootstrap(
                data,
                rule=first,
                n_resamples=resamples,
                progress=bar.callback,
                **_given(drawing),
                **options,
                **control,
            )
        typer.echo("\n".join(drawn(data, stability)), err=True)
    result = Result(file, data, comparison, stability)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print_result(result)
    if output is not None:
        write_output(result, output)
    if plot is not None:
        write_plot(result, plot)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The options on the command line; the library's defaults hold for the others."""
    return {name: value for name, value in options.items() if value is not None}


def _groups(texts: list[str] | None, is_long: bool) -> str | dict[str, str] | None:
    if not texts:
        return None
    if is_long:
        if len(texts) > 1:
            raise CommandError(f"--groups {texts[1]}: expected one column of groups in a long table")
        return texts[0]
    pairs = [text.rpartition("=") for text in texts]
    for text, (metric, _, group) in zip(texts, pairs, strict=True):
        if not metric or not group:
            raise CommandError(f"--groups {text}: expected METRIC=GROUP, one metric being one column")
    return {metric: group for metric, _, group in pairs}


def _check_reading(table: dict[str, Any], battles: dict[str, Any], voters: Voters | None) -> None:
    options = [f"--{name.replace('_', '-')}" for name in table] + ["--voters"] * (voters is not None)
    if not _given(battles):
        if voters is not None and len(options) > 1:
            raise CommandError(f"{options[0]} reads a table of scores and --voters one of ranks: expected one of them")
        return
    for name, column in battles.items():
        if column is None:
            raise CommandError(f"--{name} is missing: expected --a, --b and --winner together")
    if options:
        raise CommandError(f"{options[0]} does not go with --a, --b and --winner, which read battles")


def _check_drawing(resamples: int | None, drawing: dict[str, Any]) -> None:
    if drawing and resamples is None:
        raise CommandError(f"--{min(drawing)} says how to draw votes again: expected --bootstrap N with it")
    if drawing.get("seed", 0) >= 2**64:
        raise CommandError(f"--seed {drawing['seed']}: expected 0 <= seed <= {2**64 - 1}")
    level = drawing.get("level", 0.5)
    if not 0 < level < 1:
        raise CommandError(f"--level {level:g}: expected 0 < level < 1")
