"""Adjusted logits, ensembles, layers and keys: worked examples, twins, laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import adjust as naive_adjust
from tests.naive.logits import ensemble as naive_ensemble
from tests.naive.logits import keys as naive_keys
from tests.naive.logits import layers as naive_layers

Bad = rf.InvalidInputError

STACK = st.tuples(st.integers(1, 4), st.integers(1, 6)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-24, 24).map(lambda x: x / 4), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def softmax(z: Any) -> Any:
    weight = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True)


def test_the_experts_of_the_worked_example() -> None:
    for power, expected in [
        (-0.5, (0.1516, 0.2907, 0.5577)),
        (1.0, (0.9396, 0.0570, 0.0035)),
        (2.5, (0.9981, 0.0019, 0.0)),
    ]:
        counts = np.array([500, 50, 5])
        found = softmax(rf.logits.adjust([1, 0.5, 0], counts, power))
        assert np.allclose(found, expected, rtol=0, atol=6e-5)
        assert np.allclose(found, softmax(rf.logits.adjust([1, 0.5, 0], counts / 555, power)), rtol=1e-12)
    assert rf.logits.adjust([[1.0, 2.0]], [3, 4], 0.0).tolist() == [[1.0, 2.0]]
    for counts, text in [
        ([1.0, 0.0], "not above 0"),
        ([1.0, math.inf], "not above 0"),
        ([1.0], r"expected \(n_classes,\)"),
    ]:
        with pytest.raises(Bad, match=text):
            rf.logits.adjust([0.0, 0.0], counts, 1.0)


@given(st.lists(st.tuples(st.floats(-20, 20), st.integers(1, 500)), min_size=1, max_size=6), st.floats(-3, 3))
def test_adjusted_logits_are_what_the_twin_says(classes: list[tuple[float, int]], power: float) -> None:
    logits, counts = ([pair[k] for pair in classes] for k in (0, 1))
    found = rf.logits.adjust(logits, counts, power)
    assert np.allclose(found, naive_adjust.adjust(logits, counts, power), rtol=1e-9, atol=1e-9)


@given(STACK, st.sampled_from(["mean_logit", "mean_probability", "vote"]))
def test_ensembles_are_what_the_twin_says(stack: list[list[float]], how: Any) -> None:
    found = rf.logits.ensemble(stack, how=how)
    assert np.allclose(found, naive_ensemble.ensemble(stack, how), rtol=1e-9, atol=1e-9)
    again = rf.logits.ensemble(stack[::-1], how=how)
    assert np.allclose(found, again, rtol=1e-12, atol=1e-12)
    if how != "mean_logit":
        assert math.isclose((np.exp(found) if how == "mean_probability" else found).sum(), 1, rel_tol=1e-9)
    batch = rf.logits.ensemble(np.array(stack)[:, None, :], how=how)
    assert np.array_equal(batch[0], found)


def test_weights_that_do_not_depend_on_the_model_change_nothing() -> None:
    """Published code divides by the sum over the batch instead, which is a change of temperature."""
    stack = np.random.default_rng(5).normal(size=(3, 2, 4, 7))
    weight = 1 / (1 + stack.std(axis=0, ddof=1))
    weighted = (weight * stack).sum(axis=0) / (weight * np.ones((3, 1, 1, 1))).sum(axis=0)
    assert np.allclose(rf.logits.ensemble(stack), weighted, rtol=1e-12)
    with pytest.raises(Bad, match="how = 'median'"):
        rf.logits.ensemble(stack, how="median")  # type: ignore[arg-type]
    with pytest.raises(Bad, match=r"stack has shape \(0, 3\)"):
        rf.logits.ensemble(np.zeros((0, 3)))


@given(STACK)
def test_layers_are_what_the_twin_says(stack: list[list[float]]) -> None:
    found = rf.logits.layer_divergence(stack)
    p = softmax(np.array(stack))
    expected = [naive_layers.jensen_shannon(row.tolist(), p[-1].tolist()) for row in p]
    assert np.allclose(found, expected, rtol=1e-6, atol=1e-12)
    assert abs(found[-1]) < 1e-15
    assert (found >= -1e-15).all()
    assert (found <= math.log(2) + 1e-12).all()


def test_layers_with_impossible_tokens() -> None:
    logits = np.array([[0.0, -np.inf, 0.0], [-np.inf, 0.0, -np.inf], [0.0, 0.0, -np.inf]])
    p = softmax(logits)
    expected = [naive_layers.jensen_shannon(row.tolist(), p[-1].tolist()) for row in p]
    assert np.allclose(rf.logits.layer_divergence(logits), expected, rtol=1e-12, atol=1e-15)
    assert np.isnan(rf.logits.layer_divergence([[-np.inf, -np.inf], [0.0, 0.0]])[0])
    with pytest.raises(Bad, match="n_layers"):
        rf.logits.layer_divergence([0.0, 1.0])


def test_keys_of_the_worked_example() -> None:
    keys, query = np.array([[1, 0], [0.9, 0.436], [0.6, 0.8], [0, 1], [-1, 0]]), np.array([2, 0.5])
    assert np.allclose(keys @ query, [2.0, 2.018, 1.6, 0.5, -2.0])
    assert np.allclose(softmax(keys @ query), [0.3413, 0.3475, 0.2288, 0.0762, 0.0063], rtol=0, atol=5e-5)
    assert rf.logits.key_similarity_bias(keys, query, 2, 5) == 1.0
    assert rf.logits.key_similarity_bias(keys, query) == 1.0


@given(st.integers(3, 9), st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 9))
def test_keys_are_what_the_twin_says(n_tokens: int, seed: int, lowest: int, highest: int) -> None:
    generator = np.random.default_rng(seed)
    keys, query = generator.normal(size=(n_tokens, 3)), generator.normal(size=3)
    lowest = min(lowest, n_tokens - 1)
    highest = max(highest, lowest + 1)
    found = rf.logits.key_similarity_bias(keys, query, lowest, highest)
    expected = naive_keys.key_similarity_bias(keys.tolist(), query.tolist(), lowest, highest)
    assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


def test_keys_against_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is the oracle of rank correlations")
    generator = np.random.default_rng(6)
    keys, query = generator.normal(size=(200, 8)), generator.normal(size=8)
    order = np.argsort(-(keys @ query))
    unit = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    chosen = order[9:60]
    expected = stats.spearmanr(unit[chosen] @ unit[order[0]], (keys @ query)[chosen]).statistic
    assert math.isclose(rf.logits.key_similarity_bias(keys, query, 10, 60), expected, rel_tol=1e-9)


def test_faults_of_keys_are_named() -> None:
    keys, query = np.eye(3), np.ones(3)
    for arguments, text in [
        ((keys, query[:2]), r"keys has shape \(3, 3\) and query \(2,\)"),
        ((keys, query, 3, 3), "ranks 3 to 3 hold 1 tokens"),
        ((keys, query, 1, 3), "lowest = 1"),
        ((keys * np.nan, query), "holds NaN"),
        ((keys * [[1], [0], [1]], query), r"keys\[1\] is zero"),
    ]:
        with pytest.raises(Bad, match=text):
            rf.logits.key_similarity_bias(*arguments)  # type: ignore[arg-type]
