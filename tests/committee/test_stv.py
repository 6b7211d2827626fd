"""The single transferable vote against its twin, and its laws."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.ballot_profiles import BallotProfile, ballot_profiles
from tests.naive.committee import stv as twin

if TYPE_CHECKING:
    from collections.abc import Sequence

GREGORY = ("weighted_inclusive", "last_parcel", "scottish")
TRANSFERS = (*GREGORY, "meek", "warren")
PREVIOUS = ("backwards", "forwards", "none")
QUOTAS: dict[str, tuple[str | None, ...]] = {
    "weighted_inclusive": (None, "droop", "droop_integer", "hare"),
    "last_parcel": (None, "droop", "droop_integer", "hare"),
    "scottish": (None, "droop_integer"),
    "meek": (None, "droop"),
    "warren": (None, "droop"),
}


def counted(profile: BallotProfile, **options: Any) -> twin.Count:
    """The twin's count with the lot of the profile."""
    return twin.run(
        profile.orders, profile.exact_weights, profile.n_items, profile.k, profile.allowed, profile.choose, **options
    )


@st.composite
def cases(draw: st.DrawFn, transfers: Sequence[str]) -> tuple[BallotProfile, dict[str, Any]]:
    transfer = draw(st.sampled_from(transfers))
    # Scottish papers are whole, and the twin of Meek takes sums of tenths that differ by a rounding to be equal.
    profile = draw(ballot_profiles(ties=False, floats=transfer in ("weighted_inclusive", "last_parcel")))
    quota = draw(st.sampled_from(QUOTAS[transfer]))
    previous = draw(st.sampled_from(PREVIOUS))
    return profile, {"transfer": transfer, "quota": quota, "previous_stages": previous}


@given(case=cases(TRANSFERS))
def test_members_are_those_of_the_twin(case: tuple[BallotProfile, dict[str, Any]]) -> None:
    profile, options = case
    count = rf.committee.stv(profile.ballots(), profile.k, **options, **profile.request())
    expected = counted(profile, **options)
    assert [profile.labels.index(label) for label in count.members] == expected.elected
    # Between votes that Meek's bounds cannot tell apart, and only there, is anything uncertain.
    assert count.exact or options["transfer"] in ("meek", "warren")


@given(case=cases(GREGORY))
def test_the_table_is_that_of_the_twin(case: tuple[BallotProfile, dict[str, Any]]) -> None:
    profile, options = case
    count = rf.committee.stv(profile.ballots(), profile.k, **options, **profile.request())
    expected = counted(profile, **options)
    assert len(count.stages) == len(expected.stages)
    for stage, naive in zip(count.stages, expected.stages, strict=True):
        assert stage.action == naive["action"]
        assert profile.items(stage.items) == frozenset(naive["items"])
        assert [profile.labels.index(label) for label in stage.elected] == naive["elected"]
        assert {profile.labels.index(label): votes for label, votes in stage.votes.items()} == naive["votes"]
        assert (stage.exhausted, stage.lost) == (naive["exhausted"], naive["lost"])
        assert not stage.keep


@given(case=cases(GREGORY))
def test_all_outcomes_are_those_of_the_twin(case: tuple[BallotProfile, dict[str, Any]]) -> None:
    profile, options = case
    votes, request = profile.ballots(), profile.request()
    every = rf.committee.stv(votes, profile.k, outcomes="all", **options, **request)
    expected = twin.outcomes(
        profile.orders, profile.exact_weights, profile.n_items, profile.k, profile.allowed, **options
    )
    assert {profile.items(members) for members in every.outcomes} == expected
    assert every.complete
    one = rf.committee.stv(votes, profile.k, **options, **request)
    assert one.members == every.members == every.outcomes[0]
    assert one.stages == every.stages
    assert not one.complete or len(expected) == 1


@given(case=cases(TRANSFERS))
def test_votes_are_kept(case: tuple[BallotProfile, dict[str, Any]]) -> None:
    profile, options = case
    count = rf.committee.stv(profile.ballots(), profile.k, **options, **profile.request())
    total = sum(w for ballot, w in zip(profile.tiers, profile.exact_weights, strict=True) if ballot)
    exact = options["transfer"] in GREGORY
    for stage in count.stages:
        kept = sum(stage.votes.values()) + stage.exhausted + stage.lost
        assert kept == total if exact else abs(kept - total) <= 1e-9
        assert exact == isinstance(stage.exhausted, Fraction)
        if not exact:
            assert abs(stage.quota - (total - stage.exhausted) / (profile.k + 1)) < 1e-9
    assert [item for stage in count.stages for item in stage.elected] == list(count.members)
    assert set(count.stages[-1].votes) >= set(count.members)


