"""Multiplicative weights and the regularised best response."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive import multiplicative_weights as naive
from tests.naive.regularized_best_response import regularized_best_response

CYCLE = np.array([[0.5, 0.6, 0.3], [0.4, 0.5, 0.9], [0.7, 0.1, 0.5]])

cells = st.floats(-1, 1, allow_subnormal=False).map(lambda x: round(x, 3))


@st.composite
def games(draw: st.DrawFn, max_items: int = 6) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Antisymmetric, the largest cell 1 unless all are 0."""
    m = draw(st.integers(1, max_items))
    upper = np.zeros((m, m))
    for i in range(m):
        for j in range(i + 1, m):
            upper[i, j] = draw(cells)
    game = upper - upper.T
    return game / (np.abs(game).max() or 1)


@given(games(), st.booleans(), st.integers(1, 40), st.sampled_from([0.05, 0.25, 0.35]))
def test_the_twin_agrees(game: np.ndarray[Any, Any], optimistic: bool, rounds: int, rate: float) -> None:
    found = rf.rank.multiplicative_weights(game, n_iterations=rounds, learning_rate=rate, optimistic=optimistic)
    expected = naive.multiplicative_weights(game.tolist(), rounds, rate, optimistic=optimistic)
    assert found.probabilities == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert found.exploitability == pytest.approx(naive.exploitability(game.tolist(), expected), abs=1e-12)
    assert found.n_iterations == rounds


@given(games(8), st.booleans(), st.integers(1, 300), st.one_of(st.none(), st.floats(1e-3, 0.353)))
def test_the_bound_holds(game: np.ndarray[Any, Any], optimistic: bool, rounds: int, rate: float | None) -> None:
    found = rf.rank.multiplicative_weights(game, n_iterations=rounds, learning_rate=rate, optimistic=optimistic)
    assert found.exploitability <= found.regret_bound + 1e-12
    # Hedge's classical bound at the default rate.
    if not optimistic and rate is None and len(game) > 1:
        assert found.regret_bound == pytest.approx(math.sqrt(2 * math.log(len(game)) / rounds))


@given(st.integers(2, 6), st.integers(1, 200), st.sampled_from([0.5, 2.0, 5.0]), st.integers(0, 2**32 - 1))
def test_the_bound_of_hedge_holds_at_any_rate(m: int, rounds: int, rate: float, seed: int) -> None:
    upper = np.triu(np.random.default_rng(seed).integers(-9, 10, (m, m)), 1)
    options: dict[str, Any] = {"n_iterations": rounds, "learning_rate": rate, "optimistic": False}
    found = rf.rank.multiplicative_weights(upper - upper.T, **options)
    assert found.exploitability <= found.regret_bound + 1e-12


@pytest.mark.parametrize("m", [3, 10, 40])
def test_the_bound_of_the_optimistic_method_is_of_the_order_of_one_over_rounds(m: int) -> None:
    upper = np.triu(np.random.default_rng(m).uniform(-1, 1, (m, m)), 1)
    for rounds in (10, 100, 1000, 5000):
        found = rf.rank.multiplicative_weights(upper - upper.T, n_iterations=rounds)
        assert found.exploitability <= found.regret_bound
        assert found.regret_bound == pytest.approx((math.sqrt(8) * math.log(m) + math.sqrt(1 / 8)) / rounds)


def test_hedge_on_the_cycle() -> None:
    """Exploitability in the unit of ``2 P - 1``, whose largest margin is 0.8, after 100 to 10,000 rounds."""
    for rounds, bound in ((100, 0.148), (1000, 0.0469), (10_000, 0.0148)):
        found = rf.rank.multiplicative_weights(CYCLE, n_iterations=rounds, optimistic=False)
        assert found.regret_bound == pytest.approx(bound, abs=5e-4)
        assert 0 < found.exploitability < found.regret_bound
    learned = rf.rank.multiplicative_weights(CYCLE, n_iterations=20_000)
    assert learned.probabilities == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=2e-3)


