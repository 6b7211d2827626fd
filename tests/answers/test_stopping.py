"""When to stop: the twins, laws, reference values, what is refused."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import stopping as naive

if TYPE_CHECKING:
    from fractions import Fraction

COUNTS = st.lists(st.integers(1, 6), min_size=1, max_size=4)


def decision(counts: list[int], **options: object) -> rf.answers.StopDecision:
    found = rf.answers.adaptive_stop(counts, **options)  # type: ignore[arg-type]
    assert isinstance(found, rf.answers.StopDecision)
    return found


@given(st.integers(1, 40), st.integers(0, 40))
def test_beta_is_the_integral(top: int, second: int) -> None:
    top, second = max(top, second), min(top, second)
    assert decision([second, top]).p_leader == float(naive.beta(top, second))


@given(st.lists(st.integers(1, 7), min_size=2, max_size=4))
def test_dirichlet_is_the_integral(counts: list[int]) -> None:
    counts.sort(reverse=True)
    assert decision(counts, rule="dirichlet").p_leader == pytest.approx(float(naive.dirichlet(counts)), abs=1e-13)


@given(COUNTS, st.integers(1, 7))
def test_horizon_is_the_urn(counts: list[int], left: int) -> None:
    counts.sort(reverse=True)
    found = decision(counts, rule="horizon", max_samples=sum(counts) + left, min_samples=0)
    assert found.p_leader == pytest.approx(float(naive.horizon(counts, left)), abs=1e-13)


@given(COUNTS, st.randoms(use_true_random=False), st.sampled_from(["beta", "dirichlet", "decided", "horizon"]))
def test_the_order_of_answers_decides_nothing(counts: list[int], random: object, rule: str) -> None:
    shuffled = list(counts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (decision(order, rule=rule, max_samples=32, min_samples=0) for order in (counts, shuffled))
    assert (one.stop, one.reason, one.p_leader) == (other.stop, other.reason, other.p_leader)
    assert one.expected_remaining == other.expected_remaining
    assert counts[one.leader or 0] == shuffled[other.leader or 0] == max(counts)


@given(COUNTS, st.integers(0, 30))
def test_a_lead_that_cannot_be_caught_stops_whatever_the_rule(counts: list[int], left: int) -> None:
    ordered = sorted([*counts, 0], reverse=True)
    decided = ordered[0] - ordered[1] > left
    n = sum(counts)
    for rule in ("beta", "dirichlet", "decided", "horizon"):
        found = decision(counts, rule=rule, max_samples=n + left, min_samples=n, threshold=1)
        assert found.stop == (decided or left == 0)
        assert found.reason == ("exhausted" if left == 0 else "decided" if decided else "uncertain")
        assert (found.expected_remaining == 0) == found.stop
        assert 0 <= found.expected_remaining <= left


def test_reference_values() -> None:
    for key, expected in vectors()["adaptive_beta"]["table"].items():
        assert decision([int(count) for count in key.split(",")]).p_leader == expected
    for key, expected in vectors()["adaptive_dirichlet"].items():
        if key.startswith("c_"):
            counts = [int(count) for count in key.removeprefix("c_").split("_")]
            assert decision(counts, rule="dirichlet").p_leader == pytest.approx(expected, abs=1e-12)
    esc = vectors()["esc"]
    for p, expected in ((esc["p"], esc["expected"]), (esc["p2"], esc["expected2"])):
        found = rf.answers.expected_samples(p, window=esc["w"], max_samples=esc["L"])
        assert found == pytest.approx(expected, rel=1e-12)


def test_fewer_answers_may_be_compared() -> None:
    counts = [6, 3, 2, 2, 1, 1, 1, 1]
    everything = decision(counts, rule="dirichlet").p_leader
    assert everything < decision(counts, rule="dirichlet", n_largest=5).p_leader
    assert decision(counts, rule="dirichlet", n_largest=2).p_leader == decision(counts).p_leader
    assert decision(counts, rule="dirichlet", n_largest=5).p_leader == decision(counts[:5], rule="dirichlet").p_leader


def test_many_questions_are_one_after_the_other() -> None:
    rows = [[4, 1], [7], [], [2, 2, 1], [9, 3]]
    found = rf.answers.adaptive_stop(rows, max_samples=20, n_missing=[0, 1, 2, 0, 0])
    assert isinstance(found, rf.answers.StopDecisions)
    for row, n_missing, one in zip(rows, [0, 1, 2, 0, 0], found, strict=True):
        assert one == decision(row, max_samples=20, n_missing=n_missing)
    assert found.leader.tolist() == [0, 0, -1, 0, 0]
    assert found[2].leader is None
    assert found[2].p_leader == 0
    flat = rf.answers.adaptive_stop(np.array([4, 1, 7, 2, 2, 1, 9, 3]), offsets=[0, 2, 3, 3, 6, 8], max_samples=20)
    assert isinstance(flat, rf.answers.StopDecisions)
    assert flat.reason[0] == found.reason[0]
    assert len(json.loads(found.to_json())["stop"]) == 5
    assert len(found.to_frame("pandas")) == 5
    assert "of 5 questions stop" in repr(found)
    threads = rf.answers.adaptive_stop(rows * 500, rule="dirichlet", n_threads=3)
    assert (
        threads.p_leader.tobytes()
        == rf.answers.adaptive_stop(rows * 500, rule="dirichlet", n_threads=1).p_leader.tobytes()
    )  # type: ignore[union-attr]


def test_a_single_decision_is_a_record() -> None:
    found = decision([3, 1])
    assert math.isnan(found.expected_remaining)
    assert json.loads(found.to_json())["expected_remaining"] is None
    assert decision([2, 2]).tied
    assert decision([3, 1], n_missing=4).reason == "uncertain"
    assert decision([3], n_missing=0).reason == "too_few"


def test_samples_to_expect() -> None:
    # One more sample decides: 4 of 5 at 0.95 (0.890625) and 5 of 6 (0.9375) go on, 6 of 7 stops.
    found = decision([5, 1], max_samples=12)
    assert found.reason == "uncertain"
    # Either the leader again (6/8: stops at 6 of 7), or not.
    assert 1 < found.expected_remaining < 5
    assert decision([4], min_samples=6, max_samples=20).expected_remaining >= 2


@given(
    st.lists(st.sampled_from([0, 1, 2, None]), max_size=14),
    st.sampled_from([(1, 4), (2, 6), (3, 12), (4, 4)]),
)
def test_windows(answers: list[int | None], sizes: tuple[int, int]) -> None:
    window, most = sizes
    found = rf.answers.early_stop_window(answers, window=window, max_samples=most)
    assert isinstance(found, rf.answers.WindowStop)
    assert (found.reason, found.answer, found.n_used) == naive.early_stop_window(answers, window, most)
    assert found.stop == (found.reason != "continue")
    coded = np.array([-1 if answer is None else answer for answer in answers], dtype=np.int64)
    again = rf.answers.early_stop_window(coded, window=window, max_samples=most, missing_value=-1)
    assert again == found


def test_labels_of_windows() -> None:
    found = rf.answers.early_stop_window([["b", "a"], [7, "7"], []], window=2, max_samples=2)
    assert isinstance(found, tuple)
    assert [(stop.answer, stop.tied) for stop in found] == [("a", True), (7, True), (None, False)]
    json.loads(found[0].to_json())
    with pytest.raises(rf.InvalidTypeError, match=r"answers\[0\]\[1\] = 1.5"):
        rf.answers.early_stop_window([1, 1.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4).filter(lambda p: sum(p) > 0), st.sampled_from([2, 5]))
def test_samples_that_windows_take(weights: list[float], window: int) -> None:
    p = [weight / sum(weights) * 0.999 for weight in weights]
    found = rf.answers.expected_samples(p, window=window, max_samples=40)
    assert found == pytest.approx(naive.expected_samples(p, window, 40), rel=1e-9)


@given(st.integers(1, 5000), st.integers(1, 50), st.fractions(1, 4, max_denominator=7))
def test_budgets_grow_and_spend_the_total(total: int, first: int, growth: Fraction) -> None:
    if first > total or (growth == 1 and total > 5000):
        return
    budgets = rf.answers.deepening_budgets(total, first=first, growth=growth)
    assert sum(budgets) == total
    assert list(budgets) == sorted(budgets)
    assert all(budget == math.floor(first * growth**i) for i, budget in enumerate(budgets[:-1]))
    next_one = math.floor(first * growth ** len(budgets))
    assert budgets[-1] - math.floor(first * growth ** (len(budgets) - 1)) < next_one


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: rf.answers.adaptive_stop([-1]), rf.InvalidInputError, r"counts\[0\] = -1"),
        (lambda: rf.answers.adaptive_stop([2**70]), rf.InvalidInputError, "64 bits"),
        (lambda: rf.answers.adaptive_stop([1.5]), rf.InvalidTypeError, "dtype float64"),
        (lambda: rf.answers.adaptive_stop([1], rule="alpha"), rf.InvalidInputError, "rule"),
        (lambda: rf.answers.adaptive_stop([1], threshold=0), rf.InvalidInputError, "0 < threshold <= 1"),
        (lambda: rf.answers.adaptive_stop([1], threshold=math.nan), rf.InvalidInputError, "threshold"),
        (lambda: rf.answers.adaptive_stop([1], rule="horizon"), rf.InvalidInputError, "max_samples=None"),
        (lambda: rf.answers.adaptive_stop([1], max_samples=2), rf.InvalidInputError, "max_samples=2"),
        (lambda: rf.answers.adaptive_stop([1], n_largest=5), rf.InvalidInputError, "n_largest"),
        (lambda: rf.answers.adaptive_stop([1], min_samples=1.5), rf.InvalidTypeError, "min_samples"),
        (lambda: rf.answers.early_stop_window([1], window=3), rf.InvalidInputError, "multiple of window = 3"),
        (lambda: rf.answers.early_stop_window([1], missing_value=1), rf.InvalidInputError, "missing_value"),
        (lambda: rf.answers.expected_samples([0.9, 0.9]), rf.InvalidInputError, r"sum\(p\)"),
        (lambda: rf.answers.deepening_budgets(5, first=6), rf.InvalidInputError, "first = 6"),
        (lambda: rf.answers.deepening_budgets(5, first=1, growth=0.5), rf.InvalidInputError, "growth = 0.5"),
    ],
)
def test_what_is_refused(call: object, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()  # type: ignore[operator]
