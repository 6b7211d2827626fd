"""How far samples agree: the twins, laws, reference values, what is refused."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import uncertainty as naive

ANSWERS = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(ANSWERS)
def test_of_answers(answers: list[int]) -> None:
    counts = list(Counter(answers).values())
    entropy = naive.answer_entropy(answers)
    assert rf.answers.answer_entropy(counts) == pytest.approx(entropy, abs=1e-14)
    corrected = entropy + (len(counts) - 1) / (2 * len(answers))
    assert rf.answers.answer_entropy(counts, correction="miller_madow") == pytest.approx(corrected, abs=1e-14)
    assert rf.answers.distinct_answers(counts) == len(counts)
    if len(answers) > 1:
        assert rf.answers.pairwise_agreement(counts) == pytest.approx(naive.pairwise_agreement(answers), abs=1e-15)


@given(st.lists(st.sampled_from([0, 1, None]), min_size=2, max_size=9))
def test_samples_without_an_answer_agree_with_none(answers: list[int | None]) -> None:
    counts = [answers.count(0), answers.count(1)]
    found = rf.answers.pairwise_agreement(counts, n_missing=answers.count(None))
    assert found == pytest.approx(naive.pairwise_agreement(answers), abs=1e-15)


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.floats(-20, 0)), min_size=1, max_size=9),
    st.sampled_from(["rao", "discrete", "kuhn", "naive"]),
    st.randoms(use_true_random=False),
)
def test_of_meanings(samples: list[tuple[int, float]], form: str, random: object) -> None:
    clusters, logprobs = map(list, zip(*samples, strict=True))
    found = rf.answers.semantic_entropy(clusters, logprobs, form=form)  # type: ignore[arg-type]
    assert found == pytest.approx(naive.semantic_entropy(clusters, logprobs, form), rel=1e-12, abs=1e-12)
    random.shuffle(samples)  # type: ignore[attr-defined]
    clusters, logprobs = map(list, zip(*samples, strict=True))
    renamed = [7 - cluster for cluster in clusters]
    assert rf.answers.semantic_entropy(renamed, logprobs, form=form) == found  # type: ignore[arg-type]


def test_reference_values() -> None:
    given_values = vectors()["semantic_entropy"]
    for form, name in (
        ("rao", "SE_rao"),
        ("kuhn", "SE_kuhn_mc"),
        ("discrete", "discrete_SE"),
        ("naive", "naive_entropy"),
    ):
        found = rf.answers.semantic_entropy(given_values["ids"], given_values["mean_ll"], form=form)  # type: ignore[arg-type]
        assert found == pytest.approx(given_values[name], abs=1e-14)


def test_many_questions() -> None:
    rows = [[3, 1], [], [4], [0, 0]]
    entropy = rf.answers.answer_entropy(rows)
    assert isinstance(entropy, np.ndarray)
    assert np.isnan(entropy).tolist() == [False, True, False, True]
    flat = rf.answers.answer_entropy([3, 1, 4, 0, 0], offsets=[0, 2, 2, 3, 5])
    assert np.array_equal(entropy, flat, equal_nan=True)
    assert np.array_equal(rf.answers.distinct_answers(rows), [2, 0, 1, 0])
    assert np.isnan(rf.answers.pairwise_agreement([[1], [2]])).tolist() == [True, False]
    meanings = rf.answers.semantic_entropy([[0, 1], [0]], [[-1.0, -1.0], [-0.5]])
    np.testing.assert_allclose(meanings, [math.log(2), 0])
    assert rf.answers.semantic_entropy([[0, 1], [0]], form="discrete").shape == (2,)  # type: ignore[union-attr]


def test_small_probabilities_keep_their_shares() -> None:
    found = rf.answers.semantic_entropy([0, 1], [-5000.0, -5000.0])
    assert found == pytest.approx(math.log(2), abs=1e-12)
    assert rf.answers.semantic_entropy([0, 1], [-1.0, -math.inf]) == 0
    assert rf.answers.semantic_entropy([0, 1], [-1.0, -math.inf], form="kuhn") == math.inf


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: rf.answers.answer_entropy([-1]), rf.InvalidInputError, r"counts\[0\] = -1"),
        (lambda: rf.answers.answer_entropy([1], correction="more"), rf.InvalidInputError, "correction"),
        (lambda: rf.answers.semantic_entropy([0]), rf.InvalidInputError, "mean_logprobs: there are none"),
        (lambda: rf.answers.semantic_entropy([0], [0.5]), rf.InvalidInputError, r"mean_logprobs\[0\] = 0.5"),
        (lambda: rf.answers.semantic_entropy([0], [math.nan]), rf.InvalidInputError, r"mean_logprobs\[0\] = NaN"),
        (lambda: rf.answers.semantic_entropy([0], [-math.inf]), rf.InvalidInputError, "every sample of question 0"),
        (lambda: rf.answers.semantic_entropy([0, 1], [-1.0]), rf.InvalidInputError, "mean_logprobs"),
        (lambda: rf.answers.semantic_entropy([0.5], [-1.0]), rf.InvalidTypeError, "clusters has dtype float64"),
        (lambda: rf.answers.semantic_entropy([0], [-1.0], form="max"), rf.InvalidInputError, "form"),
    ],
)
def test_what_is_refused(call: object, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()  # type: ignore[operator]


def test_what_rounding_puts_above_zero_counts_as_zero() -> None:
    for form in ("rao", "kuhn", "naive"):
        rounded, exact = (rf.answers.semantic_entropy([[0, 1]], [[top, -1.0]], form=form) for top in (1e-7, 0.0))  # type: ignore[arg-type]
        assert rounded == exact
    # The first of the two, which tie in everything.
    assert rf.answers.mbr_execution([["a", "b"]], sum_logprobs=[[0.0, 1e-7]]).best.tolist() == [0]