def test_tolerance_ends_the_rounds() -> None:
    found = rf.rank.multiplicative_weights(CYCLE, tolerance=1e-3)
    assert (found.converged, found.stopped_early) == (True, False)
    assert found.n_iterations < 10_000
    assert found.exploitability <= 1e-3
    assert not rf.rank.multiplicative_weights(CYCLE, n_iterations=3, tolerance=1e-3).converged


def test_order_of_items_and_threads_are_nothing() -> None:
    generator = np.random.default_rng(2)
    wins, order = generator.integers(0, 100, (60, 60)), generator.permutation(60)
    counts = rf.PairwiseCounts.from_matrix(wins)
    moved = rf.PairwiseCounts.from_matrix(wins[np.ix_(order, order)], items=order.tolist())
    found = rf.rank.multiplicative_weights(counts, n_iterations=50, n_threads=1)
    again = rf.rank.multiplicative_weights(moved, n_iterations=50, n_threads=4)
    assert found.probabilities[order].tobytes() == again.probabilities.tobytes()
    assert found.sample(50, seed=1) == again.sample(50, seed=1)


def test_a_time_limit_keeps_what_was_learned() -> None:
    upper = np.triu(np.random.default_rng(2).uniform(-1, 1, (300, 300)), 1)
    found = rf.rank.multiplicative_weights(upper - upper.T, n_iterations=10**9, time_limit=0.05)
    assert found.stopped_early
    assert 0 < found.n_iterations < 10**9
    assert found.exploitability <= found.regret_bound
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.rank.multiplicative_weights(upper - upper.T, cancel=token)


def test_results() -> None:
    found = rf.rank.multiplicative_weights([["a", "b"], ["a", "b"], ["b", "a"]], n_iterations=100)
    assert found.items == ("a", "b")
    assert found.probabilities[0] > 0.9
    assert json.loads(found.to_json()) == found.to_dict()
    assert found.to_dict()["settings"]["learning_rate"] == pytest.approx(math.sqrt(1 / 8))
    assert repr(found).startswith("multiplicative_weights: 2 items, 100 rounds, exploitable by")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"n_iterations": 0}, rf.InvalidInputError, "n_iterations = 0"),
        ({"n_iterations": 1.5}, rf.InvalidTypeError, "multiplicative_weights"),
        ({"tolerance": -1.0}, rf.InvalidInputError, "tolerance = -1"),
        ({"tolerance": math.nan}, rf.InvalidInputError, "tolerance = NaN"),
        ({"learning_rate": 0.0}, rf.InvalidInputError, "learning_rate = 0"),
        ({"learning_rate": 0.4}, rf.InvalidInputError, "learning_rate = 0.4"),
        ({"learning_rate": math.inf, "optimistic": False}, rf.InvalidInputError, "learning_rate = inf"),
        ({"optimistic": 1}, rf.InvalidTypeError, "optimistic is of type int"),
        ({"missing": "no"}, rf.InvalidInputError, "missing"),
    ],
)
def test_bad_options(options: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.rank.multiplicative_weights(CYCLE, **options)


def test_bad_data() -> None:
    with pytest.raises(rf.InputKindError, match="multiplicative_weights cannot read"):
        rf.rank.multiplicative_weights(rf.Ballots.from_orders([["a"]]).positional())
    with pytest.raises(rf.InvalidInputError, match="no items"):
        rf.rank.multiplicative_weights(np.zeros((0, 0)))
    assert rf.rank.multiplicative_weights(np.zeros((1, 1))).probabilities.tolist() == [1.0]


shares = st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any).map(lambda x: [v / sum(x) for v in x])


@given(shares, st.data(), st.floats(0.05, 100))
def test_the_response_is_its_formula(reference: list[float], data: st.DataObject, beta: float) -> None:
    preference = data.draw(st.lists(st.floats(0, 1), min_size=len(reference), max_size=len(reference)))
    found = rf.rank.regularized_best_response(preference, reference, beta=beta)
    assert found == pytest.approx(regularized_best_response(preference, reference, beta), rel=1e-9, abs=1e-300)


