"""Kemeny with ties: schemes, costs, bucket orders, published figures, other people's implementations."""

from __future__ import annotations

import copy
import json
import math
import pickle
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.rank import TieScheme
from tests.naive.kemeny import best_orders
from tests.naive.kemeny_buckets import best_bucket_orders, bucket_orders, cost, vectors
from tests.naive.pairwise_counts import preference
from tests.strategies import Table, Votes, score_tables, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

PENALISED = ("unifying", "induced", "pseudodistance")

#: Schemes with the twin's names for them.
schemes = st.one_of(
    st.sampled_from(["strict", "half", "extended"]).map(lambda name: (name, Fraction(0))),
    st.tuples(st.sampled_from(PENALISED), st.fractions(0, 1, max_denominator=6)),
)

#: Spec of corankco: four ballots over four items.
P2: list[Any] = [[1, (2, 3), 4], [2, 1, 4], [(3, 4), 1], [1, 3, 2, 4]]


def consensus(data: Any, **options: Any) -> rf.rank.KemenyRanking:
    return rf.rank.kemeny(data, ties_in_consensus=True, **options)


def number(value: Fraction | int) -> int | float:
    """A cost as results say it: exact if it is whole."""
    return int(value) if Fraction(value).denominator == 1 else float(value)


def cost_of(order: Any, data: Any, **options: Any) -> Fraction:
    found = rf.rank.kemeny_cost(order, data, **{"scheme": "half", **options})
    assert isinstance(found, Fraction)
    return found


def scheme_of(name: str, p: Fraction) -> TieScheme:
    made: TieScheme = getattr(TieScheme, name)(*([p] if name in PENALISED else []))
    return made


def labelled(profile: Votes, buckets: Sequence[Sequence[int]]) -> list[tuple[Any, ...]]:
    return [tuple(profile.labels[item] for item in bucket) for bucket in buckets]


def sets(buckets: Sequence[Sequence[Any]]) -> list[frozenset[Any]]:
    return [frozenset(bucket) for bucket in buckets]


def rounds_cells(profile: Votes) -> bool:
    """Whether counts of pairs are rounded."""
    return profile.weights is not None and not all(isinstance(weight, int) for weight in profile.weights)


@given(votes(max_items=5, max_voters=6), schemes, st.data())
def test_costs_are_those_of_the_definition(profile: Votes, named: tuple[str, Fraction], data: st.DataObject) -> None:
    before, tied = vectors(*named, missing=profile.missing)
    buckets = data.draw(st.sampled_from(list(bucket_orders(profile.n_items))))
    expected = cost(buckets, profile.ballots, before, tied, profile.weights)
    order, scheme = labelled(profile, buckets), scheme_of(*named)
    assert scheme.vectors(profile.missing) == (tuple(before), tuple(tied))  # type: ignore[arg-type]
    ballots = profile.to_ballots()
    assert cost_of(order, ballots, scheme=scheme) == expected
    if not rounds_cells(profile):
        assert cost_of(order, ballots.pairwise(), scheme=scheme) == expected
    else:
        found = cost_of(order, ballots.pairwise(), scheme=scheme)
        assert float(found) == pytest.approx(float(expected), rel=1e-12, abs=1e-12)
    own = TieScheme(before, tied)
    assert cost_of(order, ballots, scheme=own) == expected


@given(votes(max_items=5, max_voters=6), schemes)
def test_the_least_cost_and_how_often_it_is_met(profile: Votes, named: tuple[str, Fraction]) -> None:
    before, tied = vectors(*named, missing=profile.missing)
    least, optima = best_bucket_orders(profile.ballots, profile.n_items, before, tied, profile.weights)
    found = consensus(profile.to_ballots(), scheme=scheme_of(*named))
    assert (found.cost, found.lower_bound, found.proven, found.gap) == (number(least), number(least), True, 0)
    assert (found.n_optima, found.unique) == (len(optima), len(optima) == 1)
    assert sets(found.tiers) in [sets(labelled(profile, buckets)) for buckets in optima]
    assert {item for part in found.components for item in part.items} == set(profile.labels)
    assert not found.stopped_early


