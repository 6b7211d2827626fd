"""Reading BLT files: what the format allows, and that whatever else is in a file is refused by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

COUNCIL = '3 2\n4 1 2 0\n2 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Council"\n'


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "council.blt"


def read(path: Path, text: str) -> rf.Ballots:
    path.write_text(text, encoding="utf-8")
    votes = rf.read(path)
    assert isinstance(votes, rf.Ballots)
    return votes


def test_candidates_ballots_names_and_title(written: Path) -> None:
    votes = read(written, COUNCIL)
    assert votes.items == ("Ann", "Bob", "Cy")
    assert votes.orders() == [["Ann", "Bob"], ["Cy"]]
    assert votes.weights.tolist() == [4, 2]
    assert votes.meta == {"seats": 2, "title": "Council", "withdrawn": []}
    assert rf.committee.stv(votes, votes.meta["seats"]).members == ("Ann", "Cy")


def test_what_others_added(written: Path) -> None:
    text = (
        "\ufeff# made by hand\r\n4 2 # candidates, seats\r\n-2\r\n\r\n(17 a) 3 1=4 2 3 0\r\n2 - 3 - 1 0\r\n"
        '1.5 0\r\n0 # the last\r\n"Lab ""Barney"" " # first\r\nBob (Con)\r\n"Cy" "Dan"\r\n'
    )
    votes = read(written, text)
    assert votes.items == ('Lab "Barney"', "Cy", "Dan")
    assert votes.orders() == [[('Lab "Barney"', "Dan"), "Cy"], ["Cy", 'Lab "Barney"'], []]
    assert votes.weights.tolist() == [3.0, 2.0, 1.5]
    assert votes.meta == {"seats": 2, "title": "", "withdrawn": ["Bob (Con)"]}


def test_a_ballot_may_span_lines(written: Path) -> None:
    assert read(written, "2 1\n3 1\n2 0 1 2\n0\n0\nx\ny\n").orders() == [["x", "y"], ["y"]]


def test_names_that_do_not_tell_apart_become_numbers(written: Path) -> None:
    votes = read(written, "3 1\n-1\n1 2 3 0\n0\nsame\nsame\nother\n")
    assert votes.items == (2, 3)
    assert [note.code for note in votes.notes] == ["names_unusable"]
    assert votes.meta["withdrawn"] == ["same"]


def test_missing_is_passed_on(written: Path) -> None:
    written.write_text(COUNCIL)
    assert rf.read(written, missing="absent").missing == "absent"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("3 0\n0\na\nb\nc\n", ":1: 0 seats for 3 candidates"),
        ("3 4\n0\na\nb\nc\n", ":1: 4 seats for 3 candidates"),
        ("3 x\n", ":1: 'x' is not a whole number: expected the number of seats"),
        ("3 2\n4 1 2\n", ":3: the file ends here: expected the 0 behind the ballot"),
        ("3 2\n4 1 5 0\n0\na\nb\nc\n", ":2: '5' is not a candidate: expected a number from 1 to 3"),
        ("3 2\n4 1 2 1 0\n0\na\nb\nc\n", ":2: candidate 1 stands on the ballot a second time"),
        ("3 2\n4 1=1 0\n0\na\nb\nc\n", ":2: candidate 1 stands on the ballot a second time"),
        ("3 2\n4 1 =2 0\n0\na\nb\nc\n", ":2: '' is not a candidate"),
        ("3 2\n[tie 1 2]\n4 1 0\n0\na\nb\nc\n", ":2: '[tie' is not a weight"),
        ("3 2\n-4\n0\na\nb\nc\n", ":2: '4' is not a candidate"),
        ("3 2\n-1 -1\n0\na\nb\nc\n", ":2: candidate 1 withdraws a second time"),
        ("2 1\n-1 -2\n0\na\nb\n", ":2: every candidate withdraws"),
        ("3 2\n4 1 0\n0 7\na\nb\nc\n", ":3: '7' stands behind the 0 that ends the ballots"),
        ("3 2\n4 1 0\n0\na\nb\n", ":6: the file ends after 2 names: expected 3"),
        ("3 2\n4 1 0\n0\na\nb\nc\ntitle\nmore\n", ":8: 'more' stands behind the title"),
        ('3 2\n4 1 0\n0\n"a" b\n', ":4: 'b' stands outside of quotes"),
        ("3 2\n(id 4 1 0\n0\n", "expected the end of a ballot's name"),
        ("99999999 2\n0\n", ":1: 99999999 candidates: at most 65534"),
        ("2 1\n99999999999999999999 1 0\n0\na\nb\n", "council.blt: "),
    ],
)
def test_faults_name_file_and_line(text: str, where: str, written: Path) -> None:
    written.write_text(text)
    with pytest.raises((rf.InvalidFileError, rf.SizeLimitError), match=re.escape(where)):
        rf.read(written)


def test_options_are_refused(written: Path) -> None:
    written.write_text(COUNCIL)
    with pytest.raises(rf.InvalidInputError, match="takes no option 'weight'"):
        rf.read(written, weight="w")


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No other exception, whatever is cut out or put in."""
    text = data.draw(st.sampled_from([COUNCIL, '4 2\n-2\n(x) 3 1=4 3 0\n2 - 3 0\n0\nA\n"B ""b"""\nC\nD\nTitle\n']))
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 4)))
    put = data.draw(st.text('0123 -=\n"#()[].aé\r\t\x00', max_size=4))
    path = tmp_path_factory.mktemp("blt") / "damaged.blt"
    path.write_text(text[:at] + put + text[end:], encoding="utf-8", newline="")
    try:
        votes = rf.read(path)
    except (rf.InvalidFileError, rf.SizeLimitError) as error:
        told = str(error)
    else:
        told = path.name
        assert votes.meta["seats"] >= 1
    assert path.name in told


def test_elections_of_scottish_councils(shared_data: Path) -> None:
    folder = shared_data / "elections" / "scottish" / "blt"
    files = sorted(folder.glob("*.blt"))
    if not files:
        pytest.skip(f"no BLT files here: expected some in {folder}")
    for path in files:
        votes = rf.read(path)
        lines = path.read_text(encoding="utf-8").split("\n")
        head = [int(number) for number in lines[0].split()]
        assert [votes.n_items, votes.meta["seats"]] == head
        end = next(number for number, line in enumerate(lines) if line.strip() == "0")
        assert votes.weights.sum() == sum(int(line.split()[0]) for line in lines[1:end])
        assert votes.meta["title"]
