"""Mallows models against all orders written down, their laws, and what they refuse."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from rankfold import _native
from tests.naive import mallows as naive
from tests.strategies import Votes, votes

FIVE_VOTERS = [list("ABCD")] * 2 + [list("BCAD")] + [list("CDAB")] * 2
#: Stages by the voter's choices read top-k ballots; those by the centre's items complete ones.
STAGES = pytest.mark.parametrize("stages", ["choices", "items"])


def top_k_votes(**how: Any) -> st.SearchStrategy[Votes]:
    found = votes(**{"ties": False, "min_items": 2, "max_items": 5, "min_voters": 1, **how})
    return found.map(lambda profile: replace(profile, missing="below"))


def read(profile: Votes) -> tuple[list[list[int]], list[float]]:
    """Ballots that put an item before another one, and their weights."""
    orders = [[item for tier in ballot for item in tier] for ballot in profile.ballots]
    weights = [1.0] * len(orders) if profile.weights is None else [float(weight) for weight in profile.weights]
    kept = [(order, weight) for order, weight in zip(orders, weights, strict=True) if order and weight > 0]
    return [order for order, _ in kept], [weight for _, weight in kept]


def numbers(profile: Votes, labels: tuple[Any, ...]) -> list[int]:
    return [profile.labels.index(label) for label in labels]


def test_five_voters_have_the_published_dispersion() -> None:
    model = rf.rank.mallows(FIVE_VOTERS)
    assert (model.center, model.center_cost, model.mean_distance) == (("A", "B", "C", "D"), 10.0, 2.0)
    assert model.center_proven
    assert model.phi == pytest.approx(0.61548759, abs=1e-8)
    assert model.theta == pytest.approx(0.48534050, abs=1e-8)
    assert model.expected_distance == pytest.approx(2.0, abs=1e-12)
    other = rf.rank.mallows(FIVE_VOTERS, center=["C", "A", "B", "D"])
    assert (other.center_proven, other.phi) == (True, model.phi)


def test_four_items_at_one_half_have_the_published_normaliser() -> None:
    """Z = 4.921875 and E d = 1.638095, of which the first is what a certain probability is one over."""
    theta = np.full(3, math.log(2))
    value = _native.mallows_log_likelihood(
        rf.Ballots.from_orders([[0, 1, 2, 3]])._native, None, (0, 1, 2, 3), (0, 1, 2, 3), theta, "choices"
    )
    assert math.exp(-value) == pytest.approx(4.921875, rel=1e-14)
    assert naive.expected_distance(math.log(2), 4) == pytest.approx(1.638095, abs=1e-6)


@given(profile=top_k_votes())
def test_the_model_is_that_of_all_orders(profile: Votes) -> None:
    ballots, weights = read(profile)
    assume(ballots)
    model = rf.rank.mallows(profile.to_ballots())
    center = numbers(profile, model.center)
    costs = naive.costs(ballots, weights, profile.n_items)
    assert model.center_cost == pytest.approx(min(costs.values()), rel=1e-12)
    assert model.center_cost == pytest.approx(costs[tuple(center)], rel=1e-12)
    assert (model.center_proven, model.center_lower_bound) == (True, model.center_cost)
    theta = naive.most_likely(naive.observed(ballots, weights, center))
    assert model.theta == pytest.approx(theta, rel=1e-9, abs=1e-9)
    orders = naive.distribution([theta] * (len(center) - 1), center)
    expected = sum(w * math.log(naive.probability(b, orders)) for b, w in zip(ballots, weights, strict=True))
    assert model.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert model.log_likelihood_of(profile.to_ballots()) == model.log_likelihood
    assert model.mean_distance == pytest.approx(model.center_cost / sum(weights), rel=1e-12)
    if theta < math.inf:
        assert model.expected_distance == pytest.approx(naive.expected_distance(theta, len(center)), abs=1e-9)


@given(profile=top_k_votes(max_items=4), data=st.data())
def test_no_centre_and_no_dispersion_is_more_likely(profile: Votes, data: st.DataObject) -> None:
    ballots, weights = read(profile)
    assume(ballots)
    best = rf.rank.mallows(profile.to_ballots()).log_likelihood
    center = data.draw(st.permutations(range(profile.n_items)))
    given_center = rf.rank.mallows(profile.to_ballots(), center=[profile.labels[item] for item in center])
    assert given_center.log_likelihood <= best + 1e-9 * max(1, abs(best))
    theta = data.draw(st.floats(0, 5))
    orders = naive.distribution([theta] * (profile.n_items - 1), center)
    other = sum(w * math.log(naive.probability(b, orders)) for b, w in zip(ballots, weights, strict=True))
    assert other <= given_center.log_likelihood + 1e-9 * max(1, abs(other))
    assert given_center.center_proven == (
        given_center.center_cost == pytest.approx(min(naive.costs(ballots, weights, len(center)).values()), rel=1e-12)
    )


@STAGES
@given(data=st.data())
def test_the_generalised_model_is_that_of_all_orders(stages: str, data: st.DataObject) -> None:
    profile = data.draw(top_k_votes(complete=True if stages == "items" else None))
    ballots, weights = read(profile)
    assume(ballots)
    model = rf.rank.generalized_mallows(profile.to_ballots(), stages=stages)
    center = numbers(profile, model.center)
    observed = naive.observed(ballots, weights, center, stages)
    theta = [naive.most_likely([stage]) for stage in observed]
    assert model.theta == pytest.approx(theta, rel=1e-9, abs=1e-9)
    assert model.mean_displacement == pytest.approx([total / weight for _, weight, total in observed], rel=1e-12)
    open_end = [0.0] * (len(center) - 1 - len(theta))
    orders = naive.distribution(theta + open_end, center, stages)
    expected = sum(w * math.log(naive.probability(b, orders)) for b, w in zip(ballots, weights, strict=True))
    assert model.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert model.log_likelihood_of(profile.to_ballots()) == model.log_likelihood
    one = rf.rank.mallows(profile.to_ballots())
    assert model.log_likelihood >= one.log_likelihood - 1e-9 * max(1, abs(one.log_likelihood))


@STAGES
def test_probabilities_are_those_of_all_orders(stages: str) -> None:
    model = rf.rank.generalized_mallows(FIVE_VOTERS, stages=stages)
    center = ["ABCD".index(item) for item in model.center]
    for order, p in naive.distribution(model.theta.tolist(), center, stages).items():
        assert model.probability(["ABCD"[item] for item in order]) == pytest.approx(p, rel=1e-12)
    plain = rf.rank.mallows(FIVE_VOTERS)
    assert sum(plain.probability(order) for order in itertools.permutations("ABCD")) == pytest.approx(1, abs=1e-12)
    assert plain.probability(["C"]) == pytest.approx(
        sum(plain.probability(order) for order in itertools.permutations("ABCD") if order[0] == "C"), rel=1e-12
    )


def test_the_ends_of_the_range() -> None:
    certain = rf.rank.mallows([list("abc")] * 3)
    assert (certain.phi, certain.theta, certain.log_likelihood) == (0.0, math.inf, 0.0)
    assert (certain.expected_distance, certain.center_cost) == (0.0, 0.0)
    assert certain.probability(list("abc")) == 1.0
    assert certain.probability(list("acb")) == 0.0
    assert certain.log_likelihood_of([list("acb")]) == -math.inf
    assert certain.sample(3).orders() == [list("abc")] * 3
    assert certain.to_dict()["theta"] is None
    everything = list(map(list, itertools.permutations("abcd")))
    random = rf.rank.mallows(everything)
    assert (random.phi, random.theta, random.expected_distance) == (1.0, 0.0, 3.0)
    assert random.log_likelihood == pytest.approx(-24 * math.log(24))
    against = rf.rank.mallows([list("abc")], center=list("cba"))
    assert (against.phi, against.mean_distance, against.center_proven) == (1.0, 3.0, False)
    near = rf.rank.mallows(everything * 1000 + [list("abcd")])
    assert 0 < near.theta < 1e-3
    assert near.expected_distance == pytest.approx(near.mean_distance, rel=1e-12)


@STAGES
@given(data=st.data())
def test_neither_voters_nor_storage_nor_threads_change_a_bit(stages: str, data: st.DataObject) -> None:
    profile = data.draw(top_k_votes(complete=True, max_items=13))
    assume(read(profile)[0])

    def bits(ballots: rf.Ballots, **control: Any) -> tuple[Any, ...]:
        one = rf.rank.mallows(ballots, **control)
        many = rf.rank.generalized_mallows(ballots, stages=stages, **control)
        return (
            one.center,
            one.center_cost,
            one.center_lower_bound,
            one.theta,
            one.log_likelihood,
            many.theta.tobytes(),
        )

    before = bits(profile.to_ballots())
    voters = data.draw(st.permutations(range(len(profile.ballots))))
    assert bits(profile.with_voters(voters).to_ballots(), n_threads=3) == before
    assert bits(profile.with_items(data.draw(st.permutations(range(profile.n_items)))).to_ballots()) == before


@given(profile=top_k_votes(kinds=["integer"]))
def test_weights_are_repetition(profile: Votes) -> None:
    assume(read(profile)[0])
    assert profile.weights is not None
    voters = [voter for voter, weight in enumerate(profile.weights) for _ in range(int(weight))]
    repeated = replace(profile.with_voters(voters), weights=None)
    before, after = rf.rank.mallows(profile.to_ballots()), rf.rank.mallows(repeated.to_ballots())
    assert (after.center, after.theta, after.log_likelihood) == (before.center, before.theta, before.log_likelihood)


def test_large_components_are_proven_too() -> None:
    generator = np.random.default_rng(5)
    votes = rf.Ballots.from_positions(np.array([generator.permutation(30) + 1 for _ in range(5)]))
    model = rf.rank.mallows(votes)
    assert model.center_proven
    assert model.center_lower_bound == model.center_cost == rf.rank.kemeny(votes).cost
    given = rf.rank.mallows(votes, center=list(range(30)))
    assert given.center_lower_bound == model.center_cost < given.center_cost
    assert "centre not proven" in repr(given)
    pairs = votes.pairwise().wins
    order = list(model.center)

    def cost(order: list[Any]) -> float:
        return float(sum(pairs[b, a] for a, b in itertools.combinations(order, 2)))

    assert cost(order) == model.center_cost
    for start, end in itertools.permutations(range(30), 2):
        moved = order[:start] + order[start + 1 :]
        moved.insert(end, order[start])
        assert cost(moved) >= model.center_cost
    assert cost(list(rf.rank.borda(votes).order)) >= model.center_cost
    agreeing = rf.rank.mallows(rf.rank.mallows(votes, center=order).sample(2000, seed=1))
    assert agreeing.center_proven


@STAGES
@given(
    phi=st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.99, 1 - 1e-12, 1.0]), min_size=1, max_size=6),
    cut=st.integers(0, 3),
    seed=st.integers(0, 2**64 - 1),
    data=st.data(),
)
def test_samples_are_those_of_the_twin(stages: str, phi: list[float], cut: int, seed: int, data: st.DataObject) -> None:
    m = len(phi) + 1
    phi = phi[: max(m - 1 - cut, 1)] if stages == "choices" else phi
    center = data.draw(st.permutations(range(m)))
    items = tuple(data.draw(st.permutations(range(m))))
    ballots = _native.sample_mallows(items, tuple(center), np.array(phi), stages, 5, seed)
    assert ballots.orders() == naive.sample(phi, center, 5, seed, stages)
    assert ballots.is_complete == (len(phi) == m - 1)


@STAGES
def test_sampled_frequencies_are_the_probabilities(stages: str) -> None:
    model = rf.rank.generalized_mallows(FIVE_VOTERS, stages=stages)
    n = 40_000
    ballots = model.sample(n, seed=1, n_threads=3)
    assert np.array_equal(ballots.positions(), model.sample(n, seed=1, n_threads=1).positions())
    drawn = [tuple(order) for order in ballots.orders()]
    for order in itertools.permutations("ABCD"):
        p = model.probability(order)
        assert drawn.count(order) / n == pytest.approx(p, abs=4.5 * math.sqrt(p * (1 - p) / n))
    plain = rf.rank.mallows(FIVE_VOTERS)
    assert rf.rank.mallows(plain.sample(n, seed=2)).phi == pytest.approx(plain.phi, abs=0.01)


def test_top_k_ballots_are_drawn_as_long_as_they_were() -> None:
    model = rf.rank.generalized_mallows([["a", "b"], ["b", "c"], ["a", "d"], ["a"]])
    assert len(model.theta) == 2
    ballots = model.sample(4, seed=1)
    assert all(len(order) == 2 for order in ballots.orders())
    assert (ballots.is_complete, ballots.missing) == (False, "below")
    with pytest.raises(rf.InvalidInputError, match="ranks more than 2 items"):
        model.probability(["a", "b", "c"])
    assert len(rf.rank.mallows([["a", "b"], ["b", "c"], ["a", "d"]]).sample(1).orders()[0]) == 4


@pytest.mark.parametrize("fit", [rf.rank.mallows, rf.rank.generalized_mallows])
@pytest.mark.parametrize(
    ("data", "options", "error", "text"),
    [
        ([["a", "b"], [("a", "b")]], {}, rf.InvalidInputError, r"ballot 1 ties \"a\" and \"b\""),
        (
            rf.Ballots.from_orders([["a", "b", "c"], ["a"]], missing="absent"),
            {},
            rf.InvalidInputError,
            r"ballot 1 leaves items out; expected complete ballots, or missing=\"below\"",
        ),
        ([[], []], {}, rf.InvalidInputError, "no ballot with weight puts an item before another one"),
        ([["a"]], {}, rf.InvalidInputError, "no ballot with weight"),
        ([], {}, rf.InvalidInputError, "no ballot with weight"),
        ([["a", "b"]], {"center": ["a"]}, rf.InvalidInputError, "center has 1 entries: expected 2"),
        ([["a", "b"]], {"center": ["a", "c"]}, rf.InvalidInputError, r"center\[1\] = \"c\" is not an item"),
        ([["a", "b"]], {"center": ["a", "a"]}, rf.InvalidInputError, r"center\[1\] names the item \"a\" a second"),
        ([["a", "b"]], {"center": "ab"}, rf.InvalidTypeError, "center is of type str: expected a list of labels"),
        ([["a", "b"]], {"center": {"a", "b"}}, rf.InvalidTypeError, "center is of type set"),
        ([["a", "b"]], {"center": [1.5, 2]}, rf.InvalidTypeError, r"center\[0\] = 1.5 is of type float"),
        ([["a", "b"]], {"missing": "average"}, rf.InvalidInputError, "does not define missing"),
        (rf.PairwiseCounts.from_matrix([[0, 1], [2, 0]]), {}, rf.InputKindError, "cannot read PairwiseCounts"),
    ],
)
def test_bad_input_is_named(fit: Any, data: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        fit(data, **options)


def test_bad_stages_are_named() -> None:
    with pytest.raises(rf.InvalidInputError, match="does not define stages"):
        rf.rank.generalized_mallows([["a", "b"]], stages="voters")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="ballot 0 leaves items out; expected complete ballots: stages="):
        rf.rank.generalized_mallows([["a"], ["b", "c", "d"]], stages="items")
    table = rf.ScoreTable([[1.0, 2.0, math.nan]])
    with pytest.raises(rf.InvalidInputError, match="ballot 0 leaves items out"):
        rf.rank.mallows(table)
    assert rf.rank.mallows(table, missing="below").center == (1, 0, 2)


def test_bad_questions_are_named() -> None:
    model = rf.rank.mallows(FIVE_VOTERS)
    with pytest.raises(rf.InvalidInputError, match=r"is not an item"):
        model.probability(["A", "E"])
    with pytest.raises(rf.InvalidInputError, match="the data hold 2 of the model's 4 items"):
        model.log_likelihood_of(rf.Ballots.from_orders([["A", "B"]]))
    with pytest.raises(rf.InvalidInputError, match="ballot 0 leaves items out"):
        model.log_likelihood_of([["A", "B"]], missing="absent")
    with pytest.raises(rf.InvalidTypeError, match="n_ballots is of type float"):
        model.sample(1.5)  # type: ignore[arg-type]
