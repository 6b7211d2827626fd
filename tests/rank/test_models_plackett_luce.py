"""Plackett-Luce against its definition, its laws, and what it refuses."""

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
from tests.naive import plackett_luce as naive
from tests.naive.ranking import label_key
from tests.strategies import Votes, votes

FIVE_VOTERS = [list("ABCD")] * 2 + [list("BCAD")] + [list("CDAB")] * 2


def strict_votes(**how: Any) -> st.SearchStrategy[Votes]:
    return votes(ties=False, **how)


def read(profile: Votes) -> tuple[list[Any], list[float]]:
    """Ballots as the twin reads them, and their weights."""
    ballots = []
    for tiers in profile.ballots:
        ranked = [item for tier in tiers for item in tier]
        rest = [item for item in range(profile.n_items) if item not in ranked]
        ballots.append((ranked, rest if profile.missing == "below" else []))
    weights = [1.0] * len(ballots) if profile.weights is None else [float(weight) for weight in profile.weights]
    return ballots, weights


def with_weight(profile: Votes) -> tuple[list[Any], list[float]]:
    ballots, weights = read(profile)
    kept = [(ballot, weight) for ballot, weight in zip(ballots, weights, strict=True) if weight > 0]
    return [ballot for ballot, _ in kept], [weight for _, weight in kept]


def test_five_voters_have_the_published_strengths() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS)
    assert model.strengths == pytest.approx([0.319573, 0.200213, 0.374406, 0.105807], abs=1e-6)
    assert model.log_likelihood == pytest.approx(-14.37121925, abs=1e-8)
    assert model.converged
    assert model.identifiable
    assert model.ranking.order == ("C", "A", "B", "D")
    assert model.log_likelihood_of(FIVE_VOTERS) == model.log_likelihood


@given(profile=strict_votes(min_items=2, min_voters=1))
def test_components_are_those_of_the_definition(profile: Votes) -> None:
    ballots, _ = with_weight(profile)
    model = rf.rank.plackett_luce(profile.to_ballots())
    expected = naive.components(ballots, profile.n_items)
    found = [set(np.flatnonzero(model.component == k).tolist()) for k in model.component.tolist()]
    assert found == expected
    assert model.identifiable == (len(expected[0]) == profile.n_items)
    for ballot in ballots:
        for item, left in naive.stages(ballot):
            assert all(model.component[item] <= model.component[other] for other in left)


@given(profile=strict_votes(min_items=2, max_items=5, min_voters=1))
def test_the_gradient_vanishes_and_the_likelihood_is_the_definition_s(profile: Votes) -> None:
    ballots, weights = with_weight(profile)
    model = rf.rank.plackett_luce(profile.to_ballots())
    assert model.converged
    for k in range(int(model.component.max()) + 1):
        assert model.strengths[model.component == k].sum() == pytest.approx(1, abs=1e-12)
    if not model.identifiable:
        return
    strengths = model.strengths.tolist()
    slope = naive.gradient(strengths, ballots, weights)
    assert slope == pytest.approx([0] * len(slope), abs=1e-7 * sum(weights) * profile.n_items)
    expected = naive.log_likelihood(strengths, ballots, weights)
    assert model.log_likelihood == pytest.approx(expected, rel=1e-10, abs=1e-12)


@given(profile=strict_votes(min_items=2, max_items=4, min_voters=2, complete=True, kinds=["unit", "integer"]))
def test_the_twin_finds_the_same_strengths(profile: Votes) -> None:
    ballots, weights = with_weight(profile)
    model = rf.rank.plackett_luce(profile.to_ballots())
    assume(model.identifiable)
    assert model.strengths == pytest.approx(naive.plackett_luce(ballots, weights, profile.n_items), abs=1e-5)


