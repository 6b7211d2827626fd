"""The pairwise rules of pref_voting as oracles, where it is installed; compared by winners, as in ``test_peers.py``.

Several of its rules try all orders, or all lists, of items, so each rule is asked up to a size. Its ranked pairs and
river try all orders of equally strong wins, and of pairs of equal weights in both directions, and are asked where these
are few.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from tests.golden_cases import load
from tests.rank.test_peers import FILES, name_of
from tests.rank.test_twins import apply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Our rule, its options, the module and the name in pref_voting, and the most items that it is asked for.
RULES: list[tuple[str, dict[str, Any], str, str, int]] = [
    ("llull", {}, "c1_methods", "llull", 30),
    ("smith_set", {}, "c1_methods", "top_cycle", 30),
    ("schwartz_set", {}, "c1_methods", "gocha", 30),
    ("uncovered_set", {"version": "gillies"}, "c1_methods", "uc_gill", 30),
    ("uncovered_set", {"version": "fishburn"}, "c1_methods", "uc_fish", 30),
    ("uncovered_set", {"version": "bordes"}, "c1_methods", "uc_bordes", 30),
    ("uncovered_set", {"version": "mckelvey"}, "c1_methods", "uc_mckelvey", 30),
    ("banks", {}, "c1_methods", "banks", 5),
    ("slater", {}, "c1_methods", "slater", 6),
    ("split_cycle", {}, "margin_based_methods", "split_cycle", 20),
    ("stable_voting", {}, "margin_based_methods", "stable_voting", 12),
    ("ranked_pairs", {}, "margin_based_methods", "ranked_pairs", 20),
    ("river", {}, "margin_based_methods", "river", 20),
]


def oracle(module: str, name: str) -> Callable[[Any], Any]:
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from importlib import import_module

    found: Callable[[Any], Any] = getattr(import_module(f"pref_voting.{module}"), name)
    return found


def few_orders(wins: np.ndarray[Any, Any]) -> bool:
    """Whether the orders of equal wins are few."""
    apart = ~np.eye(len(wins), dtype=bool)
    tied = int(np.sum(apart & (wins == 0) & (wins.T == 0)))
    sizes = [*np.unique(wins[wins > 0], return_counts=True)[1].tolist(), tied]
    return math.prod(math.factorial(size) for size in sizes) <= 1000


def identified() -> list[Any]:
    return [pytest.param(*case, id="-".join([case[0], *case[1].values()])) for case in RULES]


@pytest.mark.parametrize(("rule", "options", "module", "name", "largest"), identified())
def test_random_margins(rule: str, options: dict[str, Any], module: str, name: str, largest: int) -> None:
    """Graphs of wins: without ties, with a few equal margins, and with pairs of equal weights."""
    elect = oracle(module, name)
    from pref_voting.weighted_majority_graphs import MarginGraph

    generator = np.random.default_rng(11)
    compared = 0
    for n_items in (1, 2, 3, 4, 5, 6, 9):
        for high in (1, 2, 6, 100):
            for _ in range(4 if n_items <= largest else 0):
                leads = np.triu(generator.integers(-high, high + 1, (n_items, n_items)), 1)
                wins = np.maximum(leads - leads.T, 0)
                if rule in ("ranked_pairs", "river") and not few_orders(wins):
                    continue
                edges = [(i, j, int(wins[i, j])) for i, j in np.argwhere(wins).tolist()]
                expected = elect(MarginGraph(list(range(n_items)), edges))
                counts = rf.PairwiseCounts.from_matrix(wins, items=list(range(n_items)))
                assert sorted(apply(rule, counts, options).winners) == sorted(expected), edges
                compared += 1
    assert compared >= 30


@pytest.mark.parametrize(("rule", "options", "module", "name", "largest"), identified())
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_real_elections(path: Path, rule: str, options: dict[str, Any], module: str, name: str, largest: int) -> None:
    elect = oracle(module, name)
    from pref_voting.weighted_majority_graphs import MarginGraph

    ballots = rf.read(path)
    prefer, n_items = ballots.pairwise().preference("below"), len(ballots.items)
    if n_items > largest:
        pytest.skip(f"{n_items} items take pref_voting too long")
    wins = np.maximum(prefer - prefer.T, 0)
    if rule in ("ranked_pairs", "river") and not few_orders(wins):
        pytest.skip("too many orders of equal wins for pref_voting")
    edges = [(i, j, int(wins[i, j])) for i, j in np.argwhere(wins).tolist()]
    expected = elect(MarginGraph(list(range(n_items)), edges))
    winners = apply(rule, ballots, {**options, "missing": "below"}).winners
    assert set(winners) == {ballots.items[item] for item in expected}


@pytest.mark.parametrize("name", ["tennessee", "schulze_45", "nine_voters", "squeezed_centre", "baldwin_nanson"])
def test_blacks(name: str) -> None:
    """It reads complete strict ballots alone."""
    elect = oracle("combined_methods", "blacks")
    from pref_voting.profiles import Profile

    case = load(name)
    orders = [[case["items"].index(label) for label in ballot] for ballot in case["ballots"]]
    ballots = rf.Ballots.from_orders(orders, items=list(range(len(case["items"]))), weights=case["weights"])
    assert sorted(rf.rank.black(ballots).winners) == sorted(elect(Profile(orders, rcounts=case["weights"])))


@pytest.mark.parametrize(("rule", "name"), [("ranked_pairs", "ranked_pairs_tb"), ("river", "river_tb")])
def test_equal_wins_by_label(rule: str, name: str) -> None:
    """The same winner where no weights of a pair are equal; pref_voting locks in such pairs too, and has one winner."""
    elect = oracle("margin_based_methods", name)
    from pref_voting.weighted_majority_graphs import MarginGraph

    generator = np.random.default_rng(5)
    for n_items in (3, 4, 6, 9):
        for high in (1, 3, 40):
            leads = np.triu(generator.integers(1, high + 1, (n_items, n_items)), 1)
            leads *= generator.choice([-1, 1], leads.shape)
            wins = np.maximum(leads - leads.T, 0)
            edges = [(i, j, int(wins[i, j])) for i, j in np.argwhere(wins).tolist()]
            counts = rf.PairwiseCounts.from_matrix(wins, items=list(range(n_items)))
            ranking = apply(rule, counts, {"tie_break": "lowest_label"})
            assert list(ranking.winners) == elect(MarginGraph(list(range(n_items)), edges)), edges


def test_the_bipartisan_set_where_no_pair_ties() -> None:
    """With ties pref_voting takes the support of whichever lottery its solver finds, which lies within the set."""
    bipartisan = oracle("c1_methods", "bipartisan")
    from pref_voting.profiles import Profile

    generator = np.random.default_rng(11)
    for n_items, n_voters in product((3, 4, 5, 7, 9), (1, 4, 5, 9, 11)):
        orders = [generator.permutation(n_items).tolist() for _ in range(n_voters)]
        found = set(rf.rank.bipartisan_set(rf.Ballots.from_orders(orders, items=list(range(n_items)))).winners)
        theirs = set(bipartisan(Profile(orders)))
        assert theirs == found if n_voters % 2 else theirs <= found
