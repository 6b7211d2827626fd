"""Canonical forms and groups of equal answers."""

from __future__ import annotations

import json
import os
import threading
import time
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.answers import grouping as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError
form = rf.answers.canonical_form

COMMANDS = ["frac", "dfrac", "sqrt", "text", "left", "right", "circ", "cdot", ",", "!", "%", "$"]
SIGNS = list("{}()[],.^_/%+-$ \t01aBxéİ°\u2212\u00a0")
PIECES = st.sampled_from([*(f"\\{name}" for name in COMMANDS), *SIGNS, "12", "000"])
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=12)


@given(TEXTS)
def test_a_form_is_its_own_form(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        with pytest.raises(Bad, match="surrogate"):
            form(text)
        return
    assert form(form(text)) == form(text)
    assert form(text, canonical=None) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans())
def test_numbers_have_one_form_each(value: Decimal, before: int, behind: int, commas: bool, plus: bool) -> None:
    """Whatever way a decimal is written: the form is exact, and the same for all."""
    sign, whole, decimals = "-" if value < 0 else "", *str(abs(value)).split(".")
    whole = f"{int(whole):,}" if commas else "0" * before + whole
    written = f"{sign or '+' * plus}{whole}.{decimals}{'0' * behind}"
    found = form(f"${written}$")
    assert Decimal(found) == value
    assert found == form(f"{value:f}")
    assert not found.endswith(".")
    assert found not in ("-0", "+0")
    assert "." not in found or not found.endswith("0")


@given(st.integers(0, 99), st.integers(1, 99))
def test_nothing_is_computed(over: int, under: int) -> None:
    assert form(f"{over}%") == f"{over}%" != form(str(over / 100))
    assert form(f"{over}\\cdot{under}") == f"{over}\\cdot{under}" != form(f"{over}{under}")
    assert form(f"{over}/{under}") == form(f"\\dfrac{{{over}}}{{{under}}}") == f"\\frac{{{over}}}{{{under}}}"


def test_steps_are_named() -> None:
    assert "drop_percent" not in rf.answers.CANONICAL_STEPS
    assert form("50\\%", canonical=[*rf.answers.CANONICAL_STEPS, "drop_percent"]) == "50"
    without = [step for step in rf.answers.CANONICAL_STEPS if step != "unit_tails"]
    assert form("5\\text{ m}", canonical=without) != form("5\\text{ cm}", canonical=without)
    with pytest.raises(Bad, match='canonical="trim"'):
        form("a", canonical=["trim"])
    with pytest.raises(Bad, match="canonical = 'all'"):
        form("a", canonical="all")  # type: ignore[arg-type]
    with pytest.raises(Kind, match="canonical = 7"):
        form("a", canonical=7)  # type: ignore[arg-type]
    with pytest.raises(Kind, match=r"texts\[0\] is of type int"):
        form(7)  # type: ignore[arg-type]


SPELLINGS = st.sampled_from(["7", "07", "7.0", "8", "eight", "Eight.", "9", "nine", "IX"])
QUESTION = st.lists(SPELLINGS | st.none(), max_size=12)


