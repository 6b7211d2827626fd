"""``rankfold bias [FILE]``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer reads the annotations while the program runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

import rankfold
from rankfold.cli.choices import Model, Variant
from rankfold.cli.faults import CommandError
from rankfold.cli.parameters import RESULTS, AsJson, Output, Threads
from rankfold.cli.show import ProgressBar, print_table
from rankfold.cli.what_was_read import lines, summary
from rankfold.cli.write import check_output, check_plot, save_figure, write_output
from rankfold.committee.bias import FairnessCurve, fairness_curve
from rankfold.committee.bias.plot import panels
from rankfold.errors import InputKindError, InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["bias"]

_ELECTIONS = "Elections"
_BIAS = "Bias"


@dataclass(frozen=True, slots=True)
class _Study:
    """A curve, and where its rankings came from."""

    file: Path | None
    votes: rankfold.Ballots | None
    curve: FairnessCurve

    def to_frame(self) -> pl.DataFrame:
        frame: pl.DataFrame = self.curve.to_frame("polars")
        return frame

    def to_dict(self) -> dict[str, Any]:
        read = None if self.file is None or self.votes is None else summary(self.file, self.votes)
        return {"rankfold": rankfold.__version__, "input": read, **self.curve.to_dict()}


def bias(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Rankings of your own, complete and without ties. Default: a culture."),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="borda, bloc, sntv, or points by place under a name (mine=3/2/1/0). Default: borda,bloc,sntv.",
        ),
    ] = None,
    size: Annotated[
        int | None, typer.Option(metavar="K", min=1, help="Members of the committee. Default: 10; with FILE needed.")
    ] = None,
    culture: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="impartial_culture (default), mallows, normalised_mallows, urn or conitzer, with the parameter behind "
            "a colon (mallows:phi=0.8).",
            rich_help_panel=_ELECTIONS,
        ),
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option(
            metavar="N/N",
            help="Items in the advantaged and in the disadvantaged group. Default: 25/25.",
            rich_help_panel=_ELECTIONS,
        ),
    ] = None,
    disadvantaged: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ITEM,...", help="Items of FILE that are seen too low (repeat).", rich_help_panel=_ELECTIONS
        ),
    ] = None,
    rankings: Annotated[
        str | None,
        typer.Option(
            metavar="N,...",
            help="Rankings of an election. Default: 25,50,100; with FILE all of them, as they are.",
            rich_help_panel=_ELECTIONS,
        ),
    ] = None,
    n_elections: Annotated[
        int, typer.Option("--elections", metavar="N", min=2, help="Elections to draw.", rich_help_panel=_ELECTIONS)
    ] = 40,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, max=2**64 - 1, rich_help_panel=_ELECTIONS)] = 0,
    model: Annotated[Model, typer.Option(help="How bias moves a ranking.", rich_help_panel=_BIAS)] = Model.SWAPS,
    strengths: Annotated[
        str | None,
        typer.Option(metavar="X,...", help="From 0 to 1. Default: 0, 1/7, ..., 1.", rich_help_panel=_BIAS),
    ] = None,
    phi: Annotated[
        float,
        typer.Option(metavar="X", min=0, max=1, help="Of swaps: the smaller, the closer.", rich_help_panel=_BIAS),
    ] = 0.5,
    variant: Annotated[
        Variant, typer.Option(help="Of swaps; frozen gives the published figures.", rich_help_panel=_BIAS)
    ] = Variant.LIVE,
    splits: Annotated[
        str | None,
        typer.Option(
            metavar="N,...",
            help="Disadvantaged members that exact splits take. Default: every number that is possible.",
            rich_help_panel=_BIAS,
        ),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the curves: .png, .svg or .pdf.", rich_help_panel=RESULTS),
    ] = None,
    n_threads: Threads = None,
    time_limit: Annotated[float | None, typer.Option(metavar="SECONDS", min=0)] = None,
) -> None:
    """Say what a committee chosen by biased rankings is worth, with constraints and without.

    Elections are drawn, one group is moved down, committees are chosen by what is seen and valued by what is.
    """
    _check_source(file, culture, groups, disadvantaged, size)
    options: dict[str, Any] = {"rules": _rules(rule), "committee_size": size or 10}
    if rankings is not None or file is None:
        options["n_rankings"] = _numbers("--rankings", rankings or "25,50,100", int)
    if strengths is not None:
        options["strengths"] = _numbers("--strengths", strengths, float)
    if splits is not None:
        options["splits"] = _numbers("--splits", splits, int)
    options |= {"model": model.value, "phi": phi, "variant": variant.value, "n_elections": n_elections, "seed": seed}
    check_output(file, output)
    check_plot(file, plot)

    votes = None
    if file is None:
        options["group_sizes"] = tuple(_numbers("--groups", groups or "25/25", int, "/"))
    else:
        votes = _read(file)
        options["groups"] = _flags(votes, disadvantaged or [])
    source = _culture(culture or "impartial_culture") if votes is None else votes
    try:
        with ProgressBar("drawing elections") as bar:
            curve = fairness_curve(source, **options, n_threads=n_threads, time_limit=time_limit, progress=bar.callback)
    except (InvalidInputError, InvalidTypeError) as error:
        if file is not None:
            raise
        # Nothing was read, so what is wrong stands on the command line.
        raise CommandError(str(error)) from None
    study = _Study(file, votes, curve)
    if as_json:
        typer.echo(json.dumps(study.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        frame = study.to_frame()
        print_table(frame.columns, frame.rows())
    if output is not None:
        write_output(study, output)
    if plot is not None:
        save_figure(panels(curve), plot)


def _check_source(
    file: Path | None, culture: str | None, groups: str | None, disadvantaged: list[str] | None, size: int | None
) -> None:
    if file is None:
        if disadvantaged:
            raise CommandError("--disadvantaged names items of a file: expected FILE, or --groups N/N with a culture")
        return
    for option, value in (("--culture", culture), ("--groups", groups)):
        if value is not None:
            raise CommandError(f"{option} {value} does not go with FILE, which has rankings and items of its own")
    for option, given in (("--disadvantaged", disadvantaged), ("--size", size)):
        if not given:
            raise CommandError(f"{option} is missing: expected it with FILE")


def _read(file: Path) -> rankfold.Ballots:
    votes = rankfold.read(file)
    typer.echo("\n".join(lines(file, votes, is_long=False)), err=True)
    if not isinstance(votes, rankfold.Ballots):
        raise InputKindError(f"{file} holds a {type(votes).__name__}: expected ballots")
    return votes


def _rules(texts: list[str] | None) -> dict[str, Any]:
    """Names, and points by place: ``mine=3/2/1/0``."""
    rules: dict[str, Any] = {}
    for entry in (entry.strip() for text in texts or ["borda,bloc,sntv"] for entry in text.split(",")):
        name, equals, points = entry.partition("=")
        if name in rules:
            raise CommandError(f"--rule names {name} twice: expected each rule once")
        rules[name] = _numbers(f"--rule {name}", points, float, "/") if equals else name
    return rules


def _numbers(option: str, text: str, kind: type[int] | type[float], separator: str = ",") -> list[Any]:
    try:
        return [kind(part) for part in text.split(separator)]
    except ValueError:
        what = "whole numbers" if kind is int else "numbers"
        raise CommandError(f"{option} {text}: expected {what} separated by {separator!r}") from None


def _culture(text: str) -> str | tuple[str, dict[str, float]]:
    """``mallows``, ``mallows:phi=0.8``."""
    name, colon, setting = text.partition(":")
    if not colon:
        return name
    parameter, equals, value = setting.partition("=")
    try:
        return name, {parameter: float(value)}
    except ValueError:
        what = f"{setting!r}" if equals else f"{setting!r} without a value"
        raise CommandError(f"--culture {text}: {what}: expected NAME:PARAMETER=NUMBER") from None


def _flags(votes: rankfold.Ballots, texts: list[str]) -> list[int]:
    """Group 2 for the items that were named, by name."""
    labels = [str(item) for item in votes.items]
    # A label may hold commas of its own.
    lists = [[text] if text in labels else text.split(",") for text in texts]
    named = {name.strip() for names in lists for name in names}
    unknown = sorted(named.difference(labels))
    if unknown:
        raise InvalidInputError(
            f"--disadvantaged {unknown[0]} is no item of the file: expected some of {', '.join(labels[:5])}, ..."
        )
    if len(named) == len(labels):
        raise InvalidInputError("--disadvantaged names all items: expected at least one that is not")
    return [2 if label in named else 1 for label in labels]
