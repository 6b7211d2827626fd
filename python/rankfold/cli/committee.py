"""``rankfold committee FILE -k SEATS``."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations while the program runs
from typing import Annotated, Any

import typer

import rankfold
from rankfold.approvals import Approvals
from rankfold.ballots import Ballots
from rankfold.cli.choices import CommitteeVoters  # noqa: TC001 - as above
from rankfold.cli.committee_results import CommitteeResult, print_committees
from rankfold.cli.faults import CommandError
from rankfold.cli.groups import parse_bounds, read_groups
from rankfold.cli.parameters import RESULTS, AsJson, Output, Threads
from rankfold.cli.rule_list import parse_rules
from rankfold.cli.show import ProgressBar
from rankfold.cli.what_was_read import lines
from rankfold.cli.write import check_output, write_output
from rankfold.committee.registry import APPROVALS, inputs_of, rule_info
from rankfold.read.tables import TABLE_SUFFIXES

__all__ = ["committee"]

_BOUNDS = "Groups"
_VOTES = "Reading votes"


def committee(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="PrefLib, Pabulib, .abc.yaml, .blt, or a table with --voters.")
    ],
    k: Annotated[
        int | None, typer.Option("-k", "--seats", metavar="N", min=1, help="Seats. Default: what the file says.")
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE,...",
            help="Rules to elect by, with options behind colons (pav:method=greedy); see 'rankfold rules'. "
            "Default: pav for approvals, stv for rankings.",
        ),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A table with the columns item and group, or JSON: a list of items for each group.",
            rich_help_panel=_BOUNDS,
        ),
    ] = None,
    lower: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP=N", help="At least so many seats (repeat).", rich_help_panel=_BOUNDS),
    ] = None,
    upper: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP=N", help="At most so many seats (repeat).", rich_help_panel=_BOUNDS),
    ] = None,
    voters: Annotated[
        CommitteeVoters | None,
        typer.Option(
            help="What a table holds: a voter in each row, with ranks or approvals of items.", rich_help_panel=_VOTES
        ),
    ] = None,
    approved: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CATEGORY",
            help="In a .cat file: a category that means approval (repeat). Default: the first.",
            rich_help_panel=_VOTES,
        ),
    ] = None,
    threshold: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Read rankings as approvals of the best N places.", rich_help_panel=_VOTES
        ),
    ] = None,
    ignore_costs: Annotated[
        bool, typer.Option("--ignore-costs", help="Every item takes one seat.", rich_help_panel=_VOTES)
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List every committee that ties.", rich_help_panel=RESULTS)
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="The most to list. Default: 1000.", rich_help_panel=RESULTS),
    ] = None,
    rounds: Annotated[
        bool, typer.Option("--rounds", help="Print what happened in each round.", rich_help_panel=RESULTS)
    ] = False,
    as_json: AsJson = False,
    output: Output = None,
    n_threads: Threads = None,
    time_limit: Annotated[float | None, typer.Option(metavar="SECONDS", min=0, help="For each rule.")] = None,
) -> None:
    """Elect a committee from the rankings or approvals in FILE, with bounds for groups."""
    if limit is not None and not every:
        raise CommandError("--limit says how many committees to list: expected --all with it")
    rules = None if rule is None else parse_rules(rule, None, rule_info)
    bounds = parse_bounds(groups, lower, upper)
    check_output(file, output)

    reading: dict[str, Any] = {} if voters is None else {"voters": voters.value}
    if approved is not None:
        reading["approved"] = approved
    # A text may be a PrefLib file; any other table would be read as one of scores, or fail as one.
    if voters is None and file.suffix.lower() in TABLE_SUFFIXES and file.suffix.lower() != ".txt":
        raise _table(file)
    votes = rankfold.read(file, **reading)
    if not isinstance(votes, (Approvals, Ballots)):
        raise _table(file)
    typer.echo("\n".join(lines(file, votes, is_long=False)), err=True)
    if rules is None:
        default = "pav" if isinstance(votes, Approvals) or threshold is not None else "stv"
        rules = [(default, {})]
    seats = votes.meta.get("seats") if k is None else k
    if seats is None:
        raise CommandError(f"-k is missing, and {file} does not say how many seats there are")
    request: dict[str, Any] = {"n_threads": n_threads, "time_limit": time_limit, **bounds}
    if groups is not None:
        request["groups"] = read_groups(groups)
    if every:
        request |= {"outcomes": "all", "limit": 1000 if limit is None else limit}
    committees = {}
    with ProgressBar("electing") as bar:
        for name, options in rules:
            info = rule_info(name)
            approvals = {"threshold": threshold, "costs": "ignore" if ignore_costs else None}
            more = {key: value for key, value in approvals.items() if value is not None}
            if APPROVALS[0] not in inputs_of(name, options):
                if threshold is not None:
                    raise CommandError(f"--threshold: {name} reads rankings as they are")
                more = {}
            title = ":".join([name, *(f"{key}={value}" for key, value in options.items())])
            committees[title] = info.function(votes, seats, progress=bar.callback, **options, **more, **request)
    result = CommitteeResult(file, votes, committees)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False, default=str))
    else:
        print_committees(result, with_rounds=rounds)
    if output is not None:
        write_output(result, output)


def _table(file: Path) -> CommandError:
    return CommandError(f"{file} is a table: expected --voters rows or --voters approvals to say what its rows are")
