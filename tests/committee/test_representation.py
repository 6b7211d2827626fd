"""Checks of representation against the definitions, their evidence, and what rules promise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import Profile, profiles
from tests.naive.committee import representation as naive

if TYPE_CHECKING:
    from tests.naive.committee.search import Committee


@given(profile=profiles(with_groups=False, most_items=5, most_voters=6), data=st.data())
def test_verdicts_are_those_of_the_definitions(profile: Profile, data: st.DataObject) -> None:
    members = frozenset(data.draw(st.permutations(range(profile.n_items)))[: profile.k])
    votes, weights = profile.approvals(), profile.exact_weights
    labels = [profile.labels[item] for item in sorted(members)]
    holds = {}
    for axiom in ("jr", "pjr", "ejr", "ejr_plus"):
        found = rf.committee.check(labels, votes, axiom)
        holds[axiom] = bool(found)
        assert found.holds == getattr(naive, axiom)(members, profile.sets, weights, profile.k), axiom
        assert (found.group is None) == found.holds
        if found.group is not None:
            _check_evidence(axiom, found.group, members, profile)
    assert holds["ejr_plus"] <= holds["ejr"] <= holds["pjr"] <= holds["jr"]


def _check_evidence(axiom: str, group: rf.committee.Group, members: Committee, profile: Profile) -> None:
    weights = profile.exact_weights
    sets = [profile.sets[v] for v in group.voters]
    items = profile.items(group.items)
    assert group.weight == sum((weights[v] for v in group.voters), start=Fraction(0))
    assert group.required == sum(weights, start=Fraction(0)) * group.seats / profile.k
    assert group.weight >= group.required
    assert all(items <= s for s in sets)
    assert len(items) == (group.seats if axiom in ("ejr", "pjr") else 1)
    assert axiom in ("ejr", "pjr") or not items & members
    has = len(members & frozenset.union(*sets)) if axiom == "pjr" else max(len(members & s) for s in sets)
    assert has == group.represented < group.seats


@given(profile=profiles(with_groups=False))
def test_rules_keep_what_they_promise(profile: Profile) -> None:
    votes = profile.approvals()
    shares = rf.committee.equal_shares(votes, profile.k)
    paid = rf.committee.equal_shares(votes, profile.k, completion=None)
    loads = rf.committee.sequential_phragmen(votes, profile.k)
    support = rf.committee.maximin_support(votes, profile.k)
    harmonic = rf.committee.pav(votes, profile.k, method="exact")
    for axiom in ("jr", "pjr", "ejr", "ejr_plus"):
        assert rf.committee.check(harmonic, votes, axiom)
    assert rf.committee.check(shares, votes, "ejr_plus")
    assert rf.committee.check(paid, votes, "ejr_plus", k=profile.k)
    assert rf.committee.check(loads, votes, "pjr")
    assert rf.committee.check(support, votes, "pjr")


@given(profile=profiles(with_groups=False, most_items=5))
def test_loads_and_equal_shares_can_be_priced(profile: Profile) -> None:
    votes = profile.approvals()
    supported = {i for s, w in zip(profile.sets, profile.weights, strict=True) if w for i in s}
    if len(supported) < profile.k:
        return
    for found in (
        rf.committee.sequential_phragmen(votes, profile.k),
        rf.committee.equal_shares(votes, profile.k, completion=None),
    ):
        verdict = rf.committee.check(found, votes, "priceability", k=profile.k)
        assert verdict
        _check_prices(verdict, profile)


@given(profile=profiles(with_groups=False, most_items=4, most_voters=5), data=st.data())
def test_prices_are_found_where_a_float_solver_finds_them(profile: Profile, data: st.DataObject) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    members = frozenset(data.draw(st.permutations(range(profile.n_items)))[: profile.k])
    verdict = rf.committee.check(
        [profile.labels[item] for item in sorted(members)], profile.approvals(), "priceability"
    )
    if verdict:
        _check_prices(verdict, profile)
        return
    # The budget first, then a payment for each voter and member: how much do the constraints have to give way at least?
    pairs = [(v, i) for v, s in enumerate(profile.sets) for i in sorted(s & members)]
    n = len(pairs) + 2
    upper, right, equal = [], [], []
    for v, weight in enumerate(profile.weights):
        upper.append([-weight, *(float(pair[0] == v) for pair in pairs), 0.0])
        right.append(0.0)
    for item in range(profile.n_items):
        voters = [v for v, s in enumerate(profile.sets) if item in s]
        if item in members:
            equal.append([0.0, *(float(pair[1] == item) for pair in pairs), 1.0])
        else:
            behind = float(sum(profile.weights[v] for v in voters))
            upper.append([behind, *(-float(pair[0] in voters) for pair in pairs), 0.0])
            right.append(1.0)
    found = optimize.linprog(
        [0.0] * (n - 1) + [1.0], A_ub=upper, b_ub=right, A_eq=equal, b_eq=[1.0] * len(members), method="highs"
    )
    assert found.status != 0 or found.fun > 1e-9


def _check_prices(verdict: rf.committee.Representation, profile: Profile) -> None:
    assert verdict.prices is not None
    members, weights = profile.items(verdict.members), profile.exact_weights
    left = [verdict.prices.budget * w for w in weights]
    paid = dict.fromkeys(members, Fraction(0))
    for voter, label, amount in verdict.prices.payments:
        item = profile.labels.index(label)
        assert amount > 0
        assert item in profile.sets[voter]
        left[voter] -= amount
        paid[item] += amount
    assert all(rest >= 0 for rest in left)
    assert set(paid.values()) <= {Fraction(1)}
    for item in set(range(profile.n_items)) - members:
        assert sum((rest for rest, s in zip(left, profile.sets, strict=True) if item in s), start=Fraction(0)) <= 1


def test_a_group_that_is_left_out_is_named() -> None:
    votes = rf.Approvals.from_sets([{"a"}, {"b"}, {"b"}, {"a", "c"}])
    found = rf.committee.check(["a", "c"], votes, "jr")
    assert not found
    assert found.group is not None
    assert (found.group.voters, found.group.items, found.group.seats) == ((1, 2), ("b",), 1)
    assert rf.committee.check(rf.committee.equal_shares(votes, 2), votes, "ejr")


def test_calls_that_make_no_sense_say_so() -> None:
    votes = rf.Approvals.from_sets([{"a"}, {"b"}])
    for members, axiom, k, text in [
        (["z"], "jr", None, "z"),
        (["a", "a"], "jr", None, "second time"),
        (["a"], "core", None, "axiom"),
        (["a", "b"], "jr", 1, "k = 1"),
        ([], "jr", None, "k = 0"),
    ]:
        with pytest.raises(rf.InvalidInputError, match=text):
            rf.committee.check(members, votes, axiom, k=k)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidTypeError):
        rf.committee.check("ab", votes, "jr")
    with pytest.raises(rf.InputKindError):
        rf.committee.check(["a"], rf.Ballots.from_orders([["a", "b"]]), "jr")
