"""``rankfold committee``: what it prints, what it writes, and how it says what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

import rankfold as rf
from tests.cli.calls import Run, fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APPROVALS = "a,b,c,d\n1,1,0,0\n1,1,0,0\n1,0,1,0\n0,0,0,1\n"
GROUPS = "item,group\na,A\nb,A\nc,B\nd,B\n"
PABULIB = """\
META
key;value
num_projects;2
num_votes;2
budget;100
vote_type;approval
PROJECTS
project_id;cost
x;10
y;20
VOTES
voter_id;vote
1;x,y
2;y
"""


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.csv"
    path.write_text(APPROVALS, "utf-8")
    return path


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    path = tmp_path / "groups.csv"
    path.write_text(GROUPS, "utf-8")
    return path


def test_members_stand_in_a_table(run: Callable[..., Run], votes: Path) -> None:
    found = run("committee", votes, "--voters", "approvals", "-k", 2, "--rule", "approval")
    assert found.code == 0
    assert found.out.splitlines() == [
        "seat  item  value",
        "   1  a         3",
        "   2  b         2",
        "",
        "approval: score 5",
    ]
    assert "4 sets, together of weight 4, 4 items, 7 approvals" in found.err


def test_bounds_and_all_outcomes_and_rounds(run: Callable[..., Run], votes: Path, groups: Path) -> None:
    arguments = ["committee", votes, "--voters", "approvals", "-k", 2, "--rule", "approval", "--groups", groups]
    found = run(*arguments, "--lower", "B=1", "--upper", "A=1", "--all", "--rounds")
    assert "approval: score 4, all 2 that tie, A: 1, B: 1\n  a, c\n  a, d\n" in found.out
    assert found.out.splitlines()[-1].split() == ["2", "elected", "c", "1", "d"]


def test_json_and_files_hold_everything(run: Callable[..., Run], votes: Path, groups: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "groups.json"
    mapping.write_text(json.dumps({"A": ["a", "b"], "B": ["c", "d"]}), "utf-8")
    table = tmp_path / "members.csv"
    common = ["committee", votes, "--voters", "approvals", "-k", 3, "--rule", "approval", "--lower", "B=2", "--json"]
    from_table = run(*common, "--groups", groups, "--output", table)
    from_json = run(*common, "--groups", mapping)
    assert from_table.out == from_json.out
    content = json.loads(from_table.out)
    assert content["input"]["kind"] == "approvals"
    elected = rf.committee.approval(
        rf.read(votes, voters="approvals"), 3, groups={"A": ["a", "b"], "B": ["c", "d"]}, lower={"B": 2}
    )
    assert content["committees"]["approval"] == json.loads(elected.to_json())
    assert pl.read_csv(table)["item"].to_list() == list(elected.members)


def test_a_file_may_say_how_many_seats_there_are(run: Callable[..., Run], tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="YAML is read through PyYAML")
    path = tmp_path / "votes.abc.yaml"
    path.write_text("profile: [[0, 1], [1]]\nnum_cand: 3\ncommitteesize: 2\n", "utf-8")
    assert run("committee", path, "--rule", "approval").out.startswith("seat  item  value\n   1     1      2\n")
    path.write_text("profile: [[0, 1], [1]]\n", "utf-8")
    assert "-k is missing" in fault_after_reading(run("committee", path, "--rule", "approval"), 2)


def test_costs_are_not_passed_over(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(PABULIB, "utf-8")
    arguments = ["committee", path, "-k", 1, "--rule", "approval"]
    assert "the items cost from 10 to 20" in fault_after_reading(run(*arguments), 1)
    assert run(*arguments, "--ignore-costs").out.startswith("seat  item  value\n   1  y         2\n")


def test_rankings_need_a_threshold(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text("x,y\n1,2\n1,2\n2,1\n", "utf-8")
    arguments = ["committee", path, "--voters", "rows", "-k", 1, "--rule", "approval"]
    assert "threshold=" in fault_after_reading(run(*arguments), 1)
    assert run(*arguments, "--threshold", 1).out.startswith("seat  item  value\n   1  x         2\n")


def fault_after_reading(found: Run, code: int) -> str:
    """The line of a fault that came after the line that says what was read."""
    assert found.code == code, found
    assert found.out == ""
    line = found.err.splitlines()[-1]
    assert line.startswith("rankfold: error: ")
    return line


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--rule", "aproval"], 2, "did you mean 'approval'"),
        (["--rule", "approval:colour=red"], 2, "approval has no option 'colour'"),
        (["--lower", "B=1"], 2, "expected --groups FILE"),
        (["--lower", "B"], 2, "expected GROUP=N"),
        (["--limit", "3"], 2, "expected --all with it"),
        (["--output", "members.xlsx"], 2, "the suffix is '.xlsx'"),
    ],
)
def test_faults_of_the_command(
    run: Callable[..., Run], votes: Path, arguments: list[str], code: int, text: str
) -> None:
    assert text in fault(run("committee", votes, "--voters", "approvals", "-k", 2, *arguments), code)


def test_a_table_says_what_its_rows_are(run: Callable[..., Run], votes: Path) -> None:
    assert "--voters rows or --voters approvals" in fault(run("committee", votes, "-k", 2), 2)


def test_groups_are_checked(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    arguments = ["committee", votes, "--voters", "approvals", "-k", 2, "--rule", "approval", "--groups", path]
    for content, text in (
        ("item,team\na,A\n", "there is no column 'group'"),
        ("item,group\na,\n", "row 0 is not complete"),
        ("item,group\nz,A\n", '"z" is not an item'),
    ):
        path.write_text(content, "utf-8")
        assert text in fault_after_reading(run(*arguments), 1)
    path.unlink()
    assert "groups.csv: there is no such file" in fault_after_reading(run(*arguments), 1)
    arguments[-1] = tmp_path / "groups.json"
    assert "groups.json: there is no such file" in fault_after_reading(run(*arguments), 1)
    arguments[-1].touch()
    assert "groups.json is empty: expected" in fault_after_reading(run(*arguments), 1)


def test_approvals_are_no_ranking(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(PABULIB, "utf-8")
    assert "rankfold committee" in fault(run("rank", path), 2)


def test_an_election_says_who_stands_for_how_many_seats(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "council.blt"
    path.write_text('3 2\n4 1 2 0\n2 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Council"\n', "utf-8")
    found = run("committee", path, "--rounds")
    assert found.out.splitlines()[:4] == ["seat  item  value", "   1  Ann       4", "   2  Cy        2", ""]
    assert "stv" in found.out
    written = tmp_path / "members.csv"
    assert run("committee", path, "--rule", "stv:transfer=meek", "--output", written).code == 0
    assert pl.read_csv(written)["item"].to_list() == ["Ann", "Cy"]
