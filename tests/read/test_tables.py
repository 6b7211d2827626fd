"""Tables in files: separators, quotes, encodings, and files that do not follow their format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import rankfold as rf
from rankfold.read.tables import is_table, read_frame


def table(path: Path, content: str | bytes) -> pl.DataFrame:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_frame(path, path.suffix, path.read_bytes()[:100])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", "model,a,b\nx,1,2.5\ny,3,-\n"),
        ("t.csv", "model;a;b\nx;1;2.5\ny;3;-\n"),
        ("t.csv", "model\ta\tb\nx\t1\t2.5\ny\t3\t-\n"),
        ("t.tsv", "model\ta\tb\nx\t1\t2.5\ny\t3\t-\n"),
        ("t.data", "model,\ta,\tb\nx\t ,1,\t2.5\ny,3,\t-\n"),
        ("t.txt", "\ufeffmodel,a,b\r\nx,1,2.5\r\n\r\ny,3,-\r\n\r\n"),
        ("t.csv", '"model","a","b"\n"x",1,2.5\n"y","3","-"'),
    ],
)
def test_texts(tmp_path: Path, name: str, content: str) -> None:
    frame = table(tmp_path / name, content)
    assert frame.to_dict(as_series=False) == {"model": ["x", "y"], "a": [1, 3], "b": ["2.5", "-"]}


def test_cells_over_lines_white_space_and_gaps(tmp_path: Path) -> None:
    frame = table(tmp_path / "t.csv", 'model,a\n"two\n lines, one cell", \n y\t z ,7\n')
    assert frame.to_dict(as_series=False) == {"model": ["two lines, one cell", "y z"], "a": [None, "7"]}


def test_only_integers_as_people_write_them_are_integers(tmp_path: Path) -> None:
    frame = table(tmp_path / "t.csv", "a,b,c,d\n0,007,1,1\n-12,1,1.0,99999999999999999999\n")
    assert frame.dtypes == [pl.Int64, pl.String, pl.String, pl.String]


@pytest.mark.parametrize("name", ["t.parquet", "t.bin"])
def test_parquet(tmp_path: Path, name: str) -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "a": [1.5, None]})
    frame.write_parquet(tmp_path / name)
    head = (tmp_path / name).read_bytes()[:100]
    assert is_table(Path(name).suffix, head)
    assert read_frame(tmp_path / name, Path(name).suffix, head).equals(frame)


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    frame = table(tmp_path / name, '{"model": "x", "a": 1}\n{"model": "y", "a": 2.5}\n')
    assert frame.to_dict(as_series=False) == {"model": ["x", "y"], "a": [1.0, 2.5]}


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("t.csv", "a,b\n1,2\n3\n", "line 3 has 1 fields: expected 2 as in the header"),
        ("t.csv", 'a,b\n"1\n1",2\n3,4,5\n', "line 4 has 3 fields: expected 2"),
        ("t.csv", "a,b\n1,2,3\n1,2,3\n", "line 2 has 3 fields: expected 2"),
        ("t.tsv", "a\tb\n1\n", "line 2 has 1 fields: expected 2"),
        ("t.csv", "a, a \n1,2\n", "line 1: two columns are named 'a'"),
        ("t.csv", "\ufeff", "line 1: expected the names of the columns"),
        ("t.csv", ",\n1,2\n", "line 1: expected the names of the columns"),
        ("t.csv", "a,b\n", "no rows below its header"),
        ("t.csv", "a,b\n,\n", "no rows below its header"),
        ("t.csv", b"a,b\n\xff\xfe,1\n", "UTF-8"),
        ("t.parquet", "no parquet", "does not follow its format"),
        ("t.jsonl", '{"a": 1}\n{"a": \n', "does not follow its format"),
        ("t.jsonl", "[1, 2]\n", "does not follow its format"),
    ],
)
def test_files_that_do_not_follow_their_format(tmp_path: Path, name: str, content: Any, text: str) -> None:
    path = tmp_path / name
    with pytest.raises(rf.InvalidFileError, match=text) as caught:
        table(path, content)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_with_a_pattern_in_it_is_one_file(tmp_path: Path) -> None:
    assert table(tmp_path / "t[1]*.csv", "a,b\nx,2\n").height == 1


def test_without_polars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("model,a\nx,1\n")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(rf.MissingDependencyError, match=r"pip install 'rankfold\[cli\]'"):
        rf.read(tmp_path / "t.csv")