@given(votes(max_items=5, max_voters=6), schemes)
def test_orders_without_ties_by_a_scheme(profile: Votes, named: tuple[str, Fraction]) -> None:
    before, tied = vectors(*named, missing=profile.missing)
    orders = [tuple((item,) for item in order) for order in permutations(range(profile.n_items))]
    costs = [cost(order, profile.ballots, before, tied, profile.weights) for order in orders]
    found = rf.rank.kemeny(profile.to_ballots(), scheme=scheme_of(*named))
    least = min(costs)
    assert (found.cost, found.lower_bound, found.proven) == (number(least), number(least), True)
    assert found.n_optima == costs.count(least)
    assert cost_of(found.order, profile.to_ballots(), scheme=scheme_of(*named)) == least
    assert found.complete == (found.n_optima == math.prod(math.factorial(len(tier)) for tier in found.tiers))


@given(votes(min_items=2, max_items=5, max_voters=6), schemes, st.integers(0, 9))
def test_a_search_keeps_its_word(profile: Votes, named: tuple[str, Fraction], seed: int) -> None:
    before, tied = vectors(*named, missing=profile.missing)
    least, _ = best_bucket_orders(profile.ballots, profile.n_items, before, tied, profile.weights)
    scheme = scheme_of(*named)
    for rounds in (0, 20):
        found = consensus(
            profile.to_ballots(), scheme=scheme, method="search", max_iterations=rounds, seed=seed, n_threads=1
        )
        assert found.lower_bound <= number(least) <= found.cost
        assert found.proven == (found.lower_bound == found.cost)
        assert number(cost_of(found.tiers, profile.to_ballots(), scheme=scheme)) == found.cost


@given(votes(max_items=5, max_voters=5), schemes, st.randoms(use_true_random=False))
def test_order_never_decides(profile: Votes, named: tuple[str, Fraction], random: Any) -> None:
    voters, items = list(range(len(profile.ballots))), list(range(profile.n_items))
    random.shuffle(voters)
    random.shuffle(items)
    scheme = scheme_of(*named)
    for method in ("auto", "search"):
        first = consensus(profile.to_ballots(), scheme=scheme, method=method)  # type: ignore[arg-type]
        moved = profile.with_voters(voters).with_items(items)
        second = consensus(moved.to_ballots(), scheme=scheme, method=method, n_threads=2)  # type: ignore[arg-type]
        assert first.to_dict() == second.to_dict()


@given(votes(max_items=5, max_voters=6, complete=True, ties=False), st.fractions(Fraction(1, 2), 1, max_denominator=6))
def test_votes_without_ties_need_no_ties_from_one_half_on(profile: Votes, p: Fraction) -> None:
    """Breaking a bucket in the better of two opposite orders costs no more: then it is Kemeny's rule."""
    least, _ = best_orders(preference(profile.ballots, profile.n_items, profile.weights))
    for name in PENALISED:
        found = consensus(profile.to_ballots(), scheme=scheme_of(name, p))
        assert (found.cost, found.proven) == (number(least), True)
    assert consensus(profile.to_ballots(), scheme="half").cost == number(least)


@given(votes(max_items=5, max_voters=6), st.sampled_from(["below", "absent"]))
def test_ties_never_pay_under_strict(profile: Votes, missing: Any) -> None:
    least, _ = best_orders(preference(profile.ballots, profile.n_items, profile.weights, missing=missing))
    found = consensus(profile.to_ballots(), scheme="strict", missing=missing)
    assert found.cost == number(least)
    assert found.settings["missing"] == missing