@given(case=cases(TRANSFERS))
def test_the_elected_have_the_quota_or_are_the_last(case: tuple[BallotProfile, dict[str, Any]]) -> None:
    profile, options = case
    if profile.groups:
        return
    count = rf.committee.stv(profile.ballots(), profile.k, **options, **profile.request())
    for stage in count.stages[:-1]:
        assert all(stage.votes[item] >= stage.quota - 1e-9 for item in stage.elected)
    last = count.stages[-1]
    short = [item for item in last.elected if last.votes[item] < last.quota - 1e-9]
    # Whoever is elected without the quota was left when there was a seat for each.
    assert not short or set(last.votes) == set(count.members)


@given(case=cases(TRANSFERS), data=st.data())
def test_order_does_not_matter(case: tuple[BallotProfile, dict[str, Any]], data: st.DataObject) -> None:
    profile, options = case
    expected = rf.committee.stv(profile.ballots(), profile.k, **options, **profile.request())
    voters = data.draw(st.permutations(range(len(profile.tiers))))
    shuffled = BallotProfile(
        profile.n_items,
        tuple(profile.tiers[v] for v in voters),
        tuple(profile.weights[v] for v in voters),
        profile.k,
        profile.groups,
        profile.missing,
    )
    items = data.draw(st.permutations(profile.labels))
    other = shuffled.ballots()
    moved = rf.Ballots.from_orders(other.orders(), items=items, weights=other.weights)
    for votes in (other, moved):
        count = rf.committee.stv(votes, profile.k, **options, **profile.request())
        assert count.members == expected.members
        assert count.stages == expected.stages


@given(profile=ballot_profiles(ties=False, floats=False), transfer=st.sampled_from(TRANSFERS))
def test_weights_are_repetition(profile: BallotProfile, transfer: str) -> None:
    votes = profile.ballots()
    repeated = [
        order for order, weight in zip(votes.orders(), profile.weights, strict=True) for _ in range(int(weight))
    ]
    if not repeated:
        return
    expected = rf.committee.stv(votes, profile.k, transfer=transfer, **profile.request())
    again = rf.Ballots.from_orders(repeated, items=list(profile.labels))
    count = rf.committee.stv(again, profile.k, transfer=transfer, **profile.request())
    assert count.members == expected.members
    if transfer in GREGORY:
        assert count.stages == expected.stages


@given(
    profile=ballot_profiles(ties=False, with_groups=False, most_items=6),
    transfer=st.sampled_from(["weighted_inclusive", "meek", "warren"]),
)
def test_solid_coalitions_get_their_seats(profile: BallotProfile, transfer: str) -> None:
    """A coalition with more than ``j`` quotas whose voters all put the same items first elects ``j`` of them."""
    count = rf.committee.stv(profile.ballots(), profile.k, transfer=transfer, **profile.request())
    members = profile.items(count.members)
    pairs = list(zip(profile.orders, profile.exact_weights, strict=True))
    n = sum(weight for order, weight in pairs if order)
    for size in range(1, profile.n_items + 1):
        for coalition in {frozenset(order[:size]) for order, _ in pairs if len(order) >= size}:
            solid = sum(w for order, w in pairs if len(order) >= size and set(order[:size]) == coalition)
            seats = next(j for j in range(size, -1, -1) if j == 0 or solid * (profile.k + 1) > j * n)
            assert len(members & coalition) >= min(seats, profile.k)


@pytest.mark.parametrize("transfer", TRANSFERS)
def test_one_seat_is_instant_runoff(transfer: str) -> None:
    votes = _four()
    assert rf.committee.stv(votes, 1, transfer=transfer).members == ("b",)


def _four() -> rf.Ballots:
    return rf.Ballots.from_orders([list("abc"), list("bca"), list("cba"), list("cab")], weights=[7, 6, 4, 1])


def test_meek_goes_on_to_the_balance() -> None:
    # a keeps e of 121 votes, and 61 (1 - e) are exhausted: 121 e = (180 - 61 (1 - e)) / 3.
    votes = rf.Ballots.from_orders([["a"], ["a", "b"], ["c", "d"], ["d", "c"]], weights=[61, 60, 30, 29])
    count = rf.committee.stv(votes, 2, transfer="meek")
    second = count.stages[1]
    assert abs(second.keep["a"] - 119 / 302) < 1e-12
    assert abs(second.quota - 121 * 119 / 302) < 1e-10
    assert abs(second.votes["b"] - 60 * 183 / 302) < 1e-10
    assert (count.members, count.exact) == (("a", "c"), True)
    # Under Warren's transfers what a takes of each paper is the same, so the balance of this stage is too.
    warren = rf.committee.stv(votes, 2, transfer="warren").stages[1]
    assert abs(warren.keep["a"] - 119 / 302) < 1e-12


def test_a_tie_goes_by_the_latest_stage_with_a_difference() -> None:
    # a and b have 4 votes each once c is out; b had more before.
    votes = rf.Ballots.from_orders([["a"], ["c", "a"], ["b"], ["d"]], weights=[3, 1, 4, 9])
    assert rf.committee.stv(votes, 2).members == ("d", "b")
    assert rf.committee.stv(votes, 2, previous_stages="none").members == ("d", "a")
    lot = rf.committee.stv(votes, 2, previous_stages="none", tie_break=["b", "a", "c", "d"])
    assert (lot.members, lot.complete) == (("d", "b"), False)
    assert rf.committee.stv(votes, 2).complete