@given(profile=strict_votes(min_items=2, max_items=4, min_voters=1), prior=st.sampled_from([0.25, 1.0]))
def test_a_prior_is_an_imaginary_item_that_wins_and_loses_to_each(profile: Votes, prior: float) -> None:
    profile = replace(profile, missing="absent")
    ballots, weights = with_weight(profile)
    model = rf.rank.plackett_luce(profile.to_ballots(), prior=prior)
    assert model.identifiable
    assert model.converged
    expected = naive.log_likelihood(model.strengths.tolist(), ballots, weights)
    assert model.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-12)
    imaginary = profile.n_items
    orders = [order for order, _ in ballots]
    for item in range(imaginary):
        orders += [[item, imaginary], [imaginary, item]]
        weights += [prior, prior]
    items = list(range(imaginary + 1))
    written = rf.Ballots.from_orders(orders, items=items, weights=weights, missing="absent")
    strengths = rf.rank.plackett_luce(written).strengths[:imaginary]
    assert model.strengths == pytest.approx(strengths / strengths.sum(), abs=1e-8)


def test_the_limit_is_reported_where_items_never_lose() -> None:
    """Not nonsense: the supremum of the likelihood, and strengths inside the components."""
    model = rf.rank.plackett_luce([list("abcd")] * 3 + [list("acbd")])
    assert not model.identifiable
    assert model.component.tolist() == [0, 1, 1, 2]
    assert model.strengths == pytest.approx([1, 0.75, 0.25, 1])
    assert model.log_likelihood == pytest.approx(3 * math.log(0.75) + math.log(0.25))
    assert "not identifiable" in repr(model)
    assert model.to_dict()["strengths"][1]["component"] == 1
    for use in (
        lambda: model.ranking,
        lambda: model.sample(1),
        lambda: model.probability(["a"]),
        lambda: model.log_likelihood_of([["a", "b"]]),
    ):
        with pytest.raises(rf.InvalidInputError, match=r"3 components, and those of the last \('d'\).*prior > 0"):
            use()
    # Ever larger finite strengths come as close to the supremum as one likes.
    ballots = [([0, 1, 2, 3], [])] * 3 + [([0, 2, 1, 3], [])]
    apart = naive.log_likelihood([1e16, 0.75e8, 0.25e8, 1.0], ballots, [1.0] * 4)
    assert apart == pytest.approx(model.log_likelihood, abs=1e-6)
    assert apart < model.log_likelihood
    assert rf.rank.plackett_luce([list("abcd")], prior=0.5).identifiable


def test_few_items_and_few_votes_are_defined() -> None:
    one = rf.rank.plackett_luce([["a"]])
    assert (one.identifiable, one.strengths.tolist(), one.log_likelihood) == (True, [1.0], 0.0)
    none = rf.rank.plackett_luce(rf.Ballots.from_orders([], items=["a", "b"]))
    assert (none.identifiable, none.component.tolist(), none.log_likelihood) == (False, [0, 1], 0.0)
    empty = rf.rank.plackett_luce([])
    assert (len(empty), empty.ranking.order, empty.sample(2).n_voters) == (0, (), 2)


@given(profile=strict_votes(min_voters=1), data=st.data())
def test_neither_voters_nor_storage_nor_threads_change_a_bit(profile: Votes, data: st.DataObject) -> None:
    before = rf.rank.plackett_luce(profile.to_ballots())
    shuffled = profile.with_voters(data.draw(st.permutations(range(len(profile.ballots)))))
    after = rf.rank.plackett_luce(shuffled.to_ballots(), n_threads=3)
    assert after.log_strengths.tobytes() == before.log_strengths.tobytes()
    assert after.log_likelihood == before.log_likelihood
    order = data.draw(st.permutations(range(profile.n_items)))
    stored = rf.rank.plackett_luce(profile.with_items(order).to_ballots())
    assert stored.log_strengths.tobytes() == before.log_strengths[order].tobytes()
    assert stored.component.tolist() == before.component[order].tolist()


