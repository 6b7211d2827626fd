"""Kemeny orders: what they cost, what is proven of them, and how many there are."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.kemeny import best_orders, order_cost
from tests.naive.pairwise_counts import preference
from tests.strategies import Votes, votes

CYCLE = [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]

#: Square arrays of integers of any sign, with many ties.
matrices = st.integers(1, 6).flatmap(
    lambda m: st.lists(st.lists(st.integers(-4, 4), min_size=m, max_size=m), min_size=m, max_size=m).map(np.array)
)


def labelled(profile: Votes, order: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(profile.labels[item] for item in order)


@given(profile=votes(kinds=("unit", "integer")))
def test_cost_bound_and_number_of_optima(profile: Votes) -> None:
    prefer = preference(profile.ballots, profile.n_items, profile.weights, missing=profile.missing)
    least, orders = best_orders(prefer)
    found = rf.rank.kemeny(profile.to_ballots())
    assert isinstance(found.cost, int)
    assert (found.cost, found.lower_bound, found.proven, found.gap) == (least, least, True, 0.0)
    assert (found.n_optima, found.unique) == (len(orders), len(orders) == 1)
    assert found.order in {labelled(profile, order) for order in orders}
    assert not found.stopped_early
    ways = math.prod(math.factorial(len(tier)) for tier in found.tiers)
    assert found.complete == (found.n_optima == ways)
    assert sorted(item for part in found.components for item in map(str, part.items)) == sorted(map(str, found.items))
    assert all(part.proven for part in found.components)


@given(profile=votes(kinds=("unit", "integer"), max_items=5))
def test_all_optima(profile: Votes) -> None:
    prefer = preference(profile.ballots, profile.n_items, profile.weights, missing=profile.missing)
    least, orders = best_orders(prefer)
    found = rf.rank.kemeny_all(profile.to_ballots())
    assert (found.cost, found.n_optima, found.complete) == (least, len(orders), True)
    assert set(found) == {labelled(profile, order) for order in orders}
    some = rf.rank.kemeny_all(profile.to_ballots(), limit=1)
    assert some.orders == found.orders[:1] == (rf.rank.kemeny(profile.to_ballots()).order,)
    assert some.n_optima == len(orders)


@given(matrix=matrices, floats=st.booleans())
def test_a_bare_array_is_a_linear_ordering_problem(matrix: np.ndarray[Any, Any], floats: bool) -> None:
    cells = matrix / 4 if floats else matrix
    least, orders = best_orders(cells.tolist())
    found = rf.rank.kemeny(cells)
    assert found.items == tuple(range(len(matrix)))
    assert (found.cost, found.lower_bound, found.proven, found.n_optima) == (least, least, True, len(orders))
    assert type(found.cost) is (float if floats else int)
    assert found.order in orders
    value = sum(cells[a, b] for k, a in enumerate(found.order) for b in found.order[k + 1 :])
    assert value == cells.sum() - np.trace(cells) - found.cost
    assert found.settings["missing"] is None


@given(profile=votes(max_items=6), data=st.data())
def test_kemeny_cost(profile: Votes, data: st.DataObject) -> None:
    order = tuple(data.draw(st.permutations(range(profile.n_items))))
    prefer = preference(profile.ballots, profile.n_items, profile.weights, missing=profile.missing)
    cost = rf.rank.kemeny_cost(labelled(profile, order), profile.to_ballots())
    assert cost == float(order_cost(order, prefer))


@pytest.mark.parametrize("m", [9, 13, 17, 22])
def test_subsets_of_larger_components(m: int) -> None:
    """Against the textbook form of the dynamic program, over prefixes instead of rests."""
    generator = np.random.default_rng(m)
    cells = generator.integers(0, 50, (m, m))
    found = rf.rank.kemeny(cells)
    assert found.proven
    if m <= 13:
        least = {0: 0}
        for prefix in range(1, 1 << m):
            inside = [item for item in range(m) if prefix >> item & 1]
            least[prefix] = min(
                least[prefix & ~(1 << last)] + sum(int(cells[last, other]) for other in inside if other != last)
                for last in inside
            )
        assert found.cost == least[(1 << m) - 1]
    assert found.cost == rf.rank.kemeny_cost(found.order, cells)
    mirrored = rf.rank.kemeny(np.ascontiguousarray(cells.T))
    assert (mirrored.cost, mirrored.n_optima) == (found.cost, found.n_optima)


def test_the_condorcet_cycle_has_three_best_orders() -> None:
    found = rf.rank.kemeny(CYCLE)
    assert (found.cost, found.n_optima, found.unique, found.complete) == (4, 3, False, False)
    assert found.order == ("a", "b", "c")
    assert found.components == ((("a", "b", "c"), "subset_dynamic_programming", True),)


def test_neighbours_that_may_trade_places_share_a_tier() -> None:
    found = rf.rank.kemeny([["a", "b", "c", "d"], ["a", "c", "b", "d"]])
    assert found.tiers == (("a",), ("b", "c"), ("d",))
    assert found.scores.tolist() == [3.0, 1.0, 1.0, 0.0]
    assert (found.n_optima, found.complete) == (2, True)
    everything = rf.rank.kemeny(rf.Ballots.from_orders([], items=list(range(40))))
    assert everything.winners == tuple(range(40))
    # More orders than anybody counts.
    assert (everything.n_optima, everything.unique, everything.proven) == (None, False, True)


def test_many_items_without_cycles_are_counted() -> None:
    orders = [list(range(200)), [*range(1, 200, 2), *range(0, 200, 2)], list(range(200))]
    found = rf.rank.kemeny(orders)
    assert (found.order, found.n_optima, found.method_used) == (tuple(range(200)), 1, "decomposition")
    swapped = [item for k in range(0, 80, 2) for item in (k + 1, k)]
    blocks = rf.Ballots.from_orders([list(range(80)), swapped])
    assert rf.rank.kemeny(blocks).n_optima == 2**40


@given(profile=votes(kinds=("float",), min_voters=1))
def test_float_weights(profile: Votes) -> None:
    prefer = preference(profile.ballots, profile.n_items, profile.weights, missing=profile.missing)
    least, _ = best_orders(prefer)
    found = rf.rank.kemeny(profile.to_ballots())
    assert isinstance(found.cost, float)
    assert found.cost == pytest.approx(float(least), rel=1e-15, abs=1e-300)
    assert found.proven


def test_weights_far_apart_are_rounded_not_refused() -> None:
    """The margins take 102 bits; the cost of the order is exact all the same."""
    weights = [1e6, 3e6, 1.0000000001e-9]
    found = rf.rank.kemeny(rf.Ballots.from_orders(CYCLE, weights=weights))
    # Only the order of the heaviest voter contradicts no more than the other two.
    assert (found.order, found.proven) == (("b", "c", "a"), True)
    assert found.cost == float(2 * Fraction(weights[0]) + 2 * Fraction(weights[2]))


def test_what_is_refused() -> None:
    with pytest.raises(rf.InputKindError, match="kemeny cannot read PositionalCounts"):
        rf.rank.kemeny(rf.Ballots.from_orders(CYCLE).positional())
    with pytest.raises(rf.InvalidInputError, match='method="best": expected one of "auto", "exact", "search"'):
        rf.rank.kemeny(CYCLE, method="best")  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match=r"shape \(2, 3\)"):
        rf.rank.kemeny(np.zeros((2, 3)))
    with pytest.raises(rf.InvalidInputError, match=r"matrix\[0, 1\] = inf"):
        rf.rank.kemeny(np.array([[0, math.inf], [0, 0]]))
    with pytest.raises(rf.SizeLimitError, match="sum of the margins"):
        rf.rank.kemeny(np.array([[0, 2**62], [0, 0]]))
    with pytest.raises(rf.InvalidInputError, match="max_iterations = -1"):
        rf.rank.kemeny(CYCLE, max_iterations=-1)
    with pytest.raises(rf.InvalidTypeError, match="seed is of type float"):
        rf.rank.kemeny(CYCLE, seed=1.5)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="limit = 0"):
        rf.rank.kemeny_all(CYCLE, limit=0)
    with pytest.raises(rf.SizeLimitError, match="hang together through cycles and ties"):
        rf.rank.kemeny_all(rf.Ballots.from_orders([], items=list(range(40))))
    for order, text in (
        ("ab", "order is of type str"),
        (["a", "b"], "order has 2 entries: expected 3"),
        (["a", "b", "x"], r"order\[2\] = \"x\" is not an item: expected one of the 3 items"),
        (["a", "b", "b"], r"order\[2\] names the item \"b\" a second time"),
    ):
        with pytest.raises(rf.RankfoldError, match=text):
            rf.rank.kemeny_cost(order, CYCLE)


def test_the_diagonal_says_nothing() -> None:
    cells = np.array([[math.nan, 2.0], [1.0, -math.inf]])
    assert (rf.rank.kemeny(cells).order, rf.rank.kemeny(cells).cost) == ((0, 1), 1.0)


@pytest.mark.parametrize("m", [12, 21, 35])
def test_neither_names_nor_storage_move_cost_and_proof(m: int) -> None:
    generator = np.random.default_rng(m)
    orders = [generator.permutation(m).tolist() for _ in range(7)]
    found = rf.rank.kemeny(rf.Ballots.from_orders(orders, items=list(range(m))))
    assert found.proven
    stored = generator.permutation(m).tolist()
    same = rf.rank.kemeny(rf.Ballots.from_orders(orders[::-1], items=stored), n_threads=2)
    assert (same.order, same.cost, same.components) == (found.order, found.cost, found.components)
    renamed = rf.rank.kemeny([[f"x{stored[item]}" for item in order] for order in orders])
    assert (renamed.cost, renamed.lower_bound, renamed.proven) == (found.cost, found.lower_bound, True)
    assert renamed.n_optima == found.n_optima


def test_a_search_and_a_stopped_proof_are_honest() -> None:
    matrix = np.random.default_rng(4).integers(0, 100, (60, 60))
    searched = rf.rank.kemeny(matrix, method="search", max_iterations=100)
    assert (searched.method_used, searched.proven, searched.unique) == ("search", False, None)
    assert searched.lower_bound < searched.cost == rf.rank.kemeny_cost(searched.order, matrix)
    assert "not proven" in repr(searched)
    assert searched.order == rf.rank.kemeny(matrix, method="search", max_iterations=100, n_threads=2).order
    longer = rf.rank.kemeny(matrix, method="search", max_iterations=10_000)
    assert longer.cost <= searched.cost
    stopped = rf.rank.kemeny(matrix, method="exact", time_limit=0.2)
    assert (stopped.stopped_early, stopped.proven) == (True, False)
    assert stopped.lower_bound < stopped.cost
    assert 0 < stopped.gap < 1
    seen: list[tuple[int, int]] = []
    rf.rank.kemeny(matrix, method="search", max_iterations=100, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (60, 60)
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.rank.kemeny(matrix, cancel=token)


def test_a_component_too_large_for_a_proof_is_searched() -> None:
    matrix = np.random.default_rng(4).integers(0, 100, (401, 401))
    found = rf.rank.kemeny(matrix, method="exact", max_iterations=1)
    assert (found.method_used, found.proven, found.n_optima) == ("search", False, None)
    assert found.lower_bound < found.cost <= rf.rank.kemeny_cost(list(range(401)), matrix)


def test_results_say_what_they_prove() -> None:
    found = rf.rank.kemeny(CYCLE)
    assert repr(found).splitlines()[0] == "kemeny: 3 items, cost 4, lower bound 4, proven, one of 3 best orders"
    said = found.to_dict()
    assert {"lower_bound", "proven", "gap", "components", "n_optima", "unique", "method_used"} <= said.keys()
    assert said["cost"] == 4
    assert found.to_json()
    assert repr(rf.rank.kemeny_all(CYCLE)) == "KemenyOrders(3 items, cost 4, 3 best orders, all listed)"


def test_as_a_rule_among_others() -> None:
    ballots = rf.Ballots.from_orders(CYCLE, weights=[3, 2, 2])
    stability = rf.rank.bootstrap(ballots, rule="kemeny", n_resamples=50)
    assert stability.p_first.sum() == pytest.approx(1.0, abs=1.0)
    compared = rf.rank.compare(ballots, ["kemeny", "borda"])
    assert isinstance(compared.rankings["kemeny"], rf.rank.KemenyRanking)
    grouped = rf.rank.grouped(ballots, by=["x", "y", "x"], rule="kemeny")
    assert len(grouped) == 2
    with pytest.raises(rf.InvalidInputError, match="expected it left out where a rule is run many times"):
        rf.rank.bootstrap(ballots, rule="kemeny", ties_in_consensus=True)


@pytest.mark.parametrize("votes_of", [rf.Ballots.pairwise, lambda ballots: ballots])
def test_counts_and_ballots_agree(votes_of: Any) -> None:
    for orders in permutations(CYCLE):
        assert rf.rank.kemeny(votes_of(rf.Ballots.from_orders(list(orders)))).cost == 4
