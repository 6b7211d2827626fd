"""Files that hold votes and more: categories, Pabulib, approval profiles."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

CATEGORIES = """\
# FILE NAME: votes.cat
# TITLE: a meal
# DATA TYPE: cat
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 7
# NUMBER UNIQUE PREFERENCES: 4
# NUMBER CATEGORIES: 3
# CATEGORY NAME 1: Yes
# CATEGORY NAME 2: Maybe
# CATEGORY NAME 3: No
# ALTERNATIVE NAME 1: ash
# ALTERNATIVE NAME 2: birch
# ALTERNATIVE NAME 3: cedar
# ALTERNATIVE NAME 4: date
3: 1, {2, 3}, 4
2: {},2,
1: {1,2,3,4},{},{}
1: 4
"""
PABULIB = """\
META
key;value
num_projects;3
num_votes;3
budget;1000
vote_type;{kind}
PROJECTS
project_id;cost;name;selected
p1;300;"A; quoted";1
p2;250.5;Second;0
p3;600;Third;1
VOTES
voter_id;vote;points
1;p1,p3;2,1
2;;
3;p2;5
"""
YAML = """\
description: three voters
profile: [[1, 0], {2}, []]
num_cand: 4
voter_weights: [1.5, 1, 2]
committeesize: 2
compute:
- rule_id: av
  result: [[0, 1]]