@given(profile=strict_votes(min_voters=1, kinds=["integer"]))
def test_weights_are_repetition(profile: Votes) -> None:
    assert profile.weights is not None
    voters = [voter for voter, weight in enumerate(profile.weights) for _ in range(int(weight))]
    repeated = replace(profile.with_voters(voters), weights=None)
    before, after = rf.rank.plackett_luce(profile.to_ballots()), rf.rank.plackett_luce(repeated.to_ballots())
    assert after.log_strengths.tobytes() == before.log_strengths.tobytes()
    assert after.log_likelihood == before.log_likelihood


@given(profile=strict_votes(min_items=2, max_items=5, min_voters=3, complete=True), data=st.data())
def test_names_are_only_names(profile: Votes, data: st.DataObject) -> None:
    names = data.draw(st.permutations(profile.labels))
    before = rf.rank.plackett_luce(profile.to_ballots())
    after = rf.rank.plackett_luce(replace(profile, labels=tuple(names)).to_ballots())
    assert after.strengths == pytest.approx(before.strengths, abs=1e-8)


def test_items_alike_tie_in_the_ranking() -> None:
    ranking = rf.rank.plackett_luce(list(map(list, itertools.permutations("cab")))).ranking
    assert (ranking.tiers, ranking.ranks.tolist()) == ((("a", "b", "c"),), [1, 1, 1])
    two = rf.rank.plackett_luce([list("abc"), list("acb"), list("bac"), list("cab")]).ranking
    assert (two.tiers, two.winners) == ((("a",), ("b", "c")), ("a",))


def test_probabilities_are_those_of_the_definition_and_sum_to_one() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS)
    strengths = dict(zip(model.items, model.strengths.tolist(), strict=True))
    orders = list(itertools.permutations("ABCD"))
    found = [model.probability(order) for order in orders]
    by_number = model.strengths.tolist()
    expected = [naive.probability(by_number, (["ABCD".index(item) for item in order], [])) for order in orders]
    assert found == pytest.approx(expected, rel=1e-12)
    assert sum(found) == pytest.approx(1, abs=1e-12)
    assert model.probability(["C"]) == pytest.approx(strengths["C"], rel=1e-12)
    # Items in another order, and a table, are the same votes.
    shuffled = rf.Ballots.from_orders([["D", "A", "C", "B"]], items=["D", "C", "B", "A"])
    assert model.log_likelihood_of(shuffled) == pytest.approx(math.log(model.probability(list("DACB"))))
    table = rf.ScoreTable([[3.0, 1.0, 2.0, 4.0]], items=list("ABCD"))
    assert model.log_likelihood_of(table) == pytest.approx(math.log(model.probability(list("DACB"))))


@given(
    strengths=st.lists(st.floats(0.01, 100), min_size=1, max_size=9),
    seed=st.integers(0, 2**64 - 1),
    data=st.data(),
)
def test_samples_are_those_of_the_twin(strengths: list[float], seed: int, data: st.DataObject) -> None:
    from rankfold import _native

    m = len(strengths)
    names = data.draw(st.lists(st.integers(-9, 99), min_size=m, max_size=m, unique=True))
    drawn = _native.sample_plackett_luce(tuple(names), np.array(strengths), 5, seed).orders()
    by_label = sorted(range(m), key=lambda k: label_key(names[k]))
    expected = naive.sample([strengths[k] for k in by_label], 5, seed)
    assert drawn == [[names[by_label[place]] for place in order] for order in expected]


def test_sampled_frequencies_are_the_probabilities() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS)
    ballots = model.sample(40_000, seed=3, n_threads=3)
    assert (ballots.is_complete, ballots.has_ties, ballots.items) == (True, False, model.items)
    assert np.array_equal(ballots.positions(), model.sample(40_000, seed=3, n_threads=1).positions())
    assert np.array_equal(ballots.positions()[:7], model.sample(7, seed=3).positions())
    drawn = [tuple(order) for order in ballots.orders()]
    for order in itertools.permutations("ABCD"):
        p = model.probability(order)
        assert drawn.count(order) / 40_000 == pytest.approx(p, abs=4.5 * math.sqrt(p * (1 - p) / 40_000))
    refitted = rf.rank.plackett_luce(ballots)
    assert refitted.strengths == pytest.approx(model.strengths, abs=0.01)


