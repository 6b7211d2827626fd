"""`ApprovalCounts`: counting, merging, shipping, electing."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import profiles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.committee.profiles import Profile

ITEMS = ["a", "b", "c"]
SETS = [{"a", "b"}, {"a"}, set(), {"a", "b", "c"}, {"c"}]
RULES = ("approval", "satisfaction_approval")


def counted(sets: list[Any], weights: Any = None) -> rf.ApprovalCounts:
    return rf.ApprovalCounts(ITEMS).update(rf.Approvals.from_sets(sets, items=ITEMS, weights=weights))


@given(profile=profiles(), data=st.data())
def test_counts_elect_whom_the_votes_elect(profile: Profile, data: st.DataObject) -> None:
    votes = profile.approvals()
    cut = data.draw(st.integers(0, len(profile.sets)))
    counts = rf.ApprovalCounts(votes.items)
    for some in (slice(0, cut), slice(cut, None)):
        sets = [[votes.items[item] for item in members] for members in profile.sets[some]]
        part = rf.Approvals.from_sets(sets, items=votes.items, weights=list(profile.weights[some]))
        counts.merge(part.counts())
    expected = [
        sum(weight for members, weight in zip(profile.sets, profile.exact_weights, strict=True) if item in members)
        for item in range(profile.n_items)
    ]
    assert counts.support.tolist() == [float(weight) for weight in expected]
    assert counts.voters == float(sum(profile.exact_weights))
    for rule in RULES:
        whole = getattr(rf.committee, rule)(votes, profile.k, outcomes="all", **profile.request())
        found = counts.finish(profile.k, rule=rule, outcomes="all", **profile.request())
        assert found.to_dict() == whole.to_dict()
        score = rf.committee.committee_score(whole.members, counts, rule)
        assert score == whole.score


@given(
    split=st.integers(0, 5),
    weights=st.lists(
        st.one_of(st.integers(0, 9), st.floats(0, 1e6).map(lambda weight: round(weight, 3))), min_size=5, max_size=5
    ),
)
def test_merging_is_counting_together(split: int, weights: list[float]) -> None:
    whole = counted(SETS, [float(weight) for weight in weights])
    first, second = (counted(SETS[some], weights[some]) for some in (slice(0, split), slice(split, 5)))
    for merged in (first.copy().merge(second), second.copy().merge(first)):
        assert merged.support.tolist() == whole.support.tolist()
        assert merged.voters == whole.voters
    integers = [int(weight) for weight in weights]
    first, second = (counted(SETS[some], integers[some]) for some in (slice(0, split), slice(split, 5)))
    assert first.copy().merge(second).to_bytes() == second.merge(first).to_bytes() == counted(SETS, integers).to_bytes()


@pytest.mark.parametrize("weights", [None, [1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.5]])
def test_bytes_files_and_pickles_come_back(weights: Any, tmp_path: Path) -> None:
    state = counted(SETS, weights)
    state.save(tmp_path / "state")
    for back in (
        rf.ApprovalCounts.from_bytes(state.to_bytes()),
        rf.ApprovalCounts.load(tmp_path / "state"),
        pickle.loads(pickle.dumps(state)),
        state.copy(),
    ):
        assert back.to_bytes() == state.to_bytes()
        assert (back.items, back.n_items) == (tuple(ITEMS), 3)
    with pytest.raises(rf.CorruptStateError, match="kind is 9"):
        rf.PositionalCounts.from_bytes(state.to_bytes())


@given(data=st.data())
def test_damaged_bytes_are_refused(data: st.DataObject) -> None:
    content = bytearray(counted(SETS).to_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(rf.CorruptStateError):
        rf.ApprovalCounts.from_bytes(bytes(content))
    with pytest.raises(rf.CorruptStateError):
        rf.ApprovalCounts.from_bytes(bytes(content[:at]))


def test_other_items_are_refused_and_nothing_changes() -> None:
    state = counted(SETS)
    before = state.to_bytes()
    for items in (["a", "b"], ["a", "c", "b"], ["a", "b", "d"]):
        with pytest.raises(rf.IncompatibleStateError):
            state.merge(rf.ApprovalCounts(items))
        with pytest.raises(rf.IncompatibleStateError):
            state.update(rf.Approvals.from_sets([[]], items=items))
    with pytest.raises(rf.InvalidTypeError, match="update takes Approvals, got list"):
        state.update(SETS)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidTypeError, match="cannot merge a PositionalCounts into ApprovalCounts"):
        state.merge(rf.PositionalCounts(ITEMS))  # type: ignore[arg-type]
    with pytest.raises(rf.SizeLimitError, match="a count of approvals"):
        counted(SETS, [1e30] * 5).merge(counted(SETS, [1e-30] * 5))
    assert state.to_bytes() == before


def test_rules_that_ask_who_approves_of_what_refuse_counts() -> None:
    state = counted(SETS)
    for rule in ("pav", "equal_shares", "sequential_phragmen"):
        with pytest.raises(rf.InputKindError, match=f"{rule} cannot read ApprovalCounts, which do not say who"):
            getattr(rf.committee, rule)(state, 1)
    with pytest.raises(rf.InputKindError, match="bloc cannot read ApprovalCounts: expected rankings"):
        rf.committee.bloc(state, 1)
    with pytest.raises(rf.InputKindError, match="check cannot read ApprovalCounts"):
        rf.committee.check(["a"], state, "jr")
    with pytest.raises(rf.InvalidInputError, match="threshold = 2 is for rankings"):
        rf.committee.approval(state, 1, threshold=2)
    assert rf.committee.approval(state, 1, costs="ignore").members == ("a",)


def test_nothing_counted_yet() -> None:
    state = rf.ApprovalCounts(ITEMS)
    assert (state.support.tolist(), state.voters, repr(state)) == ([0, 0, 0], 0, "ApprovalCounts(3 items, 0 voters)")
    assert state.finish(2).members == ("a", "b")
    with pytest.raises(ValueError, match="read-only"):
        state.support[0] = 1


def test_many_sets_of_many_sizes() -> None:
    """More sets than a byte, and than 16 bits, can count."""
    generator = np.random.default_rng(7)
    approved = generator.random((70_000, 6)) < generator.random((70_000, 1))
    counts = rf.Approvals.from_array(approved, items=list(range(6))).counts()
    assert counts.support.tolist() == approved.sum(axis=0).tolist()
    assert counts.voters == 70_000
    expected = (approved / np.maximum(approved.sum(axis=1, keepdims=True), 1)).sum(axis=0)
    shares = [float(rf.committee.committee_score([item], counts, "satisfaction_approval")) for item in range(6)]
    np.testing.assert_allclose(shares, expected, rtol=1e-12)
