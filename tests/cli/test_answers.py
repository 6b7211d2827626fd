"""``rankfold answers``: what it prints, what it writes, and how it says what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rankfold.answers import METHODS
from tests.cli.calls import Run, fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS: list[dict[str, Any]] = [
    {"id": "q1", "answers": ["4", "5", "4", None], "lp": [-0.5, -0.1, -0.4, -0.9], "gold": "4"},
    {"id": "q2", "answers": ["no", "yes", "yes", "no"], "lp": [-0.5, -0.6, -0.7, -0.8], "gold": "yes"},
    {"id": "q3", "answers": ["7", "8", "8", "8"], "lp": [-0.2, -0.3, -0.4, -0.5], "gold": "7"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    rows = [(row["id"], answer or "", row["gold"]) for row in ROWS for answer in row["answers"]]
    path.write_text("id,answer,gold\n" + "".join(",".join(row) + "\n" for row in rows), "utf-8")
    return path


def test_methods_are_told_by_how_right_they_are(run: Callable[..., Run], file: Path) -> None:
    options = ("--answer", "answers", "--gold", "gold", "--mean-logprobs", "lp", "--k", "1,2,4")
    found = run("answers", file, *options, "--method", "majority,lowest_perplexity,filtered_vote:keep=0.5")
    assert fault(found, 1) == "filtered_vote: samples without confidences; expected Samples made with confidences="
    found = run("answers", file, *options, "--method", "majority,lowest_perplexity")
    assert found.code == 0
    assert "Samples(3 questions, 12 samples, 6 answers, 1 missing, with mean_logprobs)" in found.err
    lines = [line.split() for line in found.out.splitlines()]
    names = "method n_questions accuracy confidence confidence_right confidence_wrong tie abstained no_valid_answer"
    assert lines[0] == names.split()
    assert lines[1] == ["majority_vote", "3", "0.5", "0.583333", "0.5", "0.625", "1", "0", "0"]
    assert lines[2] == ["lowest_perplexity", "3", "0.333333", "0", "0", "0"]
    at_k = [line for line in lines if line and line[0] in ("1", "2", "4")]
    # One in two, two in four, one in four; the majority of all four is right, tied, wrong.
    assert [line[1] for line in at_k] == ["0.416667", "0.722222", "1"]
    assert [line[4] for line in at_k] == ["0.416667", "0.472222", "0.5"]


def test_every_method_can_be_asked_for(run: Callable[..., Run], file: Path) -> None:
    columns = ("--mean-logprobs", "lp", "--rewards", "lp", "--confidences", "lp")
    options = {
        "weighted_vote": ":weights=mean_logprobs:transform=exp",
        "weighted_best_of_n": ":transform=sigmoid",
        "filtered_vote": ":weighted=false",
        "perplexity_consistency": ":dedup=none",
        "rpc": ":dedup=none",
    }
    asked = ",".join(name + options.get(name, "") for name in METHODS)
    found = run("answers", file, "--answer", "answers", "--gold", "gold", *columns, "--method", asked)
    assert found.code == 0, found.err
    assert len(found.out.splitlines()) == len(METHODS) + 3


def test_a_sample_in_each_row_is_the_same(run: Callable[..., Run], file: Path, long: Path) -> None:
    wide = run("answers", file, "--answer", "answers", "--gold", "gold", "--k", "1,4")
    rows = run("answers", long, "--answer", "answer", "--question", "id", "--gold", "gold", "--k", "1,4")
    # A file of texts holds labels as texts, and integers as integers.
    assert wide.code == rows.code == 0
    assert wide.out.splitlines()[1] == rows.out.splitlines()[1]


def test_questions_are_written(run: Callable[..., Run], file: Path, tmp_path: Path) -> None:
    for suffix in (".csv", ".parquet", ".json", ".md"):
        target = tmp_path / f"out{suffix}"
        found = run("answers", file, "--answer", "answers", "--question", "id", "--gold", "gold", "--output", target)
        assert found.code == 0, found.err
        assert target.stat().st_size > 0
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame.columns == ["question", "gold", "answer", "confidence", "status", "credit"]
    assert frame["question"].to_list() == ["q1", "q2", "q3"]
    assert frame["credit"].to_list() == [1.0, 0.5, 0.0]
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["methods"][0]["accuracy"] == 0.5


def test_without_right_answers_the_chosen_ones_are_printed(run: Callable[..., Run], file: Path) -> None:
    found = run("answers", file, "--answer", "answers", "--tie-break", "abstain")
    assert [line.split() for line in found.out.splitlines()] == [
        ["question", "answer", "confidence", "status"],
        ["0", "4", "0.5", "ok"],
        ["1", "0.5", "abstained"],
        ["2", "8", "0.75", "ok"],
    ]
    as_json = json.loads(run("answers", file, "--answer", "answers", "--json", "--missing", "drop").out)
    assert as_json["answers"]["majority_vote"]["questions"][0]["confidence"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--answer", "anwsers"], 1, "did you mean 'answers'"),
        (["--answer", "gold"], 2, "expected a list, or --question"),
        (["--answer", "answers", "--method", "majorty_vote"], 2, "did you mean 'majority_vote'"),
        (["--answer", "answers", "--method", "majority_vote:keep=1"], 2, "has no option 'keep'"),
        (["--answer", "answers", "--method", "filtered_vote:keep=0"], 2, "0 < keep <= 1"),
        (["--answer", "answers", "--k", "1,2"], 2, "expected --gold"),
        (["--answer", "answers", "--gold", "gold", "--k", "one"], 2, "expected numbers of samples"),
        (["--answer", "answers", "--gold", "gold", "--k", "0"], 2, "expected at least 1"),
        (["--answer", "answers", "--mean-logprobs", "gold"], 1, "mean_logprobs"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    run: Callable[..., Run], file: Path, arguments: list[str], code: int, message: str
) -> None:
    assert message in fault(run("answers", file, *arguments), code)


def test_files_that_cannot_be_read(run: Callable[..., Run], tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    for path, message in (
        (tmp_path / "none.jsonl", "none.jsonl: there is no such file"),
        (tmp_path, "is a directory: expected a file"),
        (empty, "empty.jsonl is empty"),
    ):
        assert message in fault(run("answers", path, "--answer", "a"), 1)
        assert message in fault(run("sample", path, "--key", "a", "--rate", "0.5"), 1)


def test_right_answers_that_differ_within_a_question(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("q,a,g\n1,x,x\n1,y,y\n", "utf-8")
    message = fault(run("answers", path, "--answer", "a", "--question", "q", "--gold", "g"), 2)
    assert "row 1: question 1 has the right answer 'y', and 'x' above" in message
