"""``rankfold answers FILE --answer COLUMN``."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations while the program runs
from typing import Annotated

import typer

from rankfold.answers.registry import METHODS, MethodInfo
from rankfold.cli.answer_file import read_answers
from rankfold.cli.answer_results import AnswerResult, print_answers
from rankfold.cli.choices import MissingAnswer, TieBreak
from rankfold.cli.faults import CommandError
from rankfold.cli.parameters import AsJson, Output, Threads  # noqa: TC001 - as above
from rankfold.cli.rule_list import parse_rules
from rankfold.cli.show import ProgressBar
from rankfold.cli.write import check_output, write_output
from rankfold.registry import find_rule

__all__ = ["answers"]

_COLUMNS = "Columns"


def _column(text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar="COLUMN", help=text, rich_help_panel=_COLUMNS)
    return option


def answers(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines, Parquet, CSV or TSV.")],
    answer: Annotated[str, _column("The answers: a list in each row, or one with --question.")],
    method: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METHOD,...",
            help="Methods to choose by, with options behind colons (filtered_vote:keep=0.5). Default: majority_vote.",
        ),
    ] = None,
    question: Annotated[str | None, _column("The questions.")] = None,
    gold: Annotated[str | None, _column("The right answers.")] = None,
    mean_logprobs: Annotated[str | None, _column("Mean log-probabilities of the tokens.")] = None,
    sum_logprobs: Annotated[str | None, _column("Log-probabilities of the samples.")] = None,
    n_tokens: Annotated[str | None, _column("Numbers of tokens.")] = None,
    paths: Annotated[str | None, _column("Texts of the samples.")] = None,
    rewards: Annotated[str | None, _column("What a reward model gave.")] = None,
    confidences: Annotated[str | None, _column("How sure samples are.")] = None,
    k: Annotated[
        str | None,
        typer.Option("-k", "--k", metavar="N,...", help="Numbers of samples for pass@k and maj@k; needs --gold."),
    ] = None,
    missing: Annotated[
        MissingAnswer, typer.Option(help="What a sample without an answer means.")
    ] = MissingAnswer.COUNT,
    tie_break: Annotated[
        TieBreak | None,
        typer.Option(help="Who wins a tie. Default: by_logprob where there are log-probabilities, else lowest_label."),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    n_threads: Threads = None,
) -> None:
    """Choose an answer to each question in FILE from its samples; with the right ones, say how good that is."""
    methods = parse_rules(method or ["majority_vote"], None, _method, flag="--method")
    sizes = None if k is None else _sizes(k)
    if sizes is not None and gold is None:
        raise CommandError("--k: pass@k and maj@k need the right answers: expected --gold")
    check_output(file, output)
    columns = {
        "mean_logprobs": mean_logprobs,
        "sum_logprobs": sum_logprobs,
        "n_tokens": n_tokens,
        "paths": paths,
        "rewards": rewards,
        "confidences": confidences,
    }
    given = {name: column for name, column in columns.items() if column is not None}
    read = read_answers(file, answer, question, gold, given)
    typer.echo(f"{file}: {read.samples!r}", err=True)
    selections = {}
    with ProgressBar("choosing") as bar:
        for name, options in methods:
            info = _method(name)
            title = ":".join([info.id, *(f"{key}={value}" for key, value in options.items())])
            selections[title] = info.function(
                read.samples,
                missing=missing.value,
                tie_break=None if tie_break is None else tie_break.value,
                progress=bar.callback,
                n_threads=n_threads,
                **options,
            )
    result = AnswerResult(read, selections, sizes)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False, default=str))
    else:
        print_answers(result)
    if output is not None:
        write_output(result, output)


def _method(name: str) -> MethodInfo:
    """The method of a name; votes may go without ``_vote``."""
    return METHODS.get(f"{name}_vote") or find_rule(METHODS, name, "majority_vote")


def _sizes(text: str) -> list[int]:
    try:
        sizes = [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"--k {text}: expected numbers of samples, such as 1,2,4,8") from None
    if min(sizes) < 1:
        raise CommandError(f"--k {text}: expected at least 1")
    return sorted(set(sizes))
