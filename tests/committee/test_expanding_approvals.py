"""The expanding approvals rule against its twin, and its laws."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.ballot_profiles import BallotProfile, ballot_profiles
from tests.naive.committee import expanding_approvals as twin


@given(profile=ballot_profiles(ties=True), quota=st.sampled_from(["droop", "droop_integer", "hare"]))
def test_outcomes_are_those_of_the_twin(profile: BallotProfile, quota: str) -> None:
    votes, request = profile.ballots(), profile.request()
    every = rf.committee.expanding_approvals(votes, profile.k, quota=quota, outcomes="all", **request)
    expected = twin.outcomes(
        profile.tiers,
        profile.exact_weights,
        profile.n_items,
        profile.k,
        profile.allowed,
        quota=quota,
        missing=profile.missing,
    )
    assert {profile.items(members) for members in every.outcomes} == expected
    assert every.complete
    one = rf.committee.expanding_approvals(votes, profile.k, quota=quota, **request)
    assert one.members == every.members
    assert one.exact
    assert not one.complete or len(expected) == 1


@given(profile=ballot_profiles(ties=False, with_groups=False, most_items=6))
def test_solid_coalitions_get_their_seats(profile: BallotProfile) -> None:
    """A coalition with more than ``j`` quotas whose voters all put the same items first elects ``j`` of them."""
    committee = rf.committee.expanding_approvals(profile.ballots(), profile.k)
    members = profile.items(committee.members)
    pairs = list(zip(profile.orders, profile.exact_weights, strict=True))
    n = sum(weight for _, weight in pairs)
    for size in range(1, profile.n_items + 1):
        for coalition in {frozenset(order[:size]) for order, _ in pairs if len(order) >= size}:
            solid = sum(w for order, w in pairs if len(order) >= size and set(order[:size]) == coalition)
            seats = next(j for j in range(size, -1, -1) if j == 0 or solid * (profile.k + 1) > j * n)
            assert len(members & coalition) >= min(seats, profile.k)


def test_supporters_pay_the_quota_together() -> None:
    votes = rf.Ballots.from_orders([["a", "b", "c"], ["a", "c", "b"], ["c", "b", "a"]], weights=[4, 2, 3])
    committee = rf.committee.expanding_approvals(votes, 2)
    # a has 6 at the first place, of which 3 are paid; then b has 2 + 3 behind it, c 1 + 3.
    assert committee.members == ("a", "c")
    assert [entry.value for entry in committee.rounds] == [6, Fraction(3)]
    dearer = rf.committee.expanding_approvals(votes, 2, quota="droop_integer")
    # After 4 of 6 are paid, b has 4/3 + 3 behind it at the second place and c 2/3 + 3.
    assert dearer.members == ("a", "b")
    assert dearer.rounds[1].value == Fraction(13, 3)


def test_tied_items_are_approved_of_together() -> None:
    votes = rf.Ballots.from_orders([[("a", "b"), "c"], [("a", "b"), "c"], ["c"]])
    assert rf.committee.expanding_approvals(votes, 1).members == ("a",)
    every = rf.committee.expanding_approvals(votes, 1, outcomes="all")
    assert every.outcomes == (("a",), ("b",))