def test_scottish_values_are_cut_off() -> None:
    votes = rf.Ballots.from_orders([["a", "b"], ["a", "c"], ["b"], ["c"], ["d"]], weights=[5, 2, 1, 1, 3])
    count = rf.committee.stv(votes, 2, transfer="scottish")
    second = count.stages[1]
    # The quota is 5, so each of 7 papers is worth 2/7 = 0.28571 now.
    assert second.quota == 5
    assert second.votes == {"a": 5, "b": 1 + 5 * Fraction("0.28571"), "c": 1 + 2 * Fraction("0.28571"), "d": 3}
    assert second.lost == 2 - 7 * Fraction("0.28571")


def test_a_doomed_item_leaves_and_a_guarded_one_stays() -> None:
    votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a", "c"], ["c"], ["d"]], weights=[6, 5, 2, 1])
    groups = {"first": ["a", "b"], "rest": ["c", "d"]}
    count = rf.committee.stv(votes, 2, groups=groups, upper={"first": 1})
    assert count.members == ("a", "c")
    assert [stage.action for stage in count.stages[:2]] == ["first_preferences", "bounds"]
    assert count.stages[1].items == ("b",)
    guarded = rf.committee.stv(votes, 2, groups={"last": ["d"]}, lower={"last": 1})
    assert guarded.members == ("a", "d")
    assert guarded.group_counts == {"last": 1}


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (
            {"transfer": "gregory"},
            "expected one of 'weighted_inclusive', 'last_parcel', 'scottish', 'meek' or 'warren'",
        ),
        ({"quota": "imperiali"}, "expected one of 'droop', 'droop_integer' or 'hare'"),
        ({"previous_stages": "sideways"}, "expected one of 'backwards', 'forwards' or 'none'"),
        ({"transfer": "scottish", "quota": "hare"}, "expected 'droop_integer', the quota of this transfer"),
        ({"transfer": "meek", "quota": "droop_integer"}, "expected 'droop', the quota of this transfer"),
        ({"transfer": "warren", "outcomes": "all"}, "which compare rounded numbers"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=text):
        rf.committee.stv([["a", "b"], ["b"]], 1, **options)


def test_votes_that_cannot_be_counted() -> None:
    with pytest.raises(rf.InvalidInputError, match="voter 1 ranks two items at the same place"):
        rf.committee.stv([["a", "b"], ["c", ("a", "b")]], 1)
    votes = rf.Ballots.from_orders([["a"], ["b"]], weights=[0.5, 1.5])
    with pytest.raises(rf.InvalidInputError, match="whole numbers of papers"):
        rf.committee.stv(votes, 1, transfer="scottish")
    with pytest.raises(rf.InputKindError, match="expected rankings"):
        rf.committee.stv(rf.Approvals.from_sets([{"a"}]), 1)


def test_nobody_votes() -> None:
    votes = rf.Ballots.from_orders([[], []], items=["b", "a", "c"])
    for transfer in TRANSFERS:
        count = rf.committee.stv(votes, 2, transfer=transfer)
        assert count.members == ("a", "b")
        assert count.complete is False


def test_many_seats_are_still_exact() -> None:
    """Fractions that double in length with each of 24 surpluses are bounded instead."""
    m, k = 40, 24
    orders = [[(start + step * jump) % m for jump in range(m)] for start in range(m) for step in (1, 3, 7, 9)]
    weights = [1 + (37 * voter) % 11 + 60 * (voter < 60) for voter in range(len(orders))]
    count = rf.committee.stv(rf.Ballots.from_orders(orders, weights=weights), k)
    assert len(set(count.members)) == k
    assert count.exact
    assert isinstance(count.stages[1].exhausted, Fraction)
    assert isinstance(count.stages[-1].exhausted, float)
    for stage in count.stages:
        assert abs(float(sum(stage.votes.values())) + float(stage.exhausted) - sum(weights)) < 1e-6


def test_results_as_frames_and_texts() -> None:
    import pickle

    count = rf.committee.stv(_four(), 2, transfer="meek")
    frame = count.to_frame("pandas")
    assert list(frame.columns) == ["stage", "action", "item", "votes", "elected", "keep"]
    assert set(frame["stage"]) == set(range(1, len(count.stages) + 1))
    assert frame.groupby("stage")["votes"].sum().round(9).tolist() == [18.0] * len(count.stages)
    assert count.to_dict()["stages"][0]["votes"] == {"a": 7.0, "b": 6.0, "c": 5.0}
    assert "quota 6" in repr(count)
    assert pickle.loads(pickle.dumps(count)).stages == count.stages