@given(st.lists(QUESTION, min_size=1, max_size=4), st.sets(st.frozensets(SPELLINGS.map(form), min_size=2, max_size=2)))
def test_groups_are_what_the_twin_says(questions: list[list[str | None]], same: set[frozenset[str]]) -> None:
    def equal(a: str, b: str) -> bool:
        return frozenset((a, b)) in same

    found = rf.answers.group_answers(questions, equal=equal, direction="one")
    for question, answers in enumerate(questions):
        expected, forced = naive.groups(answers, form, equal)
        assert found.counts()[question] == expected
        assert list(found.counts()[question]) == list(expected)
        assert found.n_forced[question] == forced
        kept = [answer is None for answer in answers]
        assert [answer is None for answer in found.answers[question]] == kept
    assert found.n_calls == sum(n * (n - 1) // 2 for n in found.n_forms.tolist())
    assert found.n_asymmetric == found.n_undecided == 0


@given(QUESTION, st.randoms(use_true_random=False), st.integers(0, 99))
def test_order_never_decides(answers: list[Any], random: Any, seed: int) -> None:
    def equal(a: str, b: str) -> bool:
        return hash((a, b, seed)) % 3 == 0  # neither symmetric nor transitive

    shuffled = list(answers)
    random.shuffle(shuffled)
    one, other = (rf.answers.group_answers([each], equal=equal) for each in (answers, shuffled))
    assert one.counts() == other.counts()
    assert (one.n_forced.tolist(), one.n_asymmetric, one.n_calls) == (
        other.n_forced.tolist(),
        other.n_asymmetric,
        other.n_calls,
    )
    again = rf.answers.group_answers([answers, shuffled], equal=equal, n_threads=2)
    assert again.counts() == [one.counts()[0], one.counts()[0]]


def test_directions() -> None:
    def first_is_shorter(a: str, b: str) -> bool:
        return len(a) < len(b)

    answers = [["a", "bb", "bb", "ccc"]]
    either = rf.answers.group_answers(answers, equal=first_is_shorter)
    assert (either.counts(), either.n_asymmetric, either.n_calls) == ([{"bb": 4}], 3, 6)
    both = rf.answers.group_answers(answers, equal=first_is_shorter, direction="both")
    assert (both.counts(), both.n_asymmetric) == ([{"a": 1, "bb": 2, "ccc": 1}], 3)
    one = rf.answers.group_answers(answers, equal=first_is_shorter, direction="one")
    assert (one.counts(), one.n_asymmetric, one.n_calls) == ([{"bb": 4}], 0, 3)


def test_closures_that_are_forced_are_counted() -> None:
    found = rf.answers.group_answers([["1", "2", "3", "4"]], equal=lambda a, b: abs(int(a) - int(b)) == 1)
    assert (found.counts(), found.n_forced.tolist()) == ([{"1": 4}], [3])


def test_samples_keep_their_columns() -> None:
    samples = rf.Samples.from_lists(
        [["1/2", "\\frac12", "0.5", None], [3, "3"]],
        mean_logprobs=[[-1.0, -2.0, -3.0, -4.0], [-1.0, -2.0]],
        paths=[["a", "b", "c", "d"], ["e", "f"]],
        raters=[["x", "y", "x", "y"], ["x", "x"]],
        correct=[[True, True, False, False], [True, False]],
        questions=["q", "r"],
    ).with_weights([1, 2, 3, 4, 5, 6])
    found = rf.answers.group_answers(samples)
    assert found.answers == found.samples.to_lists() == [["1/2", "1/2", "0.5", None], [3, "3"]]
    assert list(found.samples.questions) == ["q", "r"]
    assert found.samples.rater_labels == ("x", "y")
    for name, column in samples.columns.items():
        assert np.array_equal(found.samples.columns[name], column), name
    assert rf.answers.majority_vote(found.samples).answers == ["1/2", 3]
    again = rf.answers.group_answers(found.samples)
    assert again.counts() == found.counts()


def test_labels_of_all_kinds() -> None:
    answers = [[1, 1.0, "1", " 1 ", (1, "a"), b"x", None, -2]]
    found = rf.answers.group_answers(answers)
    assert list(found.counts()[0]) == [-2, 1, " 1 ", b"x", (1, "a")]
    assert found.counts()[0][1] == 2
    assert json.loads(found.to_json())["questions"][0]["n_forms"] == 5
    assert found.to_frame("pandas").shape == (5, 3)
    assert repr(found).startswith("group_answers: 1 question, 5 groups")
    empty = rf.answers.group_answers([[], [None]])
    assert (empty.counts(), empty.n_forms.tolist(), len(empty)) == ([{}, {}], [0, 0], 2)


def test_what_cannot_be_grouped_is_named() -> None:
    with pytest.raises((Bad, Kind)):
        rf.answers.group_answers(["ab", "c"])
    with pytest.raises((Bad, Kind)):
        rf.answers.group_answers([[float("nan")]])
    with pytest.raises((Bad, Kind)):
        rf.answers.group_answers([[["a"]]])
    with pytest.raises(Bad, match="direction = 'up'"):
        rf.answers.group_answers([["a"]], direction="up")  # type: ignore[arg-type]
    with pytest.raises(Kind, match="equal is of type int"):
        rf.answers.group_answers([["a"]], equal=3)  # type: ignore[arg-type]
    with pytest.raises(Kind, match=r"equal\('a', 'b'\) returned None"):
        rf.answers.group_answers([["a", "b"]], equal=lambda a, b: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(ZeroDivisionError):
        rf.answers.group_answers([["a", "b"]], equal=lambda a, b: 1 // 0 == 1)


def behaves(a: str, b: str) -> bool:
    """What the names of the answers say."""
    if "hang" in (a, b):
        time.sleep(60)
    if "crash" in (a, b):
        os._exit(3)
    if "raise" in (a, b):
        raise ValueError("as asked")
    if "none" in (a, b):
        return None  # type: ignore[return-value]
    return a.rstrip("0") == b.rstrip("0")


def test_workers_answer_in_order_and_survive_what_happens() -> None:
    with rf.answers.WorkerEquality(behaves, n_workers=2, timeout=1.0) as equal:
        assert equal.compare([("a", "a0"), ("a", "b"), ("b0", "b")]) == [True, False, True]
        mixed = [("hang", "a"), ("a", "a"), ("crash", "a"), ("b", "b"), ("a", "crash"), ("a", "b")]
        assert equal.compare(mixed) == [None, True, None, True, None, False]
        with pytest.raises(RuntimeError, match=r"equal\('raise', 'a'\) failed in its worker: ValueError\('as asked'\)"):
            equal.compare([("raise", "a"), ("a", "a")])
        with pytest.raises(RuntimeError, match="returned None, expected a bool"):
            equal.compare([("none", "a")])
        assert equal.compare([("a", "a")] * 50) == [True] * 50
        found: list[Any] = [None] * 3
        threads = [
            threading.Thread(target=lambda k=k: found.__setitem__(k, equal.compare([("a", "a" if k else "b")])))  # type: ignore[misc]
            for k in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [[False], [True], [True]]
        processes = [worker.process for worker in equal._workers]
        grouped = rf.answers.group_answers([["a", "hang", "a00"], ["b", "b0"]], equal=equal)
        assert grouped.counts() == [{"a": 2, "hang": 1}, {"b": 2}]
        assert (grouped.n_undecided, grouped.n_calls) == (2, 8)
    assert not any(process.is_alive() for process in processes)
    assert equal._workers == []


def test_workers_that_cannot_be_are_refused() -> None:
    with pytest.raises(Kind, match="cannot be pickled"):
        rf.answers.WorkerEquality(lambda a, b: a == b)
    with pytest.raises(Kind, match="equal is of type int"):
        rf.answers.WorkerEquality(3)  # type: ignore[arg-type]
    with pytest.raises(Bad, match="timeout = 0"):
        rf.answers.WorkerEquality(behaves, timeout=0)
    with pytest.raises(Bad, match="n_workers = 0"):
        rf.answers.WorkerEquality(behaves, n_workers=0)


def test_mathematics() -> None:
    pytest.importorskip("math_verify", reason="math-verify is not installed")
    with rf.answers.math_equality(n_workers=1, timeout=60.0) as equal:
        pairs = [("\\frac{1}{2}", "0.5"), ("50%", "0.5"), ("x>2", "(2,\\infty)"), ("(2,\\infty)", "x>2"), ("3", "4")]
        assert equal.compare(pairs) == [True, False, True, False, False]
        answers = [["0.5", "\\frac12", "2/4", "50%", "x>2", "(2, \\infty)"]]
        found = rf.answers.group_answers(answers, equal=equal)
        assert sorted(found.counts()[0].values()) == [1, 2, 3]
        assert found.n_asymmetric == 1
        both = rf.answers.group_answers(answers, equal=equal, direction="both")
        assert sorted(both.counts()[0].values()) == [1, 1, 1, 3]
    with rf.answers.math_equality(n_workers=1, timeout=60.0, percent=True) as equal:
        assert equal.compare([("50%", "0.5")]) == [True]


def test_mathematics_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(rf.MissingDependencyError, match=r"rankfold\[math\]"):
        rf.answers.math_equality()
