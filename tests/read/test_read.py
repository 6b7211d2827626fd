"""``rankfold.read``: which container comes from which file, and what is said where none does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

SOI = """\
# FILE NAME: 1.soi
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: a
# ALTERNATIVE NAME 2: b
# ALTERNATIVE NAME 3: c
3: 1,2,3
2: 2
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_scores_are_the_default(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "model,a,b\nx,1,2.5\ny,3,-\n")
    table = rf.read(path, lower_is_better=["a"])
    assert isinstance(table, rf.ScoreTable)
    assert table.items == ("x", "y")
    assert table.rows == ("a", "b")
    assert table.ballots().orders() == [["x", "y"], ["x"]]
    assert isinstance(rf.read(str(path)), rf.ScoreTable)


def test_voters_in_rows_are_ballots(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "a,b,c\n1,2,3\n2,1,\n")
    ballots = rf.read(path, voters="rows")
    assert isinstance(ballots, rf.Ballots)
    assert ballots.orders() == [["a", "b", "c"], ["b", "a"]]
    assert ballots.missing == "below"
    other = rf.read(path, voters="rows", missing="absent")
    assert isinstance(other, rf.Ballots)
    assert other.missing == "absent"


def test_long_ballots(tmp_path: Path) -> None:
    path = write(tmp_path, "t.tsv", "v\ti\tr\n1\ta\t1\n1\tb\t2\n2\tb\t1\n")
    ballots = rf.read(path, voter="v", item="i", rank="r")
    assert isinstance(ballots, rf.Ballots)
    assert ballots.orders() == [["a", "b"], ["b"]]


def test_battles(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"l": ["x", "y"], "r": ["y", "x"], "w": ["a", "tie"]}).write_parquet(path)
    battles = rf.read(path, a="l", b="r", winner="w")
    assert isinstance(battles, rf.Comparisons)
    assert battles.pairwise().wins.tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("name", ["t.soi", "t.SOI", "t.txt"])
def test_preflib_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    ballots = rf.read(write(tmp_path, name, SOI), missing="absent")
    assert isinstance(ballots, rf.Ballots)
    assert ballots.orders() == [["a", "b", "c"], ["b"]]
    assert ballots.weights.tolist() == [3, 2]
    assert ballots.missing == "absent"


@pytest.mark.parametrize(
    ("name", "content", "options", "text"),
    [
        ("t.csv", "", {}, "t.csv is empty"),
        ("t.csv", " \n\n", {}, "t.csv is empty"),
        ("t.xls", "abc", {}, "t.xls: .xls is not supported: expected one of .soc, .soi, .*.csv"),
        ("t", "abc", {}, "a file without suffix is not supported"),
        ("t.csv", "m,a\nx,1\ny,z\n", {}, "t.csv: column 'a', row 1: 'z' is not a number"),
        ("t.csv", "m,a\nx,1\n", {"item": "M"}, "t.csv: item = 'M' is not a column: did you mean 'm'"),
        ("t.csv", "m,a\nx,1\n", {"missing": "below"}, "missing = 'below' is for ballots"),
        ("t.csv", "m,a\nx,1\n", {"winner": "a"}, "a= is missing"),
        ("t.csv", "m,a\nx,1\n", {"voters": "columns"}, "voters = 'columns': expected 'rows'"),
        ("t.soi", SOI, {"item": "a"}, "such a file takes no option 'item'"),
    ],
)
def test_one_clear_line(tmp_path: Path, name: str, content: str, options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=text) as caught:
        rf.read(write(tmp_path, name, content), **options)
    assert "\n" not in str(caught.value)


def test_unknown_options_are_listed(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "m,a\nx,1\n")
    with pytest.raises(rf.InvalidTypeError, match=r"unknown option 'itme': ScoreTable.from_frame takes item, metrics"):
        rf.read(path, itme="m")


def test_no_such_file_and_folders(tmp_path: Path) -> None:
    with pytest.raises(rf.InvalidFileError, match=r"nothing.csv: there is no such file"):
        rf.read(tmp_path / "nothing.csv")
    with pytest.raises(rf.InvalidFileError, match="is a directory: expected a file"):
        rf.read(tmp_path)


# Published tables


@pytest.mark.parametrize(("name", "n_items"), [("glue", 105), ("superglue", 24)])
def test_published_leaderboards(shared_data: Path, name: str, n_items: int) -> None:
    table = rf.read(shared_data / "benchmarks" / "colombo" / f"{name}.data")
    assert isinstance(table, rf.ScoreTable)
    assert (table.n_items, table.n_rows, table.share_missing) == (n_items, 14, 0)
    assert {note.code: note.columns for note in table.notes} == {
        "item_column": ("Model",),
        "overall_left_out": ("Score",),
    }
    golden = json.loads((shared_data / "benchmarks" / "golden_borda_kemeny.json").read_text())[name]
    assert rf.rank.borda(table).scores.tolist() == golden["borda_points"]


def test_a_shifted_table_is_refused(shared_data: Path) -> None:
    """An empty field in each row moves the header: the overall score would pass for a task."""
    with pytest.raises(rf.InvalidFileError, match="line 2 has 7 fields: expected 6"):
        rf.read(shared_data / "benchmarks" / "colombo" / "xtrem.data")
    table = rf.read(shared_data / "benchmarks" / "missing_scores" / "xtrem.csv")
    assert isinstance(table, rf.ScoreTable)
    assert table.rows == ("Classification", "Structured Prediction", "Question Answering", "Sentence Retrieval")
    assert table.scores[:, 0].tolist() == [90.3, 81.7, 76.3, 93.7]
    assert table.items[0] == "Turing ULR v5 Alexander v-team Microsoft Nov 24 2021"


def test_two_scores_in_a_cell(shared_data: Path) -> None:
    path = shared_data / "benchmarks" / "vote_and_rank" / "leaderboards_-_SuperGLUE.csv"
    with pytest.raises(rf.InvalidFileError, match=r"column 'CB', row 0: '98.6/99.2' .* split='/'"):
        rf.read(path)
    table = rf.read(path, split="/")
    assert isinstance(table, rf.ScoreTable)
    assert (table.n_items, table.n_rows) == (24, 14)
    assert table.rows[:4] == ("BoolQ", "CB/1", "CB/2", "COPA")
    assert int(np.isnan(table.scores).sum()) == 12
    notes = {note.code: note.columns for note in table.notes}
    assert notes["columns_left_out"] == ("Rank", "Name", "URL")
    assert notes["overall_left_out"] == ("Score",)


def test_published_missing_scores(shared_data: Path) -> None:
    table = rf.read(shared_data / "benchmarks" / "vote_and_rank" / "leaderboards_-_VALUE.csv")
    assert isinstance(table, rf.ScoreTable)
    assert (table.n_items, table.n_rows) == (7, 11)
    assert [note.columns for note in table.notes if note.code == "overall_left_out"] == [("Mean-Rank",), ("Meta-Ave",)]
    assert table.items[1] == "craig.starr (ensemble)Kakao BrainPaper"


def test_published_battles(shared_data: Path) -> None:
    battles = rf.read(shared_data / "arena" / "evalica_food.csv", a="left", b="right", winner="winner")
    assert isinstance(battles, rf.Comparisons)
    assert (battles.n_comparisons, battles.n_items) == (30, 5)
    assert int(battles.pairwise().wins.sum()) == 28
