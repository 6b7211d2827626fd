"""Probabilities of choices: worked examples, their twin, normalisations, ties."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import choices as naive

Bad = rf.InvalidInputError

SCORES = st.lists(st.integers(-160, 0).map(lambda x: x / 8), min_size=1, max_size=6)


def test_p_true() -> None:
    assert math.isclose(float(rf.logits.p_true(1.2, -0.3)), 0.817574476, abs_tol=1e-9)
    # Two logits are enough; the others do not enter.
    rows = np.array([[1.2, -0.3, 0.5, 0.0]])
    raw = [math.exp(rf.logits.token_logprobs(rows, [token])[0]) for token in (0, 1)]
    assert math.isclose(raw[0], 0.494826667, abs_tol=1e-9)
    assert math.isclose(raw[0] / sum(raw), 0.817574476, abs_tol=1e-9)
    assert rf.logits.p_true([1e4, -1e4], [0, 0]).tolist() == [1.0, 0.0]


@given(st.floats(-300, 300), st.floats(-300, 300))
def test_p_true_is_what_the_twin_says(true: float, false: float) -> None:
    assert math.isclose(float(rf.logits.p_true(true, false)), naive.p_true(true, false), rel_tol=1e-12)


def test_the_worked_examples() -> None:
    p = rf.logits.choice_probabilities([-3, -4, -3.5, -6])
    assert np.allclose(p, [0.494023021, 0.181740913, 0.299640109, 0.024595958], rtol=0, atol=1e-9)
    scores = rf.logits.choice_scores(p, 0)
    assert math.isclose(float(scores.brier), 0.379431619, abs_tol=1e-9)
    assert math.isclose(float(rf.logits.choice_scores(p, 0, reduction="mean").brier), 0.094857905, abs_tol=1e-9)
    assert (float(scores.accuracy), float(scores.probability)) == (1.0, float(p[0]))
    other = rf.logits.choice_probabilities([-2, -2.3, -4, -5])
    assert np.allclose(other, [0.5192, 0.3847, 0.0703, 0.0259], rtol=0, atol=5e-5)
    assert math.isclose(float(rf.logits.choice_scores(other, 0).brier), 0.3847, abs_tol=5e-5)


@given(
    st.lists(SCORES, min_size=1, max_size=4).filter(lambda rows: len({len(row) for row in rows}) == 1),
    st.integers(0, 5),
)
def test_choices_are_what_the_twin_says(rows: list[list[float]], correct: int) -> None:
    correct = min(correct, len(rows[0]) - 1)
    p = rf.logits.choice_probabilities(rows)
    scores = rf.logits.choice_scores(p, np.full(len(rows), correct))
    for k, row in enumerate(rows):
        assert np.allclose(p[k], naive.choice_probabilities(row), rtol=1e-12)
        for name, value in naive.choice_scores(p[k].tolist(), correct).items():
            assert math.isclose(getattr(scores, name)[k], value, rel_tol=1e-9, abs_tol=1e-12), name


def test_normalisations_by_name() -> None:
    sums, n_bytes, alone = np.array([-8.0, -6.0]), np.array([8, 2]), np.array([-9.0, -5.0])
    call = rf.logits.choice_probabilities
    assert call(sums).argmax() == 1
    assert np.allclose(call(sums, normalization="byte_mean", lengths=n_bytes), call(sums / n_bytes))
    assert np.allclose(call(sums, normalization="token_mean", lengths=[4, 1]), call([-2.0, -6.0]))
    assert np.allclose(call(sums, normalization="unconditional", unconditional=alone), call([1.0, -1.0]))
    # Far below the smallest float, and still told apart.
    assert np.allclose(call([-2000.0, -2001.0]), naive.choice_probabilities([0.0, -1.0]))
    assert np.isnan(call([-np.inf, -np.inf])).all()
    assert call([-np.inf, -1.0]).tolist() == [0.0, 1.0]


def test_ties_share_accuracy() -> None:
    p = np.array([[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0.4, 0.4, 0.2]])
    assert rf.logits.choice_scores(p, [0, 1, 2]).accuracy.tolist() == [0.5, 0.5, 0.0]


def test_perplexity_of_blanks() -> None:
    tokens, offsets = [-1.0, -3.0, -1.5, -0.5, -0.5], [0, 2, 3, 5]
    found = rf.logits.blank_perplexity(tokens, offsets)
    spans = [tokens[:2], tokens[2:3], tokens[3:]]
    assert np.allclose(found, [naive.perplexity(span) for span in spans], rtol=1e-12)
    assert np.allclose(found, rf.logits.sequence_statistics(tokens, offsets).perplexity, rtol=1e-12)
    assert int(found.argmin()) == 2
    assert np.allclose(rf.logits.blank_perplexity(tokens, offsets, normalization="sum"), np.exp([4, 1.5, 1]))
    by_bytes = rf.logits.blank_perplexity(tokens, offsets, normalization="byte_mean", lengths=[8, 3, 2])
    assert np.allclose(by_bytes, np.exp([0.5, 0.5, 0.5]))
    alone = rf.logits.blank_perplexity(tokens, offsets, normalization="unconditional", unconditional=[-4, -1, -2])
    assert np.allclose(alone, np.exp([0, 0.5, -1]))
    assert np.isnan(rf.logits.blank_perplexity([-1.0], [0, 0, 1])[0])


def test_faults_are_named() -> None:
    call: Any = rf.logits.choice_probabilities
    for options, text in [
        ({"normalization": "characters"}, r"normalization = 'characters': expected one of 'sum'"),
        ({"normalization": "byte_mean"}, r"lengths is missing: normalization = 'byte_mean' takes lengths"),
        ({"lengths": [1, 1]}, r"lengths is given: normalization = 'sum' takes None"),
        ({"normalization": "byte_mean", "lengths": [1, 0]}, r"lengths holds a number below 1"),
        ({"normalization": "byte_mean", "lengths": [1]}, r"lengths has shape \(1,\): expected one a choice, \(2,\)"),
        ({"normalization": "unconditional"}, r"unconditional is missing"),
    ]:
        with pytest.raises(Bad, match=text):
            call([-1.0, -2.0], **options)
    with pytest.raises(Bad, match=r"at least one"):
        call([])
    scores: Any = rf.logits.choice_scores
    with pytest.raises(Bad, match=r"correct holds a number that is no choice: expected 0 <= correct < 2"):
        scores([0.5, 0.5], 2)
    with pytest.raises(Bad, match=r"correct has shape \(1,\)"):
        scores([0.5, 0.5], [0])
    with pytest.raises(Bad, match=r"reduction = 'max'"):
        scores([0.5, 0.5], 0, reduction="max")
    with pytest.raises(rf.InvalidTypeError, match=r"correct is of dtype float64"):
        scores([0.5, 0.5], 0.0)
    with pytest.raises(Bad, match=r"lengths is given"):
        rf.logits.blank_perplexity([-1.0], [0, 1], lengths=[1])
