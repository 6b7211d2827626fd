"""Samples in files: a question in each row, or a sample in each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rankfold.cli.faults import CommandError
from rankfold.frames.columns import check_column
from rankfold.read.head import read_head
from rankfold.read.tables import is_table, read_frame
from rankfold.samples import Samples

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

__all__ = ["AnswerFile", "read_answers"]

#: A column of the container, and the argument of :meth:`Samples.from_frame` that names it.
COLUMNS = {
    "mean_logprobs": "mean_logprob",
    "sum_logprobs": "sum_logprob",
    "n_tokens": "n_tokens",
    "paths": "path",
    "rewards": "reward",
    "confidences": "confidence",
}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What a file holds.

    Attributes
    ----------
    path : Path
        The file.
    samples : Samples
        The samples.
    gold : list of labels or None
        The right answer to each question, if the file has them.
    """

    path: Path
    samples: Samples
    gold: list[Any] | None


def read_answers(
    path: Path, answer: str, question: str | None, gold: str | None, columns: dict[str, str]
) -> AnswerFile:
    """Read a table. With lists in the column of answers each row is a question; else ``question`` says whose it is.

    Parameters
    ----------
    path : Path
        JSON Lines, Parquet, CSV or TSV.
    answer : str
        The column of answers.
    question : str, optional
        The column of questions.
    gold : str, optional
        The column of right answers.
    columns : dict of str to str
        The column of the table for each column of the container.

    Raises
    ------
    CommandError
        For a sample in each row without the column of questions.
    InvalidInputError
        For an unknown column, and for what :class:`rankfold.Samples` refuses.
    InvalidFileError
        For a file that cannot be read or does not follow its format.
    """
    import narwhals as nw
    import polars as pl

    head = read_head(path)
    suffix = path.suffix.lower()
    if not is_table(suffix, head):
        raise CommandError(f"{path}: the suffix is {suffix!r}: expected .jsonl, .parquet, .csv or .tsv")
    frame = read_frame(path, suffix, head)
    named = {"--answer": answer, "--question": question, "--gold": gold}
    named |= {"--" + name.replace("_", "-"): column for name, column in columns.items()}
    for option, column in named.items():
        if column is not None:
            check_column(nw.from_native(frame), option, column)
    if isinstance(frame.schema[answer], pl.List):
        return _by_question(path, frame, answer, question, gold, columns)
    if question is None:
        kind = frame.schema[answer]
        raise CommandError(
            f"{path}: column {answer!r} holds a {kind} in each row: expected a list, or --question to say whose it is"
        )
    samples = Samples.from_frame(
        frame, question=question, answer=answer, **{COLUMNS[name]: column for name, column in columns.items()}
    )
    return AnswerFile(path, samples, None if gold is None else _gold_of_rows(frame, question, gold, samples))


def _by_question(
    path: Path, frame: pl.DataFrame, answer: str, question: str | None, gold: str | None, columns: dict[str, str]
) -> AnswerFile:
    # A null instead of a list is a question without samples.
    nested = {name: [row or [] for row in frame[column].to_list()] for name, column in columns.items()}
    samples = Samples.from_lists(
        [row or [] for row in frame[answer].to_list()],
        questions=None if question is None else frame[question].to_list(),
        **nested,
    )
    return AnswerFile(path, samples, None if gold is None else frame[gold].to_list())


def _gold_of_rows(frame: pl.DataFrame, question: str, gold: str, samples: Samples) -> list[Any]:
    """The right answer to each question, which each of its rows repeats."""
    found: dict[Any, Any] = {}
    for row, (label, right) in enumerate(zip(frame[question].to_list(), frame[gold].to_list(), strict=True)):
        if found.setdefault(label, right) != right:
            raise CommandError(
                f"column {gold!r}, row {row}: question {label!r} has the right answer {right!r}, "
                f"and {found[label]!r} above: expected one"
            )
    return [found[label] for label in samples.questions]
