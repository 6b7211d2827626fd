"""What the rules on places promise beyond the laws of all rules, and where published code fails."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.agreement import is_close
from tests.naive.footrule_optimal import optimal_orders
from tests.naive.pairwise_counts import pairwise_counts
from tests.naive.robust_rank_aggregation import p_values
from tests.naive.stuart import q
from tests.rank.test_laws import bits
from tests.rank.test_twins import apply
from tests.strategies import Votes, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

TIES = st.sampled_from(["average", "min", "max"])
READINGS = st.sampled_from(["below", "average", "zero_points"])


@given(profile=votes(), ties=TIES)
def test_approval_at_one_is_plurality(profile: Votes, ties: Any) -> None:
    ballots = profile.to_ballots()
    assert bits(rf.rank.approval_at_k(ballots, k=1, ties=ties)) == bits(rf.rank.plurality(ballots, ties=ties))


@given(profile=votes(), ties=TIES, k=st.integers(6, 2**63 - 1))
def test_approval_at_all_counts_who_ranks_an_item(profile: Votes, ties: Any, k: int) -> None:
    ballots = profile.to_ballots()
    found = rf.rank.approval_at_k(ballots, k=k, ties=ties)
    ranked = [sum(weight for b, weight in weighted(profile) if any(i in t for t in b)) for i in range(profile.n_items)]
    assert all(map(is_close, found.scores.tolist(), ranked))


def weighted(profile: Votes) -> list[tuple[Any, Fraction]]:
    weights = profile.weights or [1] * len(profile.ballots)
    return [(ballot, Fraction(weight)) for ballot, weight in zip(profile.ballots, weights, strict=True)]


@given(profile=votes(min_items=2), ties=TIES, missing=READINGS, data=st.data())
def test_points_of_their_own(profile: Votes, ties: Any, missing: Any, data: st.DataObject) -> None:
    """Anti-plurality and Dowdall are positional rules with these points; 60/r are whole numbers up to six places."""
    ballots, options = profile.to_ballots(), {"ties": ties, "missing": missing}
    last = rf.rank.positional(ballots, weights=[0] * (profile.n_items - 1) + [-1], **options)
    assert bits(rf.rank.anti_plurality(ballots, **options)) == bits(last)
    shares = rf.rank.positional(ballots, weights=[60 // place for place in range(1, profile.n_items + 1)], **options)
    found = rf.rank.dowdall(ballots, **options)
    assert found.tiers == shares.tiers
    assert np.allclose(60 * found.scores, shares.scores, rtol=1e-15, atol=0)


def test_shares_are_no_floats() -> None:
    """A first place ties with a second, a third and a sixth, whose floats add up to a little less than 1."""
    assert 1 / 2 + 1 / 3 + 1 / 6 < 1
    ballots = [["a"], ["c", "b"], ["c", "d", "b"], ["c", "d", "e", "f", "g", "b"]]
    assert rf.rank.dowdall(ballots, missing="zero_points").tiers[1] == ("a", "b", "d")


def has_majority(profile: Votes, rule: str, **options: Any) -> bool:
    """Whether an item scores more than half of the weight of those who rank anything; rounded scores could not tell."""
    voting = sum(weight for ballot, weight in weighted(profile) if ballot)
    return any(score is not None and 2 * score > voting for score in profile.scores(rule, **options))


@given(profile=votes(), ties=TIES)
def test_bucklin_counts_what_approval_at_k_counts(profile: Votes, ties: Any) -> None:
    """The winners are those with the most weight in the first round with a majority, or else in the last."""
    ballots = profile.to_ballots()
    for k in range(1, profile.n_items + 1):
        found = rf.rank.approval_at_k(ballots, k=k, ties=ties)
        if has_majority(profile, "approval_at_k", k=k, ties=ties):
            break
    assert rf.rank.bucklin(ballots, ties=ties).winners == found.winners


@given(profile=votes())
def test_a_majority_of_first_places_wins(profile: Votes) -> None:
    if has_majority(profile, "plurality"):
        first = rf.rank.plurality(profile.to_ballots())
        assert rf.rank.bucklin(profile.to_ballots()).winners == first.winners


@given(profile=votes())
def test_the_least_footrule_distance(profile: Votes) -> None:
    least, orders = optimal_orders(profile.ballots, profile.n_items, profile.weights, labels=profile.labels)
    found = rf.rank.footrule_optimal(profile.to_ballots(), missing="below")
    assert found.cost is not None
    assert is_close(found.cost, least)
    assert found.complete == (len(orders) == 1)
    assert found.order == tuple(profile.labels[item] for item in orders[0])


def test_many_optimal_orders() -> None:
    """A ballot and its reverse: many orders are as close to both, and the first by label is taken."""
    for n_items in (4, 7, 40):
        items = [f"i{item:02}" for item in np.random.default_rng(n_items).permutation(n_items)]
        found = rf.rank.footrule_optimal([items, items[::-1]])
        assert not found.complete
        assert found.cost == sum(abs(2 * place - n_items + 1) for place in range(n_items))
        again = rf.rank.footrule_optimal(rf.Ballots.from_orders([items[::-1], items], items=sorted(items)))
        assert again.order == found.order
    nothing = rf.rank.footrule_optimal(rf.Ballots.from_orders([], items=["c", "a", "b"]))
    assert (nothing.order, nothing.cost, nothing.complete) == (("a", "b", "c"), 0.0, False)


@given(profile=votes(complete=True, ties=False, min_voters=1, max_items=5))
def test_at_most_twice_the_least_kendall_distance(profile: Votes) -> None:
    prefer = pairwise_counts(profile.ballots, profile.n_items, profile.weights).wins

    def distance(order: Sequence[int]) -> Fraction:
        return sum((Fraction(prefer[b][a]) for k, a in enumerate(order) for b in order[k + 1 :]), Fraction(0))

    found = rf.rank.footrule_optimal(profile.to_ballots())
    order = [profile.labels.index(label) for label in found.order]
    assert distance(order) <= 2 * min(map(distance, permutations(range(profile.n_items))))


def test_assignments_agree_with_scipy() -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is not installed: pip install 'rankfold[peers]'")
    generator = np.random.default_rng(11)
    for n_voters, n_items in ((3, 5), (9, 30), (2, 60), (50, 80)):
        positions = generator.permuted(np.tile(np.arange(1, n_items + 1), (n_voters, 1)), axis=1)
        weights = generator.integers(1, 5, n_voters)
        costs = np.abs(positions[:, :, None] - np.arange(1, n_items + 1)) * weights[:, None, None]
        rows, columns = optimize.linear_sum_assignment(costs.sum(axis=0))
        found = rf.rank.footrule_optimal(rf.Ballots.from_positions(positions, weights=weights))
        assert found.cost == costs.sum(axis=0)[rows, columns].sum()


def test_distances_beyond_64_bits() -> None:
    heavy = rf.Ballots.from_orders([list("abcd"), list("badc"), list("dcba")], weights=np.array([2**58, 2**58 + 1, 7]))
    light = rf.Ballots.from_orders([list("abcd"), list("badc"), list("dcba")], weights=np.array([4, 5, 0]))
    assert rf.rank.footrule_optimal(heavy).order == rf.rank.footrule_optimal(light).order == tuple("badc")
    spread = rf.Ballots.from_orders([list("abcd"), list("badc")], weights=np.array([1e-8, 1e8]))
    assert rf.rank.footrule_optimal(spread).order == tuple("badc")
    wide = rf.Ballots.from_positions(np.arange(1, 1001)[None, :].repeat(2, axis=0), weights=np.array([1.0, 2.0**109]))
    with pytest.raises(rf.SizeLimitError, match="a sum of distances"):
        rf.rank.footrule_optimal(wide)


def ranked_at(shares: Sequence[float], n_items: int) -> rf.Ballots:
    """Ballots on which item 0 has these normalised ranks."""
    orders = []
    for share in shares:
        order = list(range(1, n_items))
        order.insert(round(share * n_items) - 1, 0)
        orders.append(order)
    return rf.Ballots.from_orders(orders, items=list(range(n_items)))


def test_worked_probabilities() -> None:
    """Ranks .1, .2, .9: the order statistics have .271, .104 and .729, and Q is .07."""
    ballots = ranked_at([0.1, 0.2, 0.9], 10)
    exact = p_values([Fraction(1, 10), Fraction(2, 10), Fraction(9, 10)])
    assert [float(p) for p in exact] == [0.271, 0.104, 0.729]
    assert math.isclose(rf.rank.robust_rank_aggregation(ballots).scores[0], 0.312, rel_tol=1e-13)
    assert math.isclose(rf.rank.stuart(ballots).scores[0], 0.07, rel_tol=1e-13)
    assert math.isclose(rf.rank.stuart(ranked_at([0.1, 0.1], 10)).scores[0], 0.01, rel_tol=1e-13)


def alternating(ranks: Sequence[float]) -> float:
    """The recursion for Q as it is published, in floats."""
    n, volumes = len(ranks), [1.0]
    for k in range(1, n + 1):
        rank = ranks[n - k]
        terms = ((-1) ** (i - 1) * volumes[k - i] / factorial(i) * rank**i for i in range(1, k + 1))
        volumes.append(sum(terms))
    return factorial(n) * volumes[n]


@pytest.mark.parametrize(("n_voters", "digits"), [(60, 3), (80, 0)])
def test_q_keeps_its_digits(n_voters: int, digits: int) -> None:
    """Where the recursion of alternating sign keeps about two, and then none."""
    generator = np.random.default_rng(2)
    n_items = 50
    positions = generator.permuted(np.tile(np.arange(1, n_items + 1), (n_voters, 1)), axis=1)
    found = rf.rank.stuart(rf.Ballots.from_positions(positions))
    lost = 0
    for item, score in enumerate(found.scores.tolist()):
        ranks = sorted(positions[:, item].tolist())
        exact = q([Fraction(rank, n_items) for rank in ranks])
        assert math.isclose(score, float(exact), rel_tol=1e-12)
        lost += not math.isclose(
            alternating([rank / n_items for rank in ranks]), float(exact), rel_tol=0.5 * 10.0**-digits
        )
    assert lost > n_items // 2


@pytest.mark.parametrize("rule", ["robust_rank_aggregation", "stuart"])
def test_probabilities_below_all_floats_still_rank(rule: str) -> None:
    """Four hundred voters agree: scores are 0 as floats, and nobody ties."""
    found = apply(rule, rf.Ballots.from_orders([list(range(1000))], weights=np.array([400])), {})
    assert found.scores[:3].tolist() == [0.0, 0.0, 0.0]
    assert found.order[:10] == tuple(range(10))
    assert found.ranks[:10].tolist() == list(range(1, 11))


def test_a_million_voters() -> None:
    """Half of them put an item first of three: 0 as a float, as is 2/3 to the power of a million, which is less."""
    votes = rf.Ballots.from_orders([list("abc"), list("cba")], weights=np.array([500_000, 500_000]))
    found = rf.rank.robust_rank_aggregation(votes)
    assert found.tiers == (("b",), ("a", "c"))
    assert found.scores.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("rule", ["robust_rank_aggregation", "stuart"])
def test_probabilities_count_voters(rule: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=f"{rule}: the weights are floats"):
        apply(rule, rf.Ballots.from_orders([["a", "b"]], weights=[0.5]), {})
    with pytest.raises(rf.SizeLimitError, match="the number of voters would be"):
        apply(rule, rf.Ballots.from_orders([["a", "b"]], weights=np.array([2**40])), {})
    with pytest.raises(rf.InvalidInputError, match="list_length"):
        apply(rule, [["a", "b"]], {"missing": "compatible"})
    nothing = apply(rule, rf.Ballots.from_orders([], items=["a", "b"]), {})
    assert np.isnan(nothing.scores).all()


def test_missing_ranks_in_numbers() -> None:
    """One ballot of two over five items."""
    ballots = rf.Ballots.from_orders([["a", "b"]], items=list("abcde"))
    for missing, expected in (
        ("below", [0.2, 0.4, 0.8, 0.8, 0.8]),
        ("last", [0.2, 0.4, 1.0, 1.0, 1.0]),
        ("list_length", [0.2, 0.4, 0.4, 0.4, 0.4]),
        ("absent", [0.5, 1.0, math.nan, math.nan, math.nan]),
    ):
        for rule in ("robust_rank_aggregation", "stuart"):
            found = apply(rule, ballots, {"missing": missing}).scores
            assert np.allclose(found, expected, rtol=1e-14, atol=0, equal_nan=True)


def test_what_is_refused() -> None:
    pairs = rf.Ballots.from_orders([["a", "b"]]).pairwise()
    rules: dict[str, dict[str, Any]] = {
        "anti_plurality": {},
        "approval_at_k": {"k": 1},
        "bucklin": {},
        "dowdall": {},
        "footrule_optimal": {},
        "robust_rank_aggregation": {},
        "stuart": {},
    }
    for rule, options in rules.items():
        with pytest.raises(rf.InputKindError, match=f"{rule} cannot read PairwiseCounts"):
            apply(rule, pairs, options)
    for k in (0, -1):
        with pytest.raises(rf.InvalidInputError, match="1 <= k"):
            rf.rank.approval_at_k([["a"]], k=k)
    for k in ("2", 1.5, None, True):
        with pytest.raises(rf.InvalidTypeError, match="k is of type"):
            rf.rank.approval_at_k([["a"]], k=k)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match='form="half"'):
        rf.rank.bucklin([["a"]], form="half")  # type: ignore[arg-type]
    holes = rf.ScoreTable([[1.0, math.nan, 2.0]])
    for rule in ("anti_plurality", "dowdall", "footrule_optimal"):
        with pytest.raises(rf.InvalidInputError, match=f'{rule} does not define missing="absent"'):
            apply(rule, holes, {})


def test_too_many_items_are_refused_before_memory_is_asked_for() -> None:
    many = rf.Ballots.from_positions(np.arange(1, 40_001)[None, :])
    with pytest.raises(rf.SizeLimitError, match="places of dowdall"):
        rf.rank.dowdall(many)
    with pytest.raises(rf.SizeLimitError, match="costs of items at positions"):
        rf.rank.footrule_optimal(many)


@pytest.mark.parametrize("rule", ["footrule_optimal", "stuart"])
def test_long_work_stops(rule: str) -> None:
    generator = np.random.default_rng(1)
    positions = generator.permuted(np.tile(np.arange(1, 2001), (400, 1)), axis=1)
    with pytest.raises(rf.TimeLimitError):
        apply(rule, rf.Ballots.from_positions(positions), {"time_limit": 0.3, "n_threads": 1})


@given(profile=votes(kinds=("unit", "integer")), rule=st.sampled_from(["bucklin", "stuart", "footrule_optimal"]))
def test_threads_leave_no_trace(profile: Votes, rule: str) -> None:
    options = {"missing": "below"} if rule == "footrule_optimal" else {}
    one = apply(rule, profile.to_ballots(), {**options, "n_threads": 1})
    assert bits(one) == bits(apply(rule, profile.to_ballots(), {**options, "n_threads": 3}))