def test_far_apart_strengths_are_found_or_refused() -> None:
    chain = [["a", "b"], ["b", "c"], ["c", "d"], ["b", "a"], ["c", "b"], ["d", "c"]]
    votes = rf.Ballots.from_orders(chain, weights=[1e9, 1e9, 1e9, 1, 1, 1], missing="absent")
    model = rf.rank.plackett_luce(votes)
    assert model.converged
    assert -np.diff(model.log_strengths) == pytest.approx([math.log(1e9)] * 3, abs=1e-8)
    longer = [[k, k + 1] for k in range(20)] + [[k + 1, k] for k in range(20)]
    votes = rf.Ballots.from_orders(longer, weights=[1e9] * 20 + [1.0] * 20, missing="absent")
    with pytest.raises(rf.InvalidInputError, match="span more than 147 orders of magnitude"):
        rf.rank.plackett_luce(votes, max_iterations=10_000)


def test_a_budget_of_steps_is_kept_and_reported() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS, max_iterations=1)
    assert (model.converged, model.n_iterations) == (False, 1)
    assert "not converged" in repr(model)


@pytest.mark.parametrize(
    ("data", "options", "error", "text"),
    [
        ([["a", "b"], ["c", ("a", "b")]], {}, rf.InvalidInputError, r"ballot 1 ties \"a\" and \"b\"; expected ballots"),
        ([["a", "b"]], {"prior": -1.0}, rf.InvalidInputError, "prior = -1 is not a weight"),
        ([["a", "b"]], {"prior": math.nan}, rf.InvalidInputError, "prior = nan"),
        ([["a", "b"]], {"prior": "1"}, rf.InvalidTypeError, "prior is of type str"),
        ([["a", "b"]], {"prior": True}, rf.InvalidTypeError, "prior is of type bool"),
        ([["a", "b"]], {"tolerance": 0.0}, rf.InvalidInputError, "tolerance = 0 is not a tolerance"),
        ([["a", "b"]], {"max_iterations": 0}, rf.InvalidInputError, "max_iterations = 0: expected 1"),
        ([["a", "b"]], {"max_iterations": 2.5}, rf.InvalidTypeError, "max_iterations is of type float"),
        ([["a", "b"]], {"missing": "zero"}, rf.InvalidInputError, "does not define missing"),
        (rf.PairwiseCounts.from_matrix([[0, 1], [2, 0]]), {}, rf.InputKindError, "plackett_luce cannot read Pairwise"),
        ("ab", {}, rf.InvalidTypeError, "data is of type str"),
    ],
)
def test_bad_input_is_named(data: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.rank.plackett_luce(data, **options)


def test_bad_questions_are_named() -> None:
    model = rf.rank.plackett_luce(FIVE_VOTERS)
    with pytest.raises(rf.InvalidInputError, match=r"orders\[0\]\[1\] = \"E\" is not an item"):
        model.probability(["A", "E"])
    with pytest.raises(rf.InvalidInputError, match="a second time"):
        model.probability(["A", "A"])
    with pytest.raises(rf.InvalidTypeError, match="order is of type str"):
        model.probability("AB")
    with pytest.raises(rf.InvalidInputError, match='the data hold the item "E", which the model does not know'):
        model.log_likelihood_of(rf.Ballots.from_orders([list("ABCE")]))
    with pytest.raises(rf.InvalidInputError, match="the data hold 2 of the model's 4 items"):
        model.log_likelihood_of(rf.Ballots.from_orders([["A", "B"]]))
    with pytest.raises(rf.InvalidInputError, match="n_ballots = -1"):
        model.sample(-1)
    with pytest.raises(rf.SizeLimitError, match="cells of the ballots"):
        model.sample(2**36)
    with pytest.raises(rf.InvalidInputError, match="seed = -1"):
        model.sample(1, seed=-1)
