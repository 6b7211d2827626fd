"""Monroe's rules against their twins: weights are numbers of voters, so profiles with floats are left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import Profile, naive_outcomes, profiles
from tests.naive.committee import greedy_monroe, monroe


def _whole(profile: Profile) -> Profile:
    return replace(profile, weights=tuple(int(weight * 10) % 4 for weight in profile.weights))


@given(profiles(most_items=5, most_voters=5).map(_whole))
def test_monroe_is_its_twin(profile: Profile) -> None:
    votes, request = profile.approvals(), profile.request()
    every = rf.committee.monroe(votes, profile.k, outcomes="all", **request)
    assert {profile.items(members) for members in every.outcomes} == naive_outcomes(monroe.outcomes, profile)
    one = rf.committee.monroe(votes, profile.k, **request)
    assert one.members == every.members
    assert one.proven
    score = monroe.score(profile.items(one.members), profile.sets, profile.exact_weights)
    assert one.score == one.bound == every.score == score


@given(profiles(overlap=False).map(_whole))
def test_greedy_monroe_is_its_twin(profile: Profile) -> None:
    # The twin breaks ties by number: an order of priority makes that of the labels the same.
    votes, request = profile.approvals(), profile.request() | {"tie_break": list(profile.labels)}
    every = rf.committee.greedy_monroe(votes, profile.k, outcomes="all", **request)
    expected = naive_outcomes(greedy_monroe.outcomes, profile)
    assert {profile.items(members) for members in every.outcomes} == expected
    one = rf.committee.greedy_monroe(votes, profile.k, **request)
    assert one.members == every.members
    elected = [profile.labels.index(label) for label in one.members]
    voters = [s for s, weight in zip(profile.sets, profile.weights, strict=True) for _ in range(int(weight))]
    left = greedy_monroe.unrepresented(elected, voters, profile.k)
    assert one.score == len(voters) - len(left) == sum(entry.value or 0 for entry in one.rounds)


@given(profiles(with_groups=False).map(_whole), st.randoms(use_true_random=False))
def test_a_weight_is_a_number_of_voters_in_any_order(profile: Profile, random: object) -> None:
    sets = [s for s, weight in zip(profile.sets, profile.weights, strict=True) for _ in range(int(weight))]
    random.shuffle(sets)  # type: ignore[attr-defined]
    repeated = replace(profile, sets=tuple(sets), weights=(1,) * len(sets))
    for rule in (rf.committee.monroe, rf.committee.greedy_monroe):
        weighted = rule(profile.approvals(), profile.k)
        assert weighted.to_dict() == rule(repeated.approvals(), profile.k).to_dict()


@pytest.mark.parametrize("rule", [rf.committee.monroe, rf.committee.greedy_monroe])
def test_floats_are_no_numbers_of_voters(rule: object) -> None:
    votes = rf.Approvals.from_sets([{"a"}, {"b"}], weights=[0.5, 1.5])
    with pytest.raises(rf.RankfoldError, match="whole numbers"):
        rule(votes, 1)  # type: ignore[operator]


def test_the_example_of_the_book() -> None:
    """Lackner and Skowron 2023, example 2.1; the committees are those that abcvoting 2.19 lists."""
    sets = [{"a", "b"}] * 3 + [{"a", "c"}] * 3 + [{"a", "d"}] * 2 + [{"b", "c", "f"}, {"e"}, {"f"}, {"g"}]
    votes = rf.Approvals.from_sets(sets, items=list("abcdefgh"))
    found = rf.committee.monroe(votes, 4, outcomes="all")
    assert found.score == Fraction(10)
    assert len(found.outcomes) == 6
    assert set(rf.committee.greedy_monroe(votes, 4).members) == {"a", "c", "d", "f"}
