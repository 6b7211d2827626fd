"""Rules whose score is a sum of points of the members, on rankings, and what all such rules keep."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.elections import rankings
from tests.committee.profiles import profiles
from tests.naive.committee.search import best, committees

if TYPE_CHECKING:
    from tests.strategies import Votes

#: The rule of rank that gives the points of each rule, and its options.
POINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sntv": ("plurality", ("ties",)),
    "bloc": ("approval_at_k", ("ties",)),
    "k_borda": ("borda", ("ties", "missing")),
}


def counted_in_parts(votes: Votes, cut: int) -> rf.PositionalCounts:
    """The places of the first voters and those of the others, each counted apart and shipped."""
    state = rf.PositionalCounts(votes.labels, missing=votes.missing)
    for some in (slice(0, cut), slice(cut, None)):
        weights = None if votes.weights is None else votes.weights[some]
        part = replace(votes, ballots=votes.ballots[some], weights=weights).to_ballots().positional()
        state.merge(rf.PositionalCounts.from_bytes(part.to_bytes()))
    return state


@pytest.mark.parametrize("rule", POINTS)
@given(data=st.data())
def test_members_have_the_most_points(rule: str, data: st.DataObject) -> None:
    votes, k, allowed, request = data.draw(rankings())
    options: dict[str, Any] = {"ties": data.draw(st.sampled_from(["average", "min", "max"]))}
    twin, names = POINTS[rule]
    if "missing" in names:
        readings = ["below", "average", "zero_points"] + ["absent", "compatible"] * (options["ties"] == "average")
        options["missing"] = data.draw(st.sampled_from(readings))
    elif votes.missing == "absent":
        assume(votes.is_complete or rule != "k_borda")
    points = votes.scores(twin, **options, **({"k": k} if rule == "bloc" else {}))

    def score(committee: frozenset[int]) -> Fraction:
        return sum((Fraction(points[item] or 0) for item in committee), Fraction(0))

    found = getattr(rf.committee, rule)(votes.to_ballots(), k, outcomes="all", **options, **request)
    expected = best(committees(votes.n_items, k, allowed), score)
    assert {frozenset(votes.labels.index(label) for label in members) for members in found.outcomes} == expected
    members = frozenset(votes.labels.index(label) for label in found.members)
    assert found.score == score(members)
    assert rf.committee.committee_score(found.members, votes.to_ballots(), rule, **options) == found.score
    one = getattr(rf.committee, rule)(votes.to_ballots(), k, **options, **request)
    assert one.members == found.members
    places = counted_in_parts(votes, data.draw(st.integers(0, len(votes.ballots))))
    assert getattr(rf.committee, rule)(places, k, outcomes="all", **options, **request).to_dict() == found.to_dict()
    assert rf.committee.committee_score(found.members, places, rule, **options) == found.score


@pytest.mark.parametrize(
    "rule", ["approval", "satisfaction_approval", "sequential_pav", "sequential_chamberlin_courant"]
)
@given(profile=profiles(with_groups=False))
def test_one_seat_more_turns_nobody_out(rule: str, profile: Any) -> None:
    assume(profile.k < profile.n_items)
    options = {"scores": "approval"} if rule == "sequential_chamberlin_courant" else {}
    function = getattr(rf.committee, rule)
    fewer, more = (function(profile.approvals(), k, **options) for k in (profile.k, profile.k + 1))
    assert more.members[:-1] == fewer.members


@given(profiles(with_groups=False))
def test_one_seat_fewer_brings_nobody_in(profile: Any) -> None:
    assume(profile.k > 1)
    fewer, more = (rf.committee.reverse_sequential_pav(profile.approvals(), k) for k in (profile.k - 1, profile.k))
    assert set(fewer.members) < set(more.members)


@pytest.mark.parametrize("rule", ["sntv", "k_borda"])
@given(drawn=rankings())
def test_one_seat_more_turns_nobody_out_on_rankings(rule: str, drawn: Any) -> None:
    votes, k, _, _ = drawn
    assume(k < votes.n_items)
    fewer, more = (getattr(rf.committee, rule)(votes.to_ballots(), seats) for seats in (k, k + 1))
    assert more.members[:-1] == fewer.members


def test_rules_that_ask_for_more_than_places_refuse_counts_of_places() -> None:
    places = rf.Ballots.from_orders([["a", "b", "c"], ["b", "a", "c"]]).positional()
    for rule in ("chamberlin_courant", "stv", "expanding_approvals"):
        with pytest.raises(rf.InputKindError, match=f"{rule} cannot read PositionalCounts, which do not say who ranks"):
            getattr(rf.committee, rule)(places, 1)
    for rule in ("approval", "pav", "equal_shares"):
        with pytest.raises(rf.InputKindError, match=f"{rule} cannot read PositionalCounts: expected approvals"):
            getattr(rf.committee, rule)(places, 1)
    with pytest.raises(rf.InputKindError, match="check cannot read PositionalCounts"):
        rf.committee.check(["a"], places, "jr")
    with pytest.raises(rf.InvalidInputError, match="k = 4"):
        rf.committee.k_borda(places, 4)


def test_nobody_ranked_anything_yet() -> None:
    places = rf.PositionalCounts(["b", "a"])
    for rule in POINTS:
        found = getattr(rf.committee, rule)(places, 1)
        assert (found.members, found.score) == (("a",), 0)


def test_scores_of_committees_name_what_is_wrong() -> None:
    votes = rf.Approvals.from_sets([{"a", "b"}, {"a"}])
    score = rf.committee.committee_score
    assert score(["a", "b"], votes, "approval") == 3
    assert score(["b"], votes, "satisfaction_approval") == Fraction(1, 2)
    assert score(["a"], rf.Ballots.from_orders([["a", "b"]]), "approval", threshold=1) == 1
    with pytest.raises(rf.InvalidInputError, match=r'members\[1\] = "z" is not an item'):
        score(["a", "z"], votes, "pav")
    with pytest.raises(rf.InvalidInputError, match="a second time"):
        score(["a", "a"], votes, "pav")
    with pytest.raises(rf.InvalidInputError, match="did you mean 'pav'"):
        score(["a"], votes, "paw")
    with pytest.raises(rf.InvalidTypeError, match="members is of type str"):
        score("ab", votes, "pav")
    with pytest.raises(rf.RankfoldError, match="wieghts"):
        score(["a"], votes, "thiele", weights="odd", wieghts=1)
    with pytest.raises(rf.InvalidTypeError, match="needs the option 'weights'"):
        score(["a"], votes, "thiele")


@pytest.mark.parametrize("weight", [5e-324, 1e-300, 0.1, 1e300])
def test_overlapping_groups_take_weights_of_any_size(weight: float) -> None:
    votes = rf.Approvals.from_sets([{"a"}, {"b", "c"}, {"c"}], weights=[2 * weight, weight, weight])
    bounds: dict[str, Any] = {"groups": {"x": ["a", "b"], "y": ["b", "c"]}, "lower": {"x": 1, "y": 1}}
    found = rf.committee.approval(votes, 1, **bounds)
    assert (found.members, found.score) == (("b",), Fraction(weight))
    two = rf.committee.approval(votes, 2, outcomes="all", **bounds)
    assert (two.outcomes, two.score, two.complete) == ((("a", "c"),), 4 * Fraction(weight), True)
