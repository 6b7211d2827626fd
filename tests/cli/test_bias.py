"""``rankfold bias``: curves on stdout, files, pictures, faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rankfold.committee.bias import fairness_curve
from tests.cli.calls import Run, fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RANKINGS = """\
# FILE NAME: votes.soc
# DATA TYPE: soc
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 5
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: ash
# ALTERNATIVE NAME 2: birch
# ALTERNATIVE NAME 3: cedar
# ALTERNATIVE NAME 4: date, dried
2: 1,2,3,4
2: 2,4,1,3
1: 4,3,2,1
"""
SMALL = ["--groups", "3/3", "--size", "2", "--rankings", "4,8", "--strengths", "0,0.5", "--elections", "5"]


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.soc"
    path.write_text(RANKINGS, "utf-8")
    return path


def test_a_culture_prints_a_line_for_each_point(run: Callable[..., Run]) -> None:
    found = run("bias", *SMALL, "--rule", "borda,mine=3/2/1/0/0/0", "--culture", "mallows:phi=0.7", "--seed", "4")
    assert found.code == 0
    head, *rows = found.out.splitlines()
    assert head.split()[:4] == ["rule", "n_rankings", "strength", "unconstrained"]
    assert len(rows) == 8
    curve = fairness_curve(
        ("mallows", {"phi": 0.7}),
        rules={"borda": "borda", "mine": [3, 2, 1, 0, 0, 0]},
        committee_size=2,
        n_rankings=[4, 8],
        strengths=[0, 0.5],
        group_sizes=(3, 3),
        n_elections=5,
        seed=4,
    )
    assert rows[-1].split()[0] == "mine"
    assert float(rows[-1].split()[3]) == pytest.approx(curve.unconstrained[1, 1, 1], abs=1e-5)


def test_rankings_of_a_file(run: Callable[..., Run], votes: Path) -> None:
    found = run("bias", votes, "--disadvantaged", "birch,cedar", "--size", 2, "--rule", "borda", "--strengths", "0,1")
    assert found.code == 0
    assert "together of weight 5" in found.err
    assert found.out.splitlines()[1].split()[:4] == ["borda", "5", "0", "1"]
    drawn = run(
        "bias", votes, "--disadvantaged", "birch", "--disadvantaged", "date, dried", "--size", 2, "--rankings", "50"
    )
    assert drawn.code == 0
    assert drawn.out.splitlines()[1].split()[1] == "50"


def test_json_and_files(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    shown = run("bias", *SMALL, "--json", "--variant", "frozen", "--splits", "0,2")
    found: dict[str, Any] = json.loads(shown.out)
    assert found["input"] is None
    assert (found["settings"]["variant"], found["splits"]) == ("frozen", [0, 2])
    for suffix in ("json", "csv", "tsv", "md", "parquet"):
        assert run("bias", *SMALL, "--output", tmp_path / f"out.{suffix}").code == 0
    assert pl.read_csv(tmp_path / "out.csv").height == 3 * 2 * 2
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["settings"]["model"] == "swaps"
    read = run("bias", votes, "--disadvantaged", "ash", "--size", "1", "--json")
    assert json.loads(read.out)["input"]["n_items"] == 4


def test_a_picture(run: Callable[..., Run], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert run("bias", *SMALL, "--model", "utility", "--plot", tmp_path / "curves.svg").code == 0
    assert "<svg" in (tmp_path / "curves.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--rule", "pav"], "pav"),
        (["--rule", "borda,borda"], "twice"),
        (["--rule", "mine=3/x"], "expected numbers separated by '/'"),
        (["--rule", "mine=3/2"], "points has 2 entries: expected 50"),
        (["--culture", "ic"], "impartial_culture"),
        (["--culture", "mallows:phi"], "NAME:PARAMETER=NUMBER"),
        (["--culture", "mallows:alpha=1"], "'phi' alone"),
        (["--culture", "mallows:phi=2"], "0 <= phi <= 1"),
        (["--groups", "25"], "group_sizes"),
        (["--groups", "a/b"], "--groups"),
        (["--size", "51"], "committee_size"),
        (["--size", "0"], "--size"),
        (["--rankings", "ten"], "--rankings"),
        (["--strengths", "2"], "strengths[0] = 2"),
        (["--splits", "11"], "splits: 11"),
        (["--phi", "3"], "--phi"),
        (["--model", "noise"], "--model"),
        (["--variant", "thawed"], "--variant"),
        (["--elections", "1"], "--elections"),
        (["--disadvantaged", "ash"], "--groups N/N"),
        (["--output", "out.xlsx"], ".parquet"),
        (["--plot", "plot.gif"], ".svg"),
        (["never-read.soc", "--size", "2"], "--disadvantaged is missing"),
        (["never-read.soc", "--disadvantaged", "ash"], "--size is missing"),
        (["never-read.soc", "--culture", "urn"], "--culture urn does not go with FILE"),
    ],
)
def test_faults_of_the_command(run: Callable[..., Run], arguments: list[str], expected: str) -> None:
    assert expected in fault(run("bias", *arguments), 2)


def test_faults_of_the_data(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    options = ["--disadvantaged", "ash", "--size", "2"]
    assert "no such file" in fault(run("bias", tmp_path / "absent.soc", *options), 1)
    assert "fir is no item" in fault(run("bias", votes, "--disadvantaged", "fir", "--size", "2"), 1)
    everybody = ["--disadvantaged", "ash,birch,cedar", "--disadvantaged", "date, dried", "--size", "2"]
    assert "names all items" in fault(run("bias", votes, *everybody), 1)
    assert "committee_size: 5" in fault(run("bias", votes, "--disadvantaged", "ash", "--size", "5"), 1)
    table = tmp_path / "scores.csv"
    table.write_text("model,accuracy\none,0.5\ntwo,0.6\n", "utf-8")
    assert "expected ballots" in fault(run("bias", table, *options), 1)
    limited = ["--groups", "500/500", "--rankings", "1000", "--time-limit", "0.05"]
    assert "time limit" in fault(run("bias", *limited), 1)