@given(votes(min_voters=1, max_voters=1, max_items=5, complete=True))
def test_a_single_complete_vote_is_its_own_consensus(profile: Votes) -> None:
    if profile.weights is None or profile.weights[0] > 0:
        found = consensus(profile.to_ballots(), scheme=TieScheme.unifying(Fraction(1, 3)))
        assert (found.cost, found.n_optima) == (0, 1)
        assert sets(found.tiers) == sets(labelled(profile, profile.ballots[0]))


@given(score_tables(max_items=5, max_rows=6))
def test_tables_are_read_as_ballots(table: Table) -> None:
    profile = table.votes()
    before, tied = vectors("half", missing="absent")
    least, optima = best_bucket_orders(profile.ballots, profile.n_items, before, tied, profile.weights)
    found = consensus(table.to_score_table())
    assert (found.cost, found.n_optima) == (number(least), len(optima))


@pytest.mark.parametrize(
    ("scheme", "least", "optima"),
    [
        (TieScheme.pseudodistance(1), 8, [[{1}, {3}, {2}, {4}]]),
        (TieScheme.unifying(1), 8, [[{1}, {3}, {2}, {4}]]),
        (TieScheme.unifying(0.5), 7, [[{1}, {3}, {2}, {4}], [{1}, {2, 3}, {4}]]),
        (TieScheme.induced(1), 5, [[{1}, {3}, {2}, {4}], [{1}, {2, 3}, {4}]]),
        (TieScheme.extended(), 3, [[{1}, {3}, {2}, {4}]]),
    ],
)
def test_published_optima(scheme: TieScheme, least: int, optima: list[list[set[int]]]) -> None:
    """Brute force over 75 bucket orders, which corankco's exact algorithm agrees with."""
    found = consensus(P2, scheme=scheme)
    assert (found.cost, found.proven, found.n_optima) == (least, True, len(optima))
    assert sets(found.tiers) in optima
    for buckets in optima:
        assert cost_of([tuple(bucket) for bucket in buckets], P2, scheme=scheme) == least


def test_published_cost() -> None:
    """The example in corankco's documentation."""
    votes = [[1, 2, 3, 4], [(1, 4), 3]]
    assert cost_of([(1, 2), 4, 3], votes, scheme=TieScheme.pseudodistance(1)) == 6


@pytest.mark.parametrize(("p", "distance"), [(0, 2), (Fraction(1, 2), 4), (1, 6)])
def test_published_distances_of_partial_rankings(p: Any, distance: int) -> None:
    """Fagin et al.'s ``K^(p)`` of the ranks (1, 1, 2, 3, 3) and (1, 2, 2, 3, 1)."""
    first, second = [("a", "b"), "c", ("d", "e")], [("a", "e"), ("b", "c"), "d"]
    for order, vote in ((first, second), (second, first)):
        assert cost_of(order, [vote], scheme=TieScheme.unifying(p)) == distance


def test_large_parts_are_searched() -> None:
    rng = np.random.default_rng(0)
    ballots = rf.Ballots.from_positions(rng.integers(1, 9, size=(11, 40)))
    found = consensus(ballots, scheme=TieScheme.unifying(1), max_iterations=30)
    assert found.method_used == "search"
    assert 0 < found.lower_bound < found.cost
    assert 0 < found.gap < 1
    assert found.n_optima is None
    assert found.unique is None
    again = consensus(ballots, scheme=TieScheme.unifying(1), max_iterations=30, n_threads=2)
    assert again.to_dict() == found.to_dict()
    longer = consensus(ballots, scheme=TieScheme.unifying(1), max_iterations=300)
    assert longer.cost <= found.cost
    assert "not proven" in repr(found)


def test_a_time_limit_returns_the_best_so_far() -> None:
    rng = np.random.default_rng(0)
    ballots = rf.Ballots.from_positions(rng.integers(1, 30, size=(11, 120)))
    found = consensus(ballots, max_iterations=2**60, time_limit=0.3)
    assert found.stopped_early
    assert not found.proven
    assert number(cost_of(found.tiers, ballots)) == found.cost


