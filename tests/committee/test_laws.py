"""What every rule on approvals keeps, whatever its formula."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import Profile, profiles
from tests.committee.test_twins import CASES

PARAMETERS = [(rule, options) for rule, cases in CASES.items() for options in cases]
every_rule = pytest.mark.parametrize(("rule", "options"), PARAMETERS)


def elect(rule: str, options: dict[str, Any], profile: Profile, votes: rf.Approvals, **more: Any) -> Any:
    return getattr(rf.committee, rule)(votes, profile.k, outcomes="all", **options, **profile.request(), **more)


def drawn(data: st.DataObject, rule: str) -> Profile:
    profile: Profile = data.draw(profiles())
    return profile


@every_rule
@given(data=st.data())
def test_the_order_of_voters_decides_nothing(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = drawn(data, rule)
    order = data.draw(st.permutations(range(len(profile.sets))))
    permuted = replace(
        profile, sets=tuple(profile.sets[v] for v in order), weights=tuple(profile.weights[v] for v in order)
    )
    first, second = (elect(rule, options, p, p.approvals()) for p in (profile, permuted))
    assert first.to_dict() == second.to_dict()


@every_rule
@given(data=st.data())
def test_a_weight_is_so_many_voters(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = drawn(data, rule)
    assume(all(isinstance(weight, int) for weight in profile.weights) and sum(profile.weights))
    voters = [v for v, weight in enumerate(profile.weights) for _ in range(int(weight))]
    repeated = replace(profile, sets=tuple(profile.sets[v] for v in voters), weights=(1,) * len(voters))
    first, second = (elect(rule, options, p, p.approvals()) for p in (profile, repeated))
    merged = elect(rule, options, profile, repeated.approvals().merged())
    assert first.to_dict() == second.to_dict() == merged.to_dict()


@every_rule
@given(data=st.data())
def test_the_names_of_items_decide_ties_alone(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = drawn(data, rule)
    order = data.draw(st.permutations(range(profile.n_items)))
    place = {item: k for k, item in enumerate(order)}
    items = [profile.labels[item] for item in order]
    sets = [{profile.labels[item] for item in s} for s in profile.sets]
    votes = rf.Approvals.from_sets(sets, items=items, weights=list(profile.weights))
    assert sorted(place) == list(range(profile.n_items))
    first, second = elect(rule, options, profile, profile.approvals()), elect(rule, options, profile, votes)
    # Items stand elsewhere and have the same labels: nothing moves.
    assert first.to_dict() == second.to_dict()


@every_rule
@given(data=st.data())
def test_a_list_of_items_breaks_ties(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = drawn(data, rule)
    lot = data.draw(st.permutations(profile.labels))
    by_label = elect(rule, options, profile, profile.approvals())
    by_lot = elect(rule, options, profile, profile.approvals(), tie_break=list(lot))
    assert set(map(frozenset, by_lot.outcomes)) == set(map(frozenset, by_label.outcomes))
    one = getattr(rf.committee, rule)(
        profile.approvals(), profile.k, tie_break=list(lot), **options, **profile.request()
    )
    assert one.members == by_lot.members


@every_rule
def test_threads_and_limits_are_no_matter(rule: str, options: dict[str, Any]) -> None:
    rng = np.random.default_rng(5)
    votes = rf.Approvals.from_array(rng.random((40, 8)) < 0.4)
    function = getattr(rf.committee, rule)
    found = [function(votes, 3, n_threads=n, **options).to_dict() for n in (1, 2, 3)]
    assert found[0] == found[1] == found[2]
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        function(votes, 3, cancel=token, **options)


@every_rule
def test_bad_requests_are_named(rule: str, options: dict[str, Any]) -> None:
    votes = rf.Approvals.from_sets([{"a", "b"}, {"c"}])
    function = getattr(rf.committee, rule)
    for k, keywords, text in (
        (4, {}, r"k = 4: expected 1 <= k <= 3"),
        (0, {}, r"k = 0"),
        (1, {"lower": {"x": 1}}, "lower is given without groups="),
        (1, {"groups": {"x": ["a"]}, "lower": {"y": 1}}, r"lower\['y'\]: there is no such group"),
        (1, {"groups": {"x": ["z"]}}, r'groups\[0\] = "z" is not an item'),
        (1, {"groups": {"x": ["a"], "y": ["b"]}, "lower": {"x": 1, "y": 1}}, "no committee of 1 has at least 1"),
        (1, {"tie_break": ["a"]}, "tie_break has 1 entries: expected 3"),
        (1, {"outcomes": "some"}, "outcomes = 'some': expected 'one' or 'all'"),
    ):
        with pytest.raises(rf.RankfoldError, match=text):
            function(votes, k, **keywords, **options)
    with pytest.raises(rf.InputKindError, match="threshold="):
        function(rf.Ballots.from_orders([["a", "b"]]), 1, **options)
    with pytest.raises(rf.InvalidTypeError, match=r"data\[0\] is of type list"):
        function([["a", "b"]], 1, **options)
    by_place = function(rf.Ballots.from_orders([["a", "b", "c"]] * 3), 1, threshold=1, **options)
    assert by_place.members == ("a",)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_search_is_the_same_on_any_number_of_threads(seed: int) -> None:
    generator = np.random.default_rng(seed)
    votes = rf.Approvals.from_array(generator.random((40, 40)) < 0.25)
    for rule in (rf.committee.pav, rf.committee.chamberlin_courant):
        scores = {} if rule is rf.committee.pav else {"scores": "approval"}
        one, two = (rule(votes, 9, method="exact", n_threads=n, **scores) for n in (1, 2))
        assert one.proven
        assert one.to_dict() == two.to_dict()
