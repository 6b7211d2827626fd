"""Rules of loads and budgets: worked examples, money, ties that only exact numbers tell, and other people's results."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import Profile, profiles
from tests.naive.committee import equal_shares as naive

#: Lackner and Skowron, Multi-Winner Voting with Approval Preferences, example 2.1.
BOOK = rf.Approvals.from_sets(
    [list(s) for s in ("ab", "ab", "ab", "ac", "ac", "ac", "ad", "ad", "bcf", "e", "f", "g")], items=list("abcdefgh")
)

SHARES = ("sequential_phragmen", "equal_shares", "phragmen_enestroem", "consensus_rule", "maximin_support")

#: What abcvoting calls the rules.
NAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "seqphragmen": ("sequential_phragmen", {}),
    "equal-shares": ("equal_shares", {}),
    "equal-shares-with-av-completion": ("equal_shares", {"completion": "approval"}),
    "equal-shares-with-increment-completion": ("equal_shares", {"completion": "add_one"}),
    "phragmen-enestroem": ("phragmen_enestroem", {}),
    "consensus-rule": ("consensus_rule", {}),
    "maximin-support": ("maximin_support", {}),
    "minimaxphragmen": ("minimax_phragmen", {}),
    "eph": ("e_pluribus_hugo", {}),
}


def every(rule: str, votes: rf.Approvals, k: int, **options: Any) -> set[str]:
    """All outcomes, as texts of their sorted labels."""
    found = getattr(rf.committee, rule)(votes, k, outcomes="all", **options)
    return {"".join(sorted(map(str, members))) for members in found.outcomes}


def test_the_running_example_of_the_book() -> None:
    assert every("sequential_phragmen", BOOK, 4) == {"abcd"}
    assert every("equal_shares", BOOK, 4) == {"abcd"}
    assert every("equal_shares", BOOK, 4, completion="approval") == {"abcd", "abcf"}
    assert every("equal_shares", BOOK, 4, completion=None) == {"a"}
    assert every("phragmen_enestroem", BOOK, 4) == {"abcd"}
    assert every("maximin_support", BOOK, 4) == {"abcd", "abcf"}
    assert every("minimax_phragmen", BOOK, 4) == {"abcd", "abcf", "abdf", "acdf", "bcdf"}


@pytest.mark.parametrize("rule", SHARES)
def test_parties_get_their_share(rule: str) -> None:
    parties = {"red": range(10), "green": range(10, 20), "blue": range(20, 30)}
    votes = rf.Approvals.from_sets(
        [list(items) for items in parties.values()], items=list(range(30)), weights=[6, 3, 1]
    )
    members = getattr(rf.committee, rule)(votes, 10).members
    assert [len(set(items) & set(members)) for items in parties.values()] == [6, 3, 1]


@pytest.mark.parametrize("rule", ["sequential_phragmen", "equal_shares", "phragmen_enestroem", "consensus_rule"])
def test_ties_are_exact_where_floats_are_not(rule: str) -> None:
    # Three thirds of a load do not make one in floats.
    votes = rf.Approvals.from_sets([["a"], ["a"], ["a"], ["b"], ["b"], ["b"], ["c"]] * 7, items=list("abc"))
    found = getattr(rf.committee, rule)(votes, 1, outcomes="all")
    assert set(found.outcomes) == {("a",), ("b",)}
    heavier = rf.Approvals.from_sets([["a"], ["b"]], items=list("ab"), weights=[1.0, 1.0 + 2.0**-52])
    assert getattr(rf.committee, rule)(heavier, 1).members == ("b",)


def test_seats_may_stay_empty_without_a_completion() -> None:
    found = rf.committee.equal_shares([{"a"}, {"b"}, {"c"}], 2, completion=None)
    assert found.members == ()
    assert found.outcomes == ((),)
    assert len(rf.committee.equal_shares([{"a"}, {"b"}, {"c"}], 2)) == 2


@pytest.mark.parametrize("completion", ["phragmen", "approval", None])
@pytest.mark.parametrize("utility", ["cost", "cardinality"])
@given(profile=profiles(with_groups=False, most_items=5), data=st.data())
def test_budgets_are_spent_as_the_twin_spends_them(
    completion: Any, utility: Any, profile: Profile, data: st.DataObject
) -> None:
    costs = data.draw(st.lists(st.sampled_from([1, 2, 3, 0.5, 0.1]), min_size=5, max_size=5))[: profile.n_items]
    budget = data.draw(st.sampled_from([1, 2, 5, 0.3]))
    found = rf.committee.equal_shares(
        profile.approvals(),
        costs=dict(zip(profile.labels, costs, strict=True)),
        budget=budget,
        completion=completion,
        utility=utility,
        outcomes="all",
    )
    exact = [Fraction(cost) for cost in costs]
    expected = naive.spend(profile.sets, profile.exact_weights, exact, Fraction(budget), completion, utility)
    assert {profile.items(members) for members in found.outcomes} == expected
    assert all(sum(exact[i] for i in profile.items(members)) <= budget for members in found.outcomes)


@given(profile=profiles(most_items=5, most_voters=5))
def test_more_money_fills_all_seats(profile: Profile) -> None:
    # With weights far apart the money grows for long: the twin has no patience.
    weights = [w for w in profile.weights if w]
    if weights and sum(weights) > 20 * min(weights):
        return
    votes, request = profile.approvals(), profile.request()
    found = rf.committee.equal_shares(votes, profile.k, completion="add_one", **request)
    ranks = {label: turn for turn, label in enumerate(sorted(profile.labels, key=lambda x: (isinstance(x, str), x)))}
    first = [ranks[label] for label in profile.labels]
    expected = naive.add_one(profile.sets, profile.exact_weights, profile.n_items, profile.k, profile.allowed, first)
    assert profile.items(found.members) == expected


def test_more_money_for_a_budget_stops_before_it_is_overspent() -> None:
    votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"c"}, {"d"}])
    costs = {"a": 3, "b": 3, "c": 2, "d": 2}
    assert rf.committee.equal_shares(votes, costs=costs, budget=7, completion=None).members == ("a",)
    spent = rf.committee.equal_shares(votes, costs=costs, budget=7, completion="add_one")
    assert set(spent.members) == {"a", "c", "d"}
    assert rf.committee.equal_shares(votes, costs=costs, budget=6, completion="add_one").members == ("a",)
    assert spent.settings["costs"] == costs
    assert spent.settings["k"] is None


def test_requests_that_make_no_sense_say_so() -> None:
    votes, costs = rf.Approvals.from_sets([{"a"}, {"b"}]), {"a": 1, "b": 2}
    for arguments, text in [
        ({"k": 1, "costs": costs}, "without budget"),
        ({}, "k = None"),
        ({"k": 1, "costs": costs, "budget": 1}, "expected one of them"),
        ({"budget": 1}, "without costs"),
        ({"costs": {"a": 1}, "budget": 1}, "no cost of 'b'"),
        ({"costs": {**costs, "z": 1}, "budget": 1}, "no such item"),
        ({"costs": {"a": 0, "b": 1}, "budget": 1}, "costs"),
        ({"costs": costs, "budget": -1}, "budget"),
        ({"costs": costs, "budget": 1, "groups": {"g": ["a"]}}, "groups"),
        ({"k": 1, "completion": "add_two"}, "completion"),
        ({"k": 1, "completion": "add_one", "outcomes": "all"}, "add_one"),
    ]:
        with pytest.raises(rf.InvalidInputError, match=text):
            rf.committee.equal_shares(votes, **arguments)  # type: ignore[arg-type]


@given(profile=profiles(with_groups=False))
def test_votes_in_any_order_and_merged_are_the_same(profile: Profile) -> None:
    votes = profile.approvals()
    reverse = Profile(profile.n_items, profile.sets[::-1], profile.weights[::-1], profile.k).approvals()
    for rule, options in NAMES.values():
        if options.get("completion") == "add_one":
            continue
        function = getattr(rf.committee, rule)
        found = [function(given, profile.k, **options) for given in (votes, reverse, votes.merged())]
        assert len({one.members for one in found}) == 1
        assert len({one.rounds for one in found}) == 1


@pytest.mark.parametrize("rule", ["sequential_phragmen", "equal_shares", "phragmen_enestroem", "consensus_rule"])
def test_many_votes_are_decided_as_the_twin_of_floats_does(rule: str) -> None:
    rng = np.random.default_rng(5)
    approved = rng.random((300, 30)) < 0.2
    votes = rf.Approvals.from_array(approved)
    found = getattr(rf.committee, rule)(votes, 12)
    sets = [frozenset(np.flatnonzero(row).tolist()) for row in approved]
    assert _floats(rule, sets, 30, 12) == list(found.members)


def _floats(rule: str, sets: list[frozenset[int]], m: int, k: int) -> list[int]:
    """The rules in plain floats, for votes without near ties."""
    n, is_loads = len(sets), rule == "sequential_phragmen"
    elected: list[int] = []
    own = [{"equal_shares": k / n, "phragmen_enestroem": 1.0}.get(rule, 0.0)] * n
    behind = {item: [v for v in range(n) if item in sets[v]] for item in range(m)}
    while len(elected) < k:
        if rule == "consensus_rule":
            own = [x + 1 for x in own]
        values = {}
        for item in (i for i in range(m) if i not in elected):
            if is_loads:
                values[item] = (1 + sum(own[v] for v in behind[item])) / len(behind[item])
            elif rule == "equal_shares":
                values[item] = _share([own[v] for v in behind[item]])
            else:
                values[item] = -sum(max(own[v], 0) for v in behind[item])
        item = min(values, key=lambda item: values[item])
        if values[item] == np.inf:
            is_loads, own = True, [-x for x in own]
            continue
        payers = [v for v in behind[item] if own[v] > 0]
        for v in behind[item]:
            if is_loads:
                own[v] = values[item]
            elif rule == "equal_shares":
                own[v] -= min(own[v], values[item])
            elif rule == "phragmen_enestroem":
                own[v] *= max(0.0, 1 + n / k / values[item])
            elif own[v] > 0:
                own[v] -= n / len(payers)
        elected.append(item)
    return elected


def _share(rests: list[float]) -> float:
    paid = 0.0
    for rank, rest in enumerate(sorted(rests)):
        if paid + (len(rests) - rank) * rest >= 1:
            return (1 - paid) / (len(rests) - rank)
        paid += rest
    return np.inf


@pytest.mark.parametrize("seed", range(3))
def test_abcvoting_elects_the_same(seed: int) -> None:
    preferences = pytest.importorskip("abcvoting.preferences")
    abcrules = pytest.importorskip("abcvoting.abcrules")
    rng = np.random.default_rng(seed)
    approved = rng.random((40, 8)) < 0.3
    profile = preferences.Profile(8)
    profile.add_voters([np.flatnonzero(row).tolist() for row in approved])
    votes = rf.Approvals.from_array(approved)
    for name, (rule, options) in NAMES.items():
        if name in ("maximin-support", "minimaxphragmen", "equal-shares-with-increment-completion"):
            continue
        # Exact fractions, because its floats tie within a distance.
        theirs = abcrules.compute(name, profile, 3, resolute=False, algorithm="standard-fractions")
        found = getattr(rf.committee, rule)(votes, 3, outcomes="all", **options)
        assert {tuple(sorted(c)) for c in theirs} == {tuple(sorted(map(int, c))) for c in found.outcomes}, name


def test_completions_fill_all_seats() -> None:
    for completion, fill in itertools.product(("phragmen", "approval", "add_one"), (1, 2)):
        assert len(rf.committee.equal_shares([{"a"}, {"b"}, {"c"}], fill, completion=completion)) == fill  # type: ignore[arg-type]
