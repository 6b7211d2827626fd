"""Losses of preferences: worked examples, their twin, extremes, and the faults of published code."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import preference_losses as naive

Bad = rf.InvalidInputError

loss: Any = rf.logits.soft_preference_cross_entropy


def test_the_worked_examples() -> None:
    for margin, strength, expected in [
        (0.4, 0.8, 0.593015252),
        # A margin of 0.1 is where a ranking becomes right; label smoothing by 0.1; an adaptive margin of 0.25.
        (0.1, 1.0, 0.644396660),
        (0.8, 0.9, 0.451100666),
        (0.55, 1.0, 0.455492481),
    ]:
        assert math.isclose(float(loss(margin, strength)), expected, abs_tol=1e-9)
    slope = (float(loss(0.4 + 1e-6, 0.8)) - float(loss(0.4 - 1e-6, 0.8))) / 2e-6
    assert math.isclose(slope, -0.201312340, abs_tol=1e-8)
    consistency = rf.logits.ranking_consistency([0.9, 0.1, 0.5, 0.3], [0.8, 0.2, 0.1, 0.4])
    assert math.isclose(float(consistency), 2 / 3, abs_tol=1e-12)
    assert math.isclose(float(rf.logits.consistency_regularized_loss(0.2, consistency)), 0.664805536, abs_tol=1e-9)
    square = rf.logits.square_preference_loss(30.0, -50.0, 0.7, 1 / 3)
    assert math.isclose(float(square), 21255.5556, abs_tol=1e-4)


@given(st.floats(-30, 30), st.floats(0, 1))
def test_cross_entropy_is_what_the_twin_says(margin: float, strength: float) -> None:
    assert math.isclose(
        float(loss(margin, strength)),
        naive.soft_preference_cross_entropy(margin, strength),
        rel_tol=1e-9,
        abs_tol=1e-12,
    )
    assert float(loss(margin, strength)) > 0, "printed without its sign elsewhere"
    assert math.isclose(float(loss(margin, strength)), float(loss(-margin, 1 - strength)), rel_tol=1e-12, abs_tol=1e-12)


def test_large_margins_neither_overflow_nor_vanish() -> None:
    """``log(1 + exp(x))`` as it is often written is infinite from 710 on, and ``log(sigmoid(x))`` minus infinity."""
    assert loss([1000.0, -1000.0], [0.0, 1.0]).tolist() == [1000.0, 1000.0]
    assert float(loss(40.0, 1.0)) == pytest.approx(math.exp(-40), rel=1e-12)
    assert float(loss(1000.0, 1.0)) == 0.0


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=6))
def test_consistency_is_what_the_twin_says(pairs: list[tuple[int, int]]) -> None:
    one, other = ([pair[k] for pair in pairs] for k in (0, 1))
    found = float(rf.logits.ranking_consistency(one, other))
    assert math.isclose(found, naive.ranking_consistency(one, other), rel_tol=1e-12, abs_tol=1e-12)
    assert float(rf.logits.ranking_consistency(other, one)) == found
    order = np.random.default_rng(len(pairs)).permutation(len(pairs))
    assert float(rf.logits.ranking_consistency(np.array(one)[order], np.array(other)[order])) == found
    if len(set(one)) == len(one):
        assert float(rf.logits.ranking_consistency(one, one)) == 1.0


def test_ties_and_all_responses_count() -> None:
    """Breaking ties by position makes equal rewards agree with anything that rises, and ends are not top and bottom."""
    assert float(rf.logits.ranking_consistency([1.0, 1.0, 1.0], [1.0, 2.0, 3.0])) == 0.5
    # The first and the last response are ranked alike; the others are not.
    assert float(rf.logits.ranking_consistency([4, 3, 2, 1], [4, 2, 3, 1])) == pytest.approx(5 / 6)
    # Of each prompt its own: nothing is paired by a list of keys.
    rows = rf.logits.ranking_consistency([[1, 2], [1, 2]], [[1, 2], [2, 1]])
    assert rf.logits.consistency_regularized_loss([0.2, 0.2], rows).round(6).tolist() == [0.598139, 0.798139]


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6))
def test_win_probabilities_are_what_the_twin_says(scores: list[float]) -> None:
    found = rf.logits.win_probabilities(scores)
    assert np.allclose(found, naive.win_probabilities(scores), rtol=1e-9)
    assert math.isclose(found.mean(), 0.5, abs_tol=1e-12)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 1), st.floats(0, 1))
def test_square_loss_is_what_the_twin_says(ratio_w: float, ratio_l: float, p_w: float, p_l: float) -> None:
    found = float(rf.logits.square_preference_loss(ratio_w, ratio_l, p_w, p_l, beta=0.01))
    assert math.isclose(
        found, naive.square_preference_loss(ratio_w, ratio_l, p_w, p_l, 0.01), rel_tol=1e-12, abs_tol=1e-12
    )
    at_target = rf.logits.square_preference_loss((p_w - 0.5) / 0.01, (p_l - 0.5) / 0.01, p_w, p_l, beta=0.01)
    assert float(at_target) == 0.0


def test_faults_are_named() -> None:
    for call, text in [
        (lambda: loss(0.0, 1.5), "strength holds a number outside of 0 to 1"),
        (lambda: loss(0.0, math.nan), "strength holds a number outside of 0 to 1"),
        (lambda: loss([0.0], [0.5, 0.5]), r"strength has shape \(2,\): expected that of margin, \(1,\)"),
        (lambda: rf.logits.ranking_consistency([1.0], [1.0]), "at least two"),
        (lambda: rf.logits.ranking_consistency([1.0, 2.0], [1.0]), "previous_rewards has shape"),
        (lambda: rf.logits.win_probabilities([]), "n_responses"),
        (lambda: rf.logits.square_preference_loss(0.0, 0.0, 0.5, 0.5, beta=0.0), "beta = 0.0"),
        (lambda: rf.logits.square_preference_loss(0.0, 0.0, 0.5, 2.0), "rejected_win_probability holds"),
        (lambda: rf.logits.square_preference_loss([0.0], 0.0, 0.5, 0.5), "rejected_logratio has shape"),
    ]:
        with pytest.raises(Bad, match=text):
            call()
