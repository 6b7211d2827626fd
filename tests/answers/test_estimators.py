"""Estimates at k: the twins over all subsets, exact integers, laws, reference values, intervals, what is refused."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import estimators as naive

TAUS = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(3, 10), Fraction(1)]


@st.composite
def trials(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 8))
    return n, draw(st.integers(0, n))


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[int], list[bool], int]:
    """Counts of answers, which are correct, and samples without an answer: eight in all at most."""
    counts = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(lambda counts: 0 < sum(counts) <= 8))
    correct = draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    return counts, correct, draw(st.integers(0, 8 - sum(counts)))


@given(trials())
def test_of_correct_samples(trial: tuple[int, int]) -> None:
    n, c = trial
    sizes = range(1, n + 1)
    for name in ("pass_at_k", "pass_hat_k", "mg_pass_at_k"):
        found = getattr(rf.answers, name)(n, c).values[0]
        expected = [float(getattr(naive, name)(n, c, k)) for k in sizes]
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-300)
    for tau in TAUS:
        found = rf.answers.g_pass_at_k(n, c, tau=tau).values[0]
        expected = [float(naive.g_pass_at_k(n, c, k, tau)) for k in sizes]
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-300)


@given(answered(), st.sampled_from(["share", "wrong"]))
def test_majorities_over_all_subsets(question: tuple[list[int], list[bool], int], tie: str) -> None:
    counts, correct, n_missing = question
    estimate = rf.answers.maj_at_k(counts, correct=correct, n_missing=n_missing, tie=tie)  # type: ignore[arg-type]
    expected = [float(naive.maj_at_k(counts, correct, n_missing, k, tie)) for k in estimate.k if k is not None]
    np.testing.assert_allclose(estimate.values[0], expected, rtol=1e-13, atol=1e-300)


@given(st.lists(st.tuples(st.sampled_from([0.0, -0.0, 0.5, 2.0, -1.0]), st.booleans()), min_size=1, max_size=7))
def test_best_rewards_over_all_subsets(samples: list[tuple[float, bool]]) -> None:
    rewards, correct = map(list, zip(*samples, strict=True))
    found = rf.answers.reward_at_k(rewards, correct).values[0]
    expected = [float(naive.reward_at_k(rewards, correct, k)) for k in range(1, len(samples) + 1)]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@given(st.data())
def test_majorities_of_64_samples_against_exact_integers(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=8).filter(lambda counts: sum(counts) <= 64))
    counts += [1] * data.draw(st.integers(0, min(12, 64 - sum(counts))))
    correct = data.draw(st.integers(0, len(counts) - 1))
    flags = [answer == correct for answer in range(len(counts))]
    found = rf.answers.maj_at_k(counts, correct=correct).values[0]
    np.testing.assert_allclose(found, naive.maj_at_all_k(counts, flags, sum(counts)), rtol=1e-12, atol=0)


def test_large_majorities_against_exact_integers() -> None:
    # Above 900 samples the coefficients are tilted; a few sizes in each band.
    counts, sizes = [520, 400, 90, 7, 7, 1], [1, 2, 3, 17, 60]
    exact = naive.maj_at_all_k(counts, [True] + [False] * 5, 60)
    found = rf.answers.maj_at_k(counts, sizes, correct=0).values[0]
    np.testing.assert_allclose(found, [exact[k - 1] for k in sizes], rtol=1e-12, atol=0)


def test_complements_add_up_to_one_at_any_size() -> None:
    for counts in ([700, 500, 300], [40, 40, 3, 1, 1], [2500, 2400, 1]):
        n = sum(counts)
        sizes = sorted({1, 2, 5, 64, n // 3, n // 2, n - 1, n} & set(range(1, n + 1)))
        each = [rf.answers.maj_at_k(counts, sizes, correct=answer).values[0] for answer in range(len(counts))]
        np.testing.assert_allclose(np.sum(each, axis=0), 1.0, rtol=1e-11)
        np.testing.assert_allclose(
            rf.answers.maj_at_k(counts, sizes, correct=[True] * len(counts)).mean, 1.0, rtol=1e-11
        )


@given(trials())
def test_laws_of_correct_samples(trial: tuple[int, int]) -> None:
    n, c = trial
    at_least, all_of = (getattr(rf.answers, name)(n, c).mean for name in ("pass_at_k", "pass_hat_k"))
    assert at_least[0] == all_of[0] == c / n
    assert (np.diff(at_least) >= 0).all()
    assert (np.diff(all_of) <= 0).all()
    if c < n:
        assert (rf.answers.pass_at_k(n, c + 1).mean >= at_least).all()
    np.testing.assert_allclose(rf.answers.g_pass_at_k(n, c, tau=0).mean, at_least, rtol=1e-13)
    np.testing.assert_allclose(rf.answers.g_pass_at_k(n, c, tau=1).mean, all_of, rtol=1e-13)
    assert rf.answers.coverage(n, c).mean[0] == float(c > 0)


@given(answered(), st.randoms(use_true_random=False))
def test_laws_of_majorities(question: tuple[list[int], list[bool], int], random: object) -> None:
    counts, correct, _ = question
    found = rf.answers.maj_at_k(counts, correct=correct).mean
    mean = sum(count for count, flag in zip(counts, correct, strict=True) if flag) / sum(counts)
    np.testing.assert_allclose(found[:2], mean, rtol=1e-14, atol=1e-16)
    order = list(range(len(counts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    again = rf.answers.maj_at_k([counts[i] for i in order], correct=[correct[i] for i in order]).mean
    assert found.tobytes() == again.tobytes()


def test_any_number_of_threads_gives_the_same_bits() -> None:
    generator = np.random.default_rng(1)
    counts = generator.integers(0, 9, (300, 7)) + (np.arange(7) == 0)
    correct = generator.integers(-1, 7, 300)
    one, many = (
        rf.answers.maj_at_k(
            counts, correct=correct, short="nan", interval="bootstrap", n_resamples=50, n_threads=threads
        )
        for threads in (1, 3)
    )
    for name in ("values", "mean", "low", "high"):
        assert getattr(one, name).tobytes() == getattr(many, name).tobytes()


def test_reference_values() -> None:
    for name, function in (("passk", rf.answers.pass_at_k), ("pass_hat_k", rf.answers.pass_hat_k)):
        for key, expected in vectors()[name].items():
            n, c, k = (int(part) for part in key[1:].replace("c", " ").replace("k", " ").split())
            assert function(n, c, k).mean[0] == pytest.approx(expected, abs=1e-14)
    g_pass = vectors()["gpassk"]
    for tau, expected in g_pass["n48c30k16"].items():
        assert rf.answers.g_pass_at_k(48, 30, 16, tau=float(tau)).mean[0] == pytest.approx(expected, rel=1e-12)
    assert rf.answers.mg_pass_at_k(48, 30, 16).mean[0] == pytest.approx(g_pass["mg_n48c30k16"], rel=1e-12)
    assert rf.answers.mg_pass_at_k(16, 12, 8).mean[0] == pytest.approx(g_pass["mg_n16c12k8"], rel=1e-14)
    for key, expected in vectors()["majk"].items():
        parts = key.split("_correct")
        counts = [int(count) for count in parts[0].removeprefix("c").split("_")]
        correct, _, size = parts[1].partition("_k")
        values = {size: expected} if size else expected
        for k, value in values.items():
            found = rf.answers.maj_at_k(counts, int(k), correct=int(correct)).mean[0]
            assert found == pytest.approx(float(Fraction(value)), abs=1e-13)


def test_decimals_are_read_as_decimals() -> None:
    # 0.1 is a little more than a tenth in binary, and 10 times that rounded up would be 2.
    assert rf.answers.g_pass_at_k(20, 4, 10, tau=0.1).mean == rf.answers.pass_at_k(20, 4, 10).mean
    assert (
        rf.answers.g_pass_at_k(20, 4, 10, tau=0.3).mean == rf.answers.g_pass_at_k(20, 4, 10, tau=Fraction(3, 10)).mean
    )


def test_many_samples_keep_their_digits() -> None:
    assert rf.answers.pass_at_k(10_000, 1, 1).mean[0] == 1e-4
    found = rf.answers.pass_at_k(10_000, 30, [10, 1000]).mean
    expected = [float(1 - Fraction(math.comb(9970, k), math.comb(10_000, k))) for k in (10, 1000)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_short_questions_are_an_error_or_nan() -> None:
    with pytest.raises(rf.InvalidInputError, match=r"n\[1\] = 2 is not enough samples: expected n >= 3"):
        rf.answers.pass_at_k([4, 2], [1, 1], 3)
    estimate = rf.answers.pass_at_k([4, 2], [1, 1], [1, 3], short="nan")
    assert np.isnan(estimate.values[1, 1])
    assert estimate.n_questions.tolist() == [2, 1]
    assert estimate.mean[1] == 0.75
    assert rf.answers.pass_at_k([4, 2], [1, 1]).k == (1, 2)
    assert rf.answers.pass_at_k([4, 2], [1, 1], short="nan").k == (1, 2, 3, 4)


def test_intervals_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    c = np.array([0, 1, 3, 8, 8, 5, 2])
    estimate = rf.answers.pass_at_k(8, c, 1, level=0.9)
    low, high = stats.t.interval(0.9, 6, c.mean() / 8, stats.sem(c / 8))
    np.testing.assert_allclose([estimate.low[0], estimate.high[0]], [low, high], rtol=1e-9)
    for hits, n in ((0, 5), (3, 10), (10, 10), (700, 1000), (1, 1)):
        found = rf.answers.coverage(4, [1] * hits + [0] * (n - hits))
        exact = stats.binomtest(hits, n).proportion_ci(method="exact")
        np.testing.assert_allclose([found.low[0], found.high[0]], [exact.low, exact.high], rtol=1e-8)


@pytest.mark.parametrize("interval", ["student", "hoeffding", "bootstrap"])
def test_intervals_do_not_depend_on_the_order_of_questions(interval: str) -> None:
    c = np.array([0, 1, 3, 8, 8, 5, 2])
    one, other = (rf.answers.pass_at_k(8, order, interval=interval) for order in (c, c[::-1]))  # type: ignore[arg-type]
    for name in ("mean", "low", "high"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert ((one.low <= one.mean) & (one.mean <= one.high)).all()
    single = rf.answers.pass_at_k(8, 3, interval=interval)  # type: ignore[arg-type]
    assert np.isnan(single.low).all()
    assert np.isnan(single.high).all()


def test_results_are_tables() -> None:
    estimate = rf.answers.pass_at_k([4, 2], [1, 1], [1, 3], short="nan")
    record = json.loads(estimate.to_json())
    assert record["values"][1] == [0.5, None]
    assert record["at_k"][0]["k"] == 1
    assert len(estimate.to_frame("pandas")) == 2
    assert "pass_at_k: 2 questions" in repr(estimate)
    assert len(estimate) == 2


def test_forms_of_input_say_the_same() -> None:
    lists = rf.answers.maj_at_k([[4, 3], [1, 2, 2]], 3, correct=[0, -1])
    flat = rf.answers.maj_at_k(
        np.array([4, 3, 1, 2, 2], dtype=np.uint8), 3, correct=[True, False, False, False, False], offsets=[0, 2, 5]
    )
    nested = rf.answers.maj_at_k([[4, 3], [1, 2, 2]], 3, correct=[[True, False], [False] * 3])
    assert lists.values.tolist() == flat.values.tolist() == nested.values.tolist()
    table = rf.answers.maj_at_k(np.array([[4, 3, 0]]), 3, correct=np.array([[True, False, False]]))
    assert table.values[0] == lists.values[0]
    rewards = rf.answers.reward_at_k([[1.0, 2.0], [0.5]], [[True, False], [True]], 1)
    assert rewards.values[:, 0].tolist() == [0.5, 1.0]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: rf.answers.pass_at_k(3, 4), rf.InvalidInputError, r"c\[0\] = 4"),
        (lambda: rf.answers.pass_at_k([3, 4], [1]), rf.InvalidInputError, "c has 1 entries: expected 2"),
        (lambda: rf.answers.pass_at_k([], []), rf.InvalidInputError, "no questions"),
        (lambda: rf.answers.pass_at_k(2**32 - 1, 1), rf.SizeLimitError, "the table of questions and k"),
        (lambda: rf.answers.pass_at_k(3.5, 1), rf.InvalidTypeError, "n has dtype float64"),
        (lambda: rf.answers.pass_at_k(3, 1, 0), rf.InvalidInputError, "k = 0"),
        (lambda: rf.answers.pass_at_k(3, 1, [2, 1]), rf.InvalidInputError, r"k\[1\] = 1"),
        (lambda: rf.answers.pass_at_k(3, 1, []), rf.InvalidInputError, "k is empty"),
        (lambda: rf.answers.pass_at_k(3, 1, "some"), rf.InvalidInputError, "k = 'some'"),
        (lambda: rf.answers.pass_at_k(3, 1, short="skip"), rf.InvalidInputError, "short"),
        (lambda: rf.answers.pass_at_k(3, 1, level=1), rf.InvalidInputError, "level"),
        (lambda: rf.answers.pass_at_k(3, 1, interval="wald"), rf.InvalidInputError, "interval"),
        (lambda: rf.answers.pass_at_k(3, 1, interval="clopper_pearson"), rf.InvalidInputError, "0 or 1"),
        (lambda: rf.answers.pass_at_k(3, 1, speed=3), rf.InvalidTypeError, "unknown keyword 'speed'"),
        (lambda: rf.answers.g_pass_at_k(3, 1, tau=1.5), rf.InvalidInputError, "tau = 1.5"),
        (lambda: rf.answers.maj_at_k([-1], correct=0), rf.InvalidInputError, r"counts\[0\] = -1"),
        (lambda: rf.answers.maj_at_k([1.5], correct=0), rf.InvalidTypeError, "dtype float64"),
        (lambda: rf.answers.maj_at_k([1], correct=1), rf.InvalidInputError, r"correct\[0\] = 1 is not an answer"),
        (lambda: rf.answers.maj_at_k([[1], 2], correct=0), rf.InvalidTypeError, r"counts\[1\] is of type int"),
        (lambda: rf.answers.maj_at_k("ab", correct=0), rf.InvalidTypeError, "str"),
        (lambda: rf.answers.maj_at_k([1, 2], correct=[True]), rf.InvalidInputError, r"correct\[0\] has 1 values"),
        (lambda: rf.answers.maj_at_k([1, 2], correct=0, offsets=[0, 1]), rf.InvalidInputError, r"offsets\[1\]"),
        (lambda: rf.answers.maj_at_k([1, 2], correct=0, tie="half"), rf.InvalidInputError, "tie"),
        (lambda: rf.answers.maj_at_k([[]], correct=-1), rf.InvalidInputError, r"n\[0\] = 0"),
        (lambda: rf.answers.reward_at_k([math.nan], [True]), rf.InvalidInputError, r"rewards\[0\] = NaN"),
        (lambda: rf.answers.reward_at_k([1.0], [1]), rf.InvalidTypeError, "correct has dtype int64"),
    ],
)
def test_what_is_refused(call: object, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()  # type: ignore[operator]
