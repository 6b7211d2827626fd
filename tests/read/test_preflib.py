"""PrefLib files: every format and every fault, and that what is written is what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankfold.errors import InvalidFileError, InvalidInputError, SizeLimitError
from rankfold.read.preflib import parse_preflib
from rankfold.read.preflib_format import KINDS, format_preflib
from tests.strategies import ballots

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rankfold.read.preflib import PrefLibFile

    Parse = Callable[..., PrefLibFile]

Content = tuple[list[list[int]], list[int], list[str], str]

CURRENT = """\
# FILE NAME: 1.{kind}
# TITLE: A test: of colons
# DATA TYPE: {kind}
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: {n_voters}
# NUMBER UNIQUE ORDERS: {n_orders}
# ALTERNATIVE NAME 1: Ann
# ALTERNATIVE NAME 2: Bob: "B", Jr.
# ALTERNATIVE NAME 3: Çelik
# ALTERNATIVE NAME 4: Dee
{lines}
"""
OLD = '4\n1,Ann\n2,Bob: "B", Jr.\n3,Çelik \n4,Dee\n{n_voters},{n_voters},{n_orders}\n{lines}\n'
LABELS = ["Ann", 'Bob: "B", Jr.', "Çelik", "Dee"]

#: Orders of each kind, and the ranks and counts that they stand for.
GOLDEN: dict[str, tuple[list[str], list[list[int]], list[int]]] = {
    "soc": (["7: 1,2,3,4", "2: 4,2,3,1"], [[1, 2, 3, 4], [4, 2, 3, 1]], [7, 2]),
    "soi": (["7: 3,1", "2: 4,2,3,1", "1: 2"], [[2, 0, 1, 0], [4, 2, 3, 1], [0, 1, 0, 0]], [7, 2, 1]),
    "toc": (["7: {1,2},{3,4}", "2: 4,{2,3},1", "1: {2,4,3,1}"], [[1, 1, 3, 3], [4, 2, 2, 1], [1, 1, 1, 1]], [7, 2, 1]),
    "toi": (
        ["7: 3,{1,2}", "2: {4,2}", "1: 1", "3:"],
        [[2, 2, 1, 0], [0, 1, 0, 1], [1, 0, 0, 0], [0] * 4],
        [7, 2, 1, 3],
    ),
}


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def write_and_parse(content: str | bytes, name: str = "votes.toi") -> PrefLibFile:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return parse_preflib(path)

    return write_and_parse


def current(*lines: str, kind: str = "toi", n_voters: int | str = "", n_orders: int | str = "") -> str:
    return CURRENT.format(kind=kind, lines="\n".join(lines), n_voters=n_voters, n_orders=n_orders)


def old(*lines: str, n_voters: int = 0, n_orders: int = 0) -> str:
    return OLD.format(lines="\n".join(lines), n_voters=n_voters, n_orders=n_orders)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("header", ["current", "old"])
def test_every_format(parse: Parse, kind: str, header: str) -> None:
    lines, ranks, counts = GOLDEN[kind]
    if header == "current":
        text = current(*lines, kind=kind, n_voters=sum(counts), n_orders=len(counts))
    else:
        # Before 2022 the count ended with a comma.
        lines = [line.replace(": ", ",").replace(":", ",") for line in lines]
        text = old(*lines, n_voters=sum(counts), n_orders=len(counts))
    file = parse(text, f"votes.{kind}")
    assert (file.labels, file.kind, file.notes) == (LABELS, kind, ())
    assert file.positions().tolist() == ranks
    assert file.weights.tolist() == counts
    assert file.positions().dtype == file.weights.dtype == np.int64
    assert (file.n_alternatives, file.n_orders, file.n_voters) == (4, len(counts), sum(counts))
    assert file.meta["NUMBER VOTERS"] == str(sum(counts))
    if header == "current":
        assert file.meta["TITLE"] == "A test: of colons"
        assert not any(key.startswith("ALTERNATIVE NAME") for key in file.meta)


def test_spaces_line_ends_and_a_byte_order_mark_do_not_matter(parse: Parse) -> None:
    text = current(" 7 :  3 , { 1 , 2 } ", "", "2: {4}", kind="TOI")
    file = parse(b"\xef\xbb\xbf\n" + text.replace("\n", "\r\n").encode())
    assert (file.labels, file.kind) == (LABELS, "toi")
    assert file.positions().tolist() == [[2, 2, 1, 0], [0, 0, 0, 1]]


def test_a_name_may_hold_characters_at_which_python_breaks_lines(parse: Parse) -> None:
    file = parse("# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: a\x0bb\x85c\u2028d\n2: 1\n")
    assert file.labels == ["a\x0bb\x85c\u2028d"]


def test_a_file_without_voters(parse: Parse) -> None:
    file = parse(current(n_voters=0, n_orders=0))
    assert file.positions().shape == (0, 4)
    assert file.n_voters == 0


@pytest.mark.parametrize("kind", KINDS)
def test_kind_by_content_if_neither_header_nor_suffix_says(parse: Parse, kind: str) -> None:
    text = "\n".join(line for line in current(*GOLDEN[kind][0]).split("\n") if "DATA TYPE" not in line)
    assert parse(text, "votes.txt").kind == kind
    assert parse(text, "votes.toi").kind == "toi"


def test_the_header_decides_against_the_suffix_and_says_so(parse: Parse) -> None:
    file = parse(current("1: {1,2}", kind="toi"), "votes.soc")
    assert file.kind == "toi"
    assert [note.code for note in file.notes] == ["suffix_differs"]


@pytest.mark.parametrize(
    ("names", "columns"), [(["x", "y", "x"], ("x",)), (["x", "", "z"], ()), (["x", "y"], ()), ([], ())]
)
def test_names_that_do_not_tell_alternatives_apart_give_way_to_numbers(
    parse: Parse, names: list[str], columns: tuple[str, ...]
) -> None:
    header = [f"# ALTERNATIVE NAME {number}: {name}" for number, name in enumerate(names, start=1)]
    file = parse("\n".join(["# NUMBER ALTERNATIVES: 3", *header, "2: 3,1"]))
    assert file.labels == [1, 2, 3]
    assert [(note.code, note.columns) for note in file.notes] == [("names_unusable", columns)]


def test_more_voters_than_declared_lose_nothing(parse: Parse) -> None:
    file = parse(current("3: 1", "2: 2", n_voters=4, n_orders=1))
    assert file.n_voters == 5
    assert [note.code for note in file.notes] == ["totals_differ", "totals_differ"]


def test_voters_with_several_votes_each(parse: Parse) -> None:
    # Before 2022 the header says how many people voted, and then the sum of the counts.
    text = old("3,1", "2,2", n_voters=5, n_orders=2).replace("\n5,5,2\n", "\n9,5,2\n")
    assert parse(text).n_voters == 5


FAULTS: dict[str, tuple[str | bytes, str, int, str]] = {
    "empty": (" \n\n", "toi", 1, "the file is empty"),
    "empty, no ASCII space": ("\u00a0\n", "toi", 1, "the file is empty"),
    "not UTF-8": (b"# TITLE: a\n# DESCRIPTION: caf\xe9\n", "toi", 2, "byte 0xe9 is not UTF-8"),
    "no header": ("item,score\n", "toi", 1, "no PrefLib header but 'item,score'"),
    "no alternatives line": ("# TITLE: a\n1: 1\n", "toi", 1, "no line '# NUMBER ALTERNATIVES: ...'"),
    "alternatives no number": ("# NUMBER ALTERNATIVES: four\n", "toi", 1, "'four' is not a whole number"),
    "no alternatives": ("# NUMBER ALTERNATIVES: 0\n", "toi", 1, "expected at least 1"),
    "name out of range": ("# ALTERNATIVE NAME 2: x\n# NUMBER ALTERNATIVES: 1\n", "toi", 1, "a name for alternative 2"),
    "name no number": ("# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME x: a\n", "toi", 2, "'X' is not a whole number"),
    "name twice": (current() + "# ALTERNATIVE NAME 1: Al\n", "toi", 12, "the first is line 7"),
    "voters no number": (current("1: 1", n_voters="1.5"), "toi", 5, "'1.5' is not a whole number"),
    "categories": (current("1: 1", kind="cat"), "cat", 3, "the data type is 'cat': expected soc, soi, toc, toi"),
    "no colon": (current("1,2"), "toi", 11, "no ':' in '1,2'"),
    "count no number": (current("1: 1", "x: 1,2"), "toi", 12, "the count is 'x'"),
    "count a fraction": (current("1.5: 1,2"), "toi", 11, "the count is '1.5'"),
    "count zero": (current("0: 1,2"), "toi", 11, "the count is '0'"),
    "count negative": (current("-3: 1,2"), "toi", 11, "the count is '-3'"),
    "count missing": (current(": 1,2"), "toi", 11, "the count is ''"),
    "count with an underscore": (current("1_0: 1"), "toi", 11, "the count is '1_0'"),
    "count in another script": (current("٣: 1"), "toi", 11, "the count is '٣'"),
    "count far too long": (current("9" * 5000 + ": 1"), "toi", 11, "the count is '999"),
    "count beyond int64": (current(f"{2**63}: 1"), "toi", 11, "add up to 9223372036854775808"),
    "sum beyond int64": (current("1: 1", f"{2**63 - 1}: 2"), "toi", 12, "add up to 9223372036854775808"),
    "unknown alternative": (current("1: 1", "1: 2,5"), "toi", 12, "alternative 5: expected 1 to 4"),
    "alternative zero": (current("1: 0,1"), "toi", 11, "alternative 0: expected 1 to 4"),
    "alternative negative": (current("1: 1,-2"), "toi", 11, "alternative -2: expected 1 to 4"),
    "alternative beyond int64": (current("1: 1", "1:", f"1: 2,{10**30}"), "toi", 13, "alternative 10000000000"),
    "alternative no number": (current("1: 1,x"), "toi", 11, "'x' in '1: 1,x' is not the number of an alternative"),
    "alternative with a sign": (current("1: 1,+2"), "toi", 11, "'+2' in '1: 1,+2'"),
    "alternative missing": (current("1: 1,,2"), "toi", 11, "'' in '1: 1,,2'"),
    "comma at the end": (current("1: 1,2,"), "toi", 11, "'' in '1: 1,2,'"),
    "spaces for commas": (current("1: 1 2"), "toi", 11, "'1 2' in '1: 1 2'"),
    "alternative twice": (current("1: 1", "1: 2,3,2"), "toi", 12, "alternative 2 stands in this order twice"),
    "alternative twice, tied": (current("1: 4,{3,4}"), "toi", 11, "alternative 4 stands in this order twice"),
    "brace not closed": (current("1: 1,{2,3"), "toi", 11, "braces do not match"),
    "brace not opened": (current("1: 1,2},3"), "toi", 11, "braces do not match"),
    "braces nested": (current("1: {1,{2,3}}"), "toi", 11, "braces do not match"),
    "braces empty": (current("1: 1,{}"), "toi", 11, "'{}' in '1: 1,{}'"),
    "no comma between groups": (current("1: {1}{2}"), "toi", 11, "'{1}{2}' in"),
    "fewer voters": (current("1: 1", n_voters=2), "toi", 5, "the header says 2 voters, the lines below it hold 1"),
    "fewer orders": (current("1: 1", n_orders=2), "toi", 6, "the header says 2 orders, the lines below it hold 1"),
    "tie": (current("1: 1,2,3,4", "1: 1,{2,3},4", kind="soc"), "soc", 12, "a tie in a soc file"),
    "tie in soi": (current("1: {1,2}", kind="soi"), "soi", 11, "a tie in a soi file"),
    "not complete": (current("1: 1,2,3", kind="soc"), "soc", 11, "an order of 3 of the 4 alternatives in a soc file"),
    "not complete, tied": (current("1: {1,2}", kind="toc"), "toc", 11, "an order of 2 of the 4 alternatives"),
    "comment among orders": (current("1: 1", "# and more", "1: 2"), "toi", 12, "no ':' in '# and more'"),
    "old: tie": (old("1,1,2,3,4", "1,1,{2,3},4"), "soc", 8, "a tie in a soc file"),
    "old: not complete": (old("1,1,2,3"), "soc", 7, "an order of 3 of the 4 alternatives in a soc file"),
    "old: ends in names": ("3\n1,a\n2,b\n", "toi", 3, "the file ends in its header"),
    "old: name without number": ("1\nAnn\n1,1,1\n1,1\n", "toi", 2, "'Ann' is not a whole number"),
    "old: name out of range": ("1\n2,Ann\n1,1,1\n1,1\n", "toi", 2, "a name for alternative 2"),
    "old: name twice": ("2\n1,Ann\n1,Bob\n1,1,1\n1,1\n", "toi", 3, "a second name for alternative 1"),
    "old: totals missing": ("1\n1,Ann\n5,1\n", "toi", 3, "'5,1' is not 'voters,sum,orders'"),
    "old: totals no numbers": ("1\n1,Ann\n5,x,1\n", "toi", 3, "'x' is not a whole number"),
    "old: fewer voters": (old("1,1", n_voters=2, n_orders=1), "toi", 6, "the header says 2 voters"),
    "old: fewer orders": (old("1,1", n_voters=1, n_orders=2), "toi", 6, "the header says 2 orders"),
    "old: count": (old("1,1", "x,1"), "toi", 8, "the count is 'x'"),
    "old: current order": (old("1: 1,2"), "toi", 7, "the count is '1: 1'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_name_file_and_line(parse: Parse, tmp_path: Path, name: str) -> None:
    content, suffix, number, words = FAULTS[name]
    with pytest.raises(InvalidFileError) as caught:
        parse(content, f"votes.{suffix}")
    text = str(caught.value)
    assert text.startswith(f"{tmp_path / 'votes'}.{suffix}:{number}: "), text
    assert words in text
    assert "expected" in text or "the first is" in text
    assert len(text) < len(str(tmp_path)) + 250


def test_too_many_alternatives_are_refused_before_anything_is_made_for_them(parse: Parse) -> None:
    with pytest.raises(SizeLimitError, match=r":1: 10000000000 alternatives: expected at most 65534"):
        parse("# NUMBER ALTERNATIVES: 10000000000\n1: 1\n")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        parse_preflib(tmp_path / "none.soc")


def test_written_text() -> None:
    text = format_preflib(
        [[1, 2, 2], [0, 5, 9], [0, 0, 0]], [5, 2, 1], ["a", "b", "c"], file_name="t.toi", title="T", kind="toi"
    )
    lines = text.split("\n")
    assert lines[:2] == ["# FILE NAME: t.toi", "# TITLE: T"]
    assert lines[-7:] == [
        "# ALTERNATIVE NAME 1: a",
        "# ALTERNATIVE NAME 2: b",
        "# ALTERNATIVE NAME 3: c",
        "5: 1,{2,3}",
        "2: 2,3",
        "1:",
        "",
    ]
    assert {"# NUMBER ALTERNATIVES: 3", "# NUMBER VOTERS: 8", "# NUMBER UNIQUE ORDERS: 3"} <= set(lines)


def test_orders_of_weight_zero_are_left_out(parse: Parse) -> None:
    text = format_preflib([[1, 2], [2, 1]], [0, 3], ["a", "b"], file_name="t.soc", kind="soc")
    assert parse(text, "t.soc").positions().tolist() == [[2, 1]]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"kind": "cat"}, "kind is 'cat': expected one of soc, soi, toc, toi"),
    "float weights": ({"weights": [1.0, 2.0]}, "weights are floats, the first 1.0"),
    "negative weight": ({"weights": [1, -2]}, r"weights\[1\] = -2"),
    "too few weights": ({"weights": [1]}, "expected one for each of the 2 orders"),
    "no weights": ({"weights": None}, "weights has None"),
    "weights overflow": ({"weights": [2**63 - 1, 1]}, "weights add up to 9223372036854775808"),
    "negative rank": ({"positions": [[1, 2], [-1, 1]]}, r"positions\[1, 0\] = -1"),
    "tie": ({"positions": [[1, 2], [1, 1]]}, r"positions\[1\] has a tie: expected none in a soc file"),
    "unranked": ({"positions": [[1, 2], [1, 0]]}, r"positions\[1, 1\] is unranked"),
    "no alternatives": ({"positions": np.zeros((2, 0), int), "labels": []}, "positions has no columns"),
    "too few labels": ({"labels": ["a"]}, "1 labels: expected one for each of the 2 columns"),
    "newline in a label": ({"labels": ["a", "b\nc"]}, r"labels\[1\] = 'b\\nc' cannot be written"),
    "return in a label": ({"labels": ["a", "b\rc"]}, r"labels\[1\] = 'b\\rc' cannot be written"),
    "space at the end of a label": ({"labels": ["a", "b "]}, "white space at its ends"),
    "empty label": ({"labels": ["a", ""]}, r"labels\[1\] = '' cannot be written"),
    "label twice": ({"labels": ["a", "a"]}, r"labels\[0\] and labels\[1\] are both written 'a'"),
    "newline in the title": ({"title": "a\nb"}, r"title is 'a\\nb'"),
    "newline in the file name": ({"file_name": "a\nb"}, r"file_name is 'a\\nb'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_format_cannot_hold_is_refused(name: str) -> None:
    changed, words = REFUSED[name]
    given: dict[str, Any] = {
        "positions": [[1, 2], [2, 1]],
        "weights": [1, 2],
        "labels": ["a", "b"],
        "file_name": "t.soc",
        "kind": "soc",
        **changed,
    }
    with pytest.raises(InvalidInputError, match=words):
        format_preflib(given.pop("positions"), given.pop("weights"), given.pop("labels"), **given)


@st.composite
def files(draw: st.DrawFn) -> Content:
    """Competition ranks that suit a kind, weights, and names of all sorts."""
    kind = draw(st.sampled_from(KINDS))
    n_alternatives = draw(st.integers(1, 7))
    order = ballots(n_alternatives, complete=kind.endswith("c"), ties=kind.startswith("t"))
    orders = draw(st.lists(order, max_size=8))
    rows = []
    for tiers in orders:
        row = [0] * n_alternatives
        start = 1
        for tier in tiers:
            for item in tier:
                row[item] = start
            start += len(tier)
        rows.append(row)
    weights = draw(st.lists(st.integers(1, 2**59), min_size=len(rows), max_size=len(rows)))
    name = st.text(min_size=1, max_size=6).filter(lambda text: text == text.strip() and not set("\r\n") & set(text))
    names = draw(st.lists(name, min_size=n_alternatives, max_size=n_alternatives, unique=True))
    return rows, weights, names, kind


@given(files())
def test_what_is_written_is_read(
    tmp_path_factory: Any, file: tuple[list[list[int]], list[int], list[str], str]
) -> None:
    rows, weights, names, kind = file
    positions = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    text = format_preflib(positions, np.array(weights, dtype=np.int64), names, file_name=f"t.{kind}", kind=kind)
    path = tmp_path_factory.mktemp("written") / f"t.{kind}"
    path.write_text(text, encoding="utf-8", newline="")
    read = parse_preflib(path)
    assert read.labels == names
    assert read.kind == kind
    assert read.notes == ()
    assert read.weights.tolist() == weights
    assert np.array_equal(read.positions(), positions)


@given(st.text(alphabet="0123456789,:{}# \n\r\u0663xNUMBERALTIVS", max_size=80), st.booleans())
def test_any_text_is_read_or_refused_by_name(tmp_path_factory: Any, text: str, with_header: bool) -> None:
    path = tmp_path_factory.mktemp("any") / "votes.toi"
    path.write_text(("# NUMBER ALTERNATIVES: 3\n" if with_header else "") + text, encoding="utf-8", newline="")
    try:
        file = parse_preflib(path)
    except (InvalidFileError, SizeLimitError) as error:
        fault = str(error)
    else:
        assert file.positions().shape == (file.n_orders, file.n_alternatives)
        return
    assert fault.startswith(f"{path}:")
