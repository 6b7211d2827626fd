"""``rankfold sample``: rows as they are, the same keys in every format, faults."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import rankfold as rf
from rankfold.cli import main
from tests.cli.calls import Run, fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

USERS = [f"user {number}" if number % 3 else str(number) for number in range(60)]
KEYS = [int(user) if user.isdigit() else user for user in USERS]


def kept(rate: float, salt: str = "") -> list[str]:
    flags = rf.hashing.hash_sample(KEYS, rate, salt=salt).tolist()
    return [user for user, flag in zip(USERS, flags, strict=True) if flag]


@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".csv", ";"), (".tsv", "\t"), (".txt", ",")])
def test_texts_keep_their_cells(run: Callable[..., Run], tmp_path: Path, suffix: str, separator: str) -> None:
    path = tmp_path / f"log{suffix}"
    rows = [separator.join(("user", "code", "note"))]
    rows += [separator.join((user, "007", '"two  spaces, and; more"')) for user in USERS]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    found = run("sample", path, "--key", "user", "--rate", "0.4", "--salt", "march")
    assert found.code == 0
    expected = kept(0.4, "march")
    out = pl.read_csv(io.StringIO(found.out), separator=separator, infer_schema=False)
    assert out["user"].to_list() == expected
    assert set(out["code"]) == {"007"}
    assert set(out["note"]) == {"two  spaces, and; more"}
    assert f"{len(expected)} of 60 rows kept by column 'user', rate 0.4, salt 'march'" in found.err
    target = tmp_path / f"out{suffix}"
    written = run("sample", path, "--key", "user", "--rate", "0.4", "--salt", "march", "--output", target)
    assert (written.code, written.out) == (0, "")
    assert target.read_text("utf-8") == found.out


def test_a_key_does_not_depend_on_the_rest_of_the_file(run: Callable[..., Run], tmp_path: Path) -> None:
    numbers, mixed = tmp_path / "numbers.csv", tmp_path / "mixed.csv"
    numbers.write_text("id,x\n" + "".join(f"{number},1\n" for number in range(50)), "utf-8")
    mixed.write_text("id,x\n" + "".join(f"{number},1\n" for number in range(50)) + "abc,1\n", "utf-8")
    first, second = (run("sample", path, "--key", "id", "--rate", "0.5").out.splitlines() for path in (numbers, mixed))
    assert first == [line for line in second if not line.startswith("abc")]
    flags = rf.hashing.hash_sample(range(50), 0.5).tolist()
    assert first[1:] == [f"{number},1" for number in range(50) if flags[number]]


def test_integers_of_64_bits_are_integers_in_every_format(run: Callable[..., Run], tmp_path: Path) -> None:
    ids = [str(2**63 + 7919 * number) for number in range(60)]
    texts = [*(f"0{number}" for number in range(20)), *(str(2**64 + number) for number in range(20)), "+5"]
    path = tmp_path / "ids.csv"
    path.write_text("x,id\n" + "".join(f"1,  {cell} \n" for cell in ids + texts), "utf-8")
    found = run("sample", path, "--key", "id", "--rate", "0.5").out.splitlines()
    flags = rf.hashing.hash_sample([*map(int, ids), *texts], 0.5).tolist()
    assert found[1:] == [f"1,  {cell} " for cell, flag in zip(ids + texts, flags, strict=True) if flag]


def test_json_lines_come_out_as_they_are(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    lines = [json.dumps({"b": [1, {"c": None}], "user": user}, separators=(",", ": ")) for user in USERS]
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    found = run("sample", path, "--key", "user", "--rate", "0.4")
    flags = rf.hashing.hash_sample(USERS, 0.4).tolist()
    assert found.out.splitlines() == [line for line, flag in zip(lines, flags, strict=True) if flag]
    assert run("sample", path, "--key", "user", "--rate", "1").out.splitlines() == lines
    assert run("sample", path, "--key", "user", "--rate", "0").out == ""


@pytest.mark.parametrize("dtype", [pl.Int32, pl.UInt64, pl.String, pl.Categorical])
def test_parquet_keeps_its_types(run: Callable[..., Run], tmp_path: Path, dtype: Any) -> None:
    path, target = tmp_path / "log.parquet", tmp_path / "out.parquet"
    frame = pl.DataFrame({"id": pl.Series(range(200)).cast(pl.String).cast(dtype), "x": pl.Series(range(200)) / 7})
    frame.write_parquet(path)
    assert run("sample", path, "--key", "id", "--rate", "0.3", "--output", target).code == 0
    keys = range(200) if dtype in (pl.Int32, pl.UInt64) else [str(number) for number in range(200)]
    assert pl.read_parquet(target).equals(frame.filter(pl.Series(rf.hashing.hash_sample(keys, 0.3))))


def test_parquet_on_stdout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame({"id": range(9)}).write_parquet(path)
    command = ["sample", str(path), "--key", "id", "--rate", "1"]
    assert main(command) == 0
    assert pl.read_parquet(io.BytesIO(capsysbinary.readouterr().out)).height == 9

    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("typer.get_binary_stream", lambda _: Terminal())
    assert main(command) == 2
    assert b"is not text: expected --output" in capsysbinary.readouterr().err


def test_faults(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("id,x\na,1\n,2\n", "utf-8")
    options = ["--key", "id", "--rate", "0.5"]
    assert "column 'id' is empty in row 1" in fault(run("sample", path, *options), 1)
    assert "'user'" in fault(run("sample", path, "--key", "user", "--rate", "0.5"), 1)
    assert "no such file" in fault(run("sample", tmp_path / "none.csv", *options), 1)
    assert "--rate" in fault(run("sample", path, "--key", "id", "--rate", "1.5"), 2)
    assert "--key" in fault(run("sample", path, "--rate", "0.5"), 2)
    assert "expected one of .csv" in fault(run("sample", path, *options, "--output", tmp_path / "out.parquet"), 2)
    assert "is the file to read" in fault(run("sample", path, *options, "--output", path), 2)
    assert "no such folder" in fault(run("sample", path, *options, "--output", tmp_path / "none" / "out.csv"), 1)
    votes = tmp_path / "votes.soc"
    votes.write_text("# FILE NAME: votes.soc\n", "utf-8")
    assert "expected .csv" in fault(run("sample", votes, *options), 2)
    for name, frame in (
        ("floats", pl.DataFrame({"id": [0.5]})),
        ("flags", pl.DataFrame({"id": [True]})),
        ("lists", pl.DataFrame({"id": [["a"]]})),
    ):
        table = tmp_path / f"{name}.parquet"
        frame.write_parquet(table)
        assert "expected integers or texts" in fault(run("sample", table, *options), 1)