def test_the_worked_response() -> None:
    preference, reference = [0.5, 0.8, 0.3], [0.5, 0.3, 0.2]
    found = rf.rank.regularized_best_response(preference, reference, beta=0.5)
    assert found.round(4).tolist() == [0.4235, 0.463, 0.1135]
    assert rf.rank.regularized_best_response(preference, reference, beta=math.inf).tolist() == reference
    for beta in (0, 5e-324, 1e-6):
        assert rf.rank.regularized_best_response(preference, reference, beta=beta).tolist() == [0, 1, 0]


def test_the_best_share_in_proportion_and_the_forbidden_get_nothing() -> None:
    found = rf.rank.regularized_best_response([0.9, 0.8, 0.8], [0.0, 0.25, 0.75], beta=0.0)
    assert found == pytest.approx([0, 0.25, 0.75])
    assert rf.rank.regularized_best_response([1e308, -1e308], [0.5, 0.5], beta=1e-300).tolist() == [1, 0]


def test_rows() -> None:
    generator = np.random.default_rng(4)
    preference, reference = generator.random((50, 7)), generator.dirichlet(np.ones(7), 50)
    one_each = rf.rank.regularized_best_response(preference, reference, beta=0.3, n_threads=2)
    assert one_each.shape == (50, 7)
    for row in range(50):
        alone = rf.rank.regularized_best_response(preference[row], reference[row], beta=0.3)
        assert one_each[row].tobytes() == alone.tobytes()
    for_all = rf.rank.regularized_best_response(preference, reference[0], beta=0.3)
    alone = rf.rank.regularized_best_response(preference[9], reference[0], beta=0.3)
    assert for_all[9].tobytes() == alone.tobytes()
    assert rf.rank.regularized_best_response(np.zeros((0, 2)), [0.5, 0.5], beta=1).shape == (0, 2)


@pytest.mark.parametrize(
    ("preference", "reference", "beta", "text"),
    [
        ([0.1, math.nan], [0.5, 0.5], 1, r"preference\[1\] = NaN"),
        ([[0.1, 0.2], [math.inf, 0]], [0.5, 0.5], 1, r"preference\[1, 0\] = inf"),
        ([0.1, 0.2], [1.5, -0.5], 1, r"reference\[1\] = -0.5"),
        ([0.1, 0.2], [0.5, 0.4], 1, "the sum of reference = 0.9"),
        ([[0.1, 0.2]] * 2, [[0.5, 0.5], [0.5, 0.4]], 1, r"the sum of reference\[1\] = 0.9"),
        ([[0.1, 0.2]] * 2, [[0.5, 0.5], [0.5, math.nan]], 1, r"reference\[1, 1\] = NaN"),
        ([0.1, 0.2], [0.5, 0.5], -1, "beta = -1"),
        ([0.1, 0.2], [0.5, 0.5], math.nan, "beta = NaN"),
        ([0.1, 0.2], [1.0], 1, r"reference has shape \(1,\): expected \(2,\)"),
        ([0.1, 0.2], [[0.5, 0.5]], 1, r"reference has shape \(1, 2\)"),
        ([], [], 1, "at least one item"),
        ([[[0.1]]], [1.0], 1, "preference has shape"),
    ],
)
def test_bad_responses(preference: Any, reference: Any, beta: float, text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=text):
        rf.rank.regularized_best_response(preference, reference, beta=beta)


def test_bad_types() -> None:
    with pytest.raises(rf.InvalidTypeError, match="beta"):
        rf.rank.regularized_best_response([1.0], [1.0], beta="x")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidTypeError, match="preference has dtype"):
        rf.rank.regularized_best_response(["a"], [1.0], beta=1)  # type: ignore[list-item]