"""


def write(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return path


def test_categories_become_approvals(tmp_path: Path) -> None:
    path = write(tmp_path, "votes.cat", CATEGORIES)
    votes = rf.read(path)
    assert isinstance(votes, rf.Approvals)
    assert votes.sets() == [("ash",), (), ("ash", "birch", "cedar", "date"), ("date",)]
    assert votes.weights.tolist() == [3, 2, 1, 1]
    assert [note.code for note in votes.notes] == ["categories"]
    assert votes.meta["header"]["TITLE"] == "a meal"
    both = rf.read(path, approved=["Maybe", "Yes"])
    assert isinstance(both, rf.Approvals)
    assert both.sets()[:2] == [("ash", "birch", "cedar"), ("birch",)]
    assert rf.read(write(tmp_path, "renamed.txt", CATEGORIES)).sets() == votes.sets()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("2: {},2,", "2: {},2,{", 16, "no list of categories"),
        ("2: {},2,", "2: 2,2", 16, "alternative 2 stands in two categories"),
        ("2: {},2,", "2: 7", 16, "alternative '7': expected 1 to 4"),
        ("2: {},2,", "2: 1,2,3,4", 16, "at most 3 categories"),
        ("2: {},2,", "0: 1", 16, "expected a count"),
        ("2: {},2,", "two", 16, "expected a count"),
        ("# NUMBER VOTERS: 7", "# NUMBER VOTERS: 8", 5, "so lines are lost"),
        ("CATEGORY NAME 1", "CATEGORY 1", 1, "CATEGORY NAME 1"),
        ("DATA TYPE: cat", "DATA TYPE: soc", 3, "expected cat"),
    ],
)
def test_faults_of_categories_are_named(tmp_path: Path, old: str, new: str, line: int, text: str) -> None:
    path = write(tmp_path, "votes.cat", CATEGORIES.replace(old, new, 1))
    with pytest.raises(rf.InvalidFileError, match=text) as found:
        rf.read(path)
    assert str(found.value).startswith(f"{path}:{line}: ")


def test_options_that_a_file_does_not_take(tmp_path: Path) -> None:
    path = write(tmp_path, "votes.cat", CATEGORIES)
    for options in ({"approved": "Never"}, {"item": "x"}, {"missing": "below"}, {"approved": 3}):
        with pytest.raises(rf.RankfoldError):
            rf.read(path, **options)  # type: ignore[arg-type]


def test_pabulib_has_costs_and_a_budget(tmp_path: Path) -> None:
    votes = rf.read(write(tmp_path, "city.pb", PABULIB.format(kind="approval")))
    assert isinstance(votes, rf.Approvals)
    assert votes.sets() == [("p1", "p3"), (), ("p2",)]
    assert votes.meta["costs"] == {"p1": 300, "p2": 250.5, "p3": 600}
    assert (votes.meta["budget"], votes.meta["selected"]) == (1000, ["p1", "p3"])
    assert votes.meta["names"]["p1"] == "A; quoted"
    ordinal = rf.read(write(tmp_path, "ordinal.pb", PABULIB.format(kind="ordinal")))
    assert isinstance(ordinal, rf.Ballots)
    assert ordinal.orders() == [["p1", "p3"], [], ["p2"]]
    points = rf.read(write(tmp_path, "points.pb", PABULIB.format(kind="cumulative")))
    assert isinstance(points, rf.Ballots)
    assert points.orders() == [["p1", "p3"], [], ["p2"]]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("num_votes;3", "num_votes;4", "META says num_votes = 4, the file holds 3"),
        ("vote_type;approval", "vote_type;loud", "vote_type is 'loud'"),
        ("3;p2;5", "3;p9;5", r":16: there is no project 'p9'"),
        ("3;p2;5", "3;p2,p2;5", r":16: a project stands in this vote twice"),
        ("p3;600", "p1;600", r":11: project 'p1' stands on line 9 already"),
        ("p3;600", "p3;dear", r":11: cost is 'dear'"),
        ("PROJECTS", "PROJECT", r":8: 4 fields: expected 2"),
        ("VOTES\n", "META\n", r":12: a second section META"),
        ("3;p2;5", "3;p2;5;6;7", r":16: 5 fields: expected 3"),
        ("META\n", "", "stands before any section"),
    ],
)
def test_faults_of_pabulib_are_named(tmp_path: Path, old: str, new: str, text: str) -> None:
    path = write(tmp_path, "city.pb", PABULIB.format(kind="approval").replace(old, new, 1))
    with pytest.raises(rf.InvalidFileError, match=text):
        rf.read(path)


def test_yaml_has_seats_and_expected_results(tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="YAML is read through PyYAML")
    votes = rf.read(write(tmp_path, "votes.abc.yaml", YAML))
    assert isinstance(votes, rf.Approvals)
    assert votes.sets() == [(0, 1), (2,), ()]
    assert votes.n_items == 4
    assert votes.weights.tolist() == [1.5, 1.0, 2.0]
    assert votes.meta["seats"] == 2
    assert votes.meta["expected"] == [{"rule_id": "av", "result": [[0, 1]]}]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("profile: [[1, 0", "this is not YAML"),
        ("- 1", "expected a mapping with 'profile'"),
        ("profile: 3", "profile = 3: expected a list"),
        ("profile: [[a]]", r"profile\[0\]\[0\] = 'a': expected the number of a candidate"),
        ("profile: [{0: 1}]", r"profile\[0\] = \{0: 1\}"),
        ("profile: [[0, 5]]\nnum_cand: 3", "num_cand = 3: expected a whole number of at least 6"),
        ("profile: [[0]]\ncommitteesize: 0", "committeesize = 0"),
        ("profile: [[0]]\nvoter_weights: [1, 2]", "weights has 2 entries: expected 1"),
        ("profile: [[0, 0]]", "names the item 0 a second time"),
        ("profile: !!python/object:os.system []", "this is not YAML"),
    ],
)
def test_faults_of_yaml_are_named(tmp_path: Path, content: str, text: str) -> None:
    pytest.importorskip("yaml", reason="YAML is read through PyYAML")
    with pytest.raises(rf.InvalidFileError, match=text):
        rf.read(write(tmp_path, "votes.abc.yaml", content))


@given(suffix=st.sampled_from([".cat", ".pb", ".abc.yaml"]), at=st.integers(0, 600), junk=st.text(max_size=6))
def test_a_damaged_file_is_a_fault_or_votes(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, at: int, junk: str
) -> None:
    pytest.importorskip("yaml", reason="YAML is read through PyYAML")
    whole = {".cat": CATEGORIES, ".pb": PABULIB.format(kind="cumulative"), ".abc.yaml": YAML}[suffix]
    path = write(tmp_path_factory.mktemp("damaged"), f"votes{suffix}", whole[:at] + junk + whole[at + 3 :])
    with contextlib.suppress(rf.InvalidFileError):
        assert isinstance(rf.read(path), (rf.Approvals, rf.Ballots))


def test_every_real_file_of_votes_is_read(shared_data: Path) -> None:
    pytest.importorskip("yaml", reason="YAML is read through PyYAML")
    elections = shared_data / "elections"
    paths = [path for pattern in ("*.cat", "*.pb", "*.abc.yaml") for path in sorted(elections.rglob(pattern))]
    assert len(paths) > 20
    for path in paths:
        votes = rf.read(path)
        assert isinstance(votes, (rf.Approvals, rf.Ballots)), path
        assert votes.n_voters > 0, path
        if path.suffix == ".pb":
            assert votes.n_voters == int(votes.meta["header"]["num_votes"]), path
            assert votes.meta["costs"].keys() == set(votes.items), path
        if path.suffix == ".cat" and "HEADER" not in votes.meta:
            assert int(np.sum(votes.weights)) == int(votes.meta["header"]["NUMBER VOTERS"]), path