def test_numbers_are_taken_exactly() -> None:
    assert TieScheme.unifying(0.1) != TieScheme.unifying(Fraction(1, 10))
    assert TieScheme.unifying(Decimal("0.1")) == TieScheme.unifying(Fraction(1, 10))
    assert TieScheme.unifying(np.float64(0.5)) == TieScheme.unifying(0.5)
    votes = rf.Ballots.from_orders([["a", "b"], [("a", "b")]], weights=[0.1, 0.3])
    exact = Fraction(0.1) / 10
    assert cost_of([("a", "b")], votes, scheme=TieScheme.unifying(Fraction(1, 10))) == exact
    assert consensus(votes, scheme=TieScheme.unifying(Fraction(1, 10))).cost == float(exact)


def test_costs_of_more_than_64_bits_are_exact() -> None:
    cast = (((0, 1), (2,)), ((2,), (1,), (0,)), ((1, 2), (0,)), ((0,), (2,)))
    profile = Votes(("a", "b", "c"), cast, weights=(0.1, 1e10, 3.3, 7e9), missing="below")
    before, tied = vectors("unifying", Fraction(1, 3))
    least, optima = best_bucket_orders(cast, 3, before, tied, profile.weights)
    for method in ("auto", "search"):
        scheme = TieScheme.unifying(Fraction(1, 3))
        found = consensus(profile.to_ballots(), scheme=scheme, method=method)  # type: ignore[arg-type]
        assert (found.cost, found.n_optima) == (number(least), len(optima))
    assert least.denominator > 2**50


def test_costs_beyond_all_bounds_are_refused() -> None:
    votes = rf.Ballots.from_orders([["a", "b"], ["b", "a"]], weights=[1e-8, 1e8])
    with pytest.raises(rf.SizeLimitError, match="cost of a bucket order"):
        consensus(votes, scheme=TieScheme.unifying(Fraction(1, 2**61 - 1)))


def test_schemes_are_values() -> None:
    scheme = TieScheme.induced(Fraction(1, 3))
    assert pickle.loads(pickle.dumps(scheme)) == copy.deepcopy(scheme) == scheme
    assert len({scheme, TieScheme.induced(Fraction(1, 3)), TieScheme.unifying(Fraction(1, 3))}) == 2
    assert scheme != "induced"
    assert repr(scheme) == "TieScheme.induced(1/3)"
    own = TieScheme([0, 1, 0.5, 0, 1, 0], [1, 1, 0, 1, 1, 0])
    assert repr(own) == "TieScheme([0, 1, 1/2, 0, 1, 0], [1, 1, 0, 1, 1, 0])"
    assert eval(repr(TieScheme.strict())) == TieScheme.strict()
    assert own.name == "own"
    with pytest.raises(AttributeError, match="immutable"):
        own.p = 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: TieScheme.unifying(1.5), rf.InvalidInputError, "p=3/2: expected 0 <= p <= 1"),
        (lambda: TieScheme.unifying(-1), rf.InvalidInputError, "p=-1: expected 0 <= p <= 1"),
        (lambda: TieScheme.induced(math.nan), rf.InvalidInputError, "p = nan: expected a finite number"),
        (lambda: TieScheme.induced(math.inf), rf.InvalidInputError, "p = inf: expected a finite number"),
        (lambda: TieScheme.induced("1"), rf.InvalidTypeError, "p is of type str"),
        (lambda: TieScheme.induced(True), rf.InvalidTypeError, "p is of type bool"),
        (lambda: TieScheme.induced(None), rf.InvalidTypeError, "p is of type NoneType"),
        (lambda: TieScheme.induced(1e-30), rf.InvalidInputError, "no common denominator"),
        (lambda: TieScheme([0, 1], [0] * 6), rf.InvalidInputError, "before has 2 entries: expected 6"),
        (lambda: TieScheme(3, [0] * 6), rf.InvalidTypeError, "before is of type int"),
        (lambda: TieScheme([0, 1, 0, 0, 0, 0], [1, 2, 0, 0, 0, 0]), rf.InvalidInputError, "expected tied\\[0\\] = 1"),
        (lambda: consensus(P2, scheme="unifying"), rf.InvalidInputError, "write TieScheme.unifying\\(p\\)"),
        (lambda: consensus(P2, scheme="soft"), rf.InvalidInputError, "'soft': expected 'strict', 'half'"),
        (lambda: consensus(P2, scheme=3), rf.InvalidTypeError, "scheme is of type int"),
        (lambda: consensus(P2, method="fast"), rf.InvalidInputError, "method"),
        (lambda: consensus(P2, missing="last"), rf.InvalidInputError, "missing"),
        (lambda: consensus(P2, max_iterations=-1), rf.InvalidInputError, "max_iterations = -1"),
        (lambda: consensus(P2, seed=1.5), rf.InvalidTypeError, "seed is of type float"),
        (
            lambda: consensus(rf.Ballots.from_orders(P2).positional()),
            rf.InputKindError,
            "places do not tell pairs",
        ),
        (lambda: cost_of([1, 2, 3], P2), rf.InvalidInputError, "leaves out 4"),
        (lambda: cost_of([1, 2, 3, 4, 5], P2), rf.InvalidInputError, "5"),
        (lambda: cost_of([1, 2, 3, (4, 1)], P2), rf.InvalidInputError, "1"),
        (lambda: cost_of("1234", P2), rf.InvalidTypeError, "order is of type str"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_the_result_tells_what_it_is() -> None:
    found = consensus(P2, scheme=TieScheme.unifying(0.5))
    told = json.loads(found.to_json())
    assert told["cost"] == told["lower_bound"] == 7
    assert told["settings"]["scheme"] == "TieScheme.unifying(1/2)"
    assert told["n_optima"] == 2
    assert len(found) == 4
    assert "proven, one of 2 best orders" in repr(found)


def test_a_frame_has_a_row_an_item() -> None:
    pytest.importorskip("narwhals")
    pytest.importorskip("polars")
    frame = consensus([["a", ("b", "c"), "d"]]).to_frame("polars")
    assert frame.rows() == [(1, "a", 3.0), (2, "b", 1.0), (2, "c", 1.0), (4, "d", 0.0)]


@given(votes(min_items=2, max_items=6, min_voters=1, max_voters=5, kinds=("unit",)), schemes)
def test_corankco_agrees(profile: Votes, named: tuple[str, Fraction]) -> None:
    """Costs of bucket orders; weights are repetition there, and a vote must rank something."""
    corankco = pytest.importorskip("corankco")
    from corankco.kemeny_score_computation import KemenyComputingFactory
    from corankco.ranking import Ranking
    from corankco.scoringscheme import ScoringScheme

    ballots = [ballot for ballot in profile.ballots if ballot]
    if not ballots or {item for ballot in ballots for tier in ballot for item in tier} != set(range(profile.n_items)):
        return
    before, tied = vectors(*named, missing=profile.missing)
    scoring = ScoringScheme([[float(value) for value in before], [float(value) for value in tied]])
    dataset = corankco.dataset.Dataset([Ranking([set(tier) for tier in ballot]) for ballot in ballots])
    found = consensus(
        rf.Ballots.from_orders(
            [[tuple(tier) for tier in ballot] for ballot in ballots],
            items=list(range(profile.n_items)),
            missing=profile.missing,
        ),
        scheme=scheme_of(*named),
    )
    theirs = KemenyComputingFactory(scoring).get_kemeny_score(Ranking([set(tier) for tier in found.tiers]), dataset)
    assert theirs == pytest.approx(float(found.cost))
