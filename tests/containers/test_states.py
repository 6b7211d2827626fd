"""`PairwiseCounts` and `PositionalCounts`: counting, merging, shipping."""

from __future__ import annotations

import pickle
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

ITEMS = ["a", "b", "c"]
ORDERS = [["a", "b", "c"], ["b", ("a", "c")], ["c"], [], ["a", "b"]]
STATES = [rf.PairwiseCounts, rf.PositionalCounts]


def ballots(orders: list[Any], weights: Any = None) -> rf.Ballots:
    return rf.Ballots.from_orders(orders, items=ITEMS, weights=weights)


def test_pairs_are_told_apart() -> None:
    counts = ballots(ORDERS, weights=[1, 2, 3, 4, 5]).pairwise()
    assert counts.wins.tolist() == [[0, 6, 1], [2, 0, 3], [0, 0, 0]]
    assert counts.ties.tolist() == [[0, 0, 2], [0, 0, 0], [2, 0, 0]]
    assert counts.only_one.tolist() == [[0, 0, 5], [0, 0, 5], [3, 3, 0]]
    assert counts.total_weight == 15
    assert counts.wins.dtype == np.int64
    assert counts.preference("absent").tolist() == counts.wins.tolist()
    assert counts.preference().tolist() == (counts.wins + counts.only_one).tolist()
    floats = ballots(ORDERS, weights=[0.5, 1, 1.5, 2, 2.5]).pairwise()
    assert (floats.wins * 2 == counts.wins).all()
    assert floats.wins.dtype == np.float64


def test_places_are_counted() -> None:
    counts = ballots(ORDERS).positional()
    # The unranked items of a ballot share the places at its end.
    thirds = 1 / 3
    assert counts.places == pytest.approx(
        np.array(
            [
                [2 + thirds, 0.5 + thirds + 0.5, 0.5 + thirds + 0.5],
                [1 + thirds, 2 + thirds + 0.5, thirds + 0.5],
                [1 + thirds, 0.5 + thirds, 1 + 0.5 + thirds + 1],
            ]
        )
    )


@pytest.mark.parametrize("state_class", STATES)
@given(split=st.integers(0, 5), weights=st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_merging_is_counting_together(state_class: Any, split: int, weights: list[int]) -> None:
    whole = state_class(ITEMS).update(ballots(ORDERS, weights))
    first = state_class(ITEMS).update(ballots(ORDERS[:split], weights[:split]))
    second = state_class(ITEMS).update(ballots(ORDERS[split:], weights[split:]))
    assert first.copy().merge(second).to_bytes() == whole.to_bytes()
    assert second.merge(first).to_bytes() == whole.to_bytes()


@given(weights=st.lists(st.floats(0, 1e6).map(lambda w: round(w, 3)), min_size=5, max_size=5), split=st.integers(0, 5))
def test_float_weights_merge_within_rounding(weights: list[float], split: int) -> None:
    whole = ballots(ORDERS, weights).pairwise()
    merged = (
        ballots(ORDERS[:split], weights[:split]).pairwise().merge(ballots(ORDERS[split:], weights[split:]).pairwise())
    )
    for name in ("wins", "ties", "only_one"):
        np.testing.assert_allclose(getattr(merged, name), getattr(whole, name), rtol=1e-12, atol=0)


@pytest.mark.parametrize("state_class", STATES)
@pytest.mark.parametrize("weights", [None, [1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.5]])
def test_bytes_files_and_pickles_come_back(state_class: Any, weights: Any, tmp_path: Any) -> None:
    state = state_class(ITEMS, missing="absent").update(ballots(ORDERS, weights))
    state.save(tmp_path / "state")
    for back in (
        state_class.from_bytes(state.to_bytes()),
        state_class.load(tmp_path / "state"),
        pickle.loads(pickle.dumps(state)),
        state.copy(),
    ):
        assert back.to_bytes() == state.to_bytes()
        assert (back.items, back.missing) == (tuple(ITEMS), "absent")
    with pytest.raises(rf.CorruptStateError):
        STATES[1 - STATES.index(state_class)].from_bytes(state.to_bytes())


@pytest.mark.parametrize("state_class", STATES)
@given(data=st.data())
def test_damaged_bytes_are_refused(state_class: Any, data: st.DataObject) -> None:
    content = bytearray(state_class(ITEMS).update(ballots(ORDERS)).to_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(rf.CorruptStateError):
        state_class.from_bytes(bytes(content))
    with pytest.raises(rf.CorruptStateError):
        state_class.from_bytes(bytes(content[:at]))


@pytest.mark.parametrize("state_class", STATES)
def test_other_items_are_refused_and_nothing_changes(state_class: Any) -> None:
    state = state_class(ITEMS).update(ballots(ORDERS))
    before = state.to_bytes()
    for items in (["a", "b"], ["a", "c", "b"], ["a", "b", "d"]):
        with pytest.raises(rf.IncompatibleStateError):
            state.merge(state_class(items))
        with pytest.raises(rf.IncompatibleStateError):
            state.update(rf.Ballots.from_orders([[]], items=items))
    with pytest.raises(rf.InvalidTypeError, match="update takes Ballots, got list"):
        state.update(ORDERS)
    with pytest.raises(rf.InvalidTypeError, match="cannot merge a int"):
        state.merge(3)
    assert state.to_bytes() == before


def test_counts_give_the_rankings_that_ballots_give() -> None:
    votes = ballots(ORDERS, [1, 2, 3, 4, 5])
    for rule in ("copeland", "minimax", "schulze", "condorcet_winner"):
        assert votes.pairwise().finish(rule=rule).scores.tolist() == rf.rank.rank_by(votes, rule).scores.tolist()
    for rule in ("borda", "plurality", "mean_rank", "median_rank"):
        assert votes.positional().finish(rule=rule).scores.tolist() == rf.rank.rank_by(votes, rule).scores.tolist()


def test_threads_may_update_one_state() -> None:
    state, part = rf.PairwiseCounts(ITEMS), ballots(ORDERS)
    threads = [threading.Thread(target=lambda: [state.update(part) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (state.wins == 800 * part.pairwise().wins).all()


@pytest.mark.parametrize(
    ("matrix", "options", "text"),
    [
        ([[0, 1, 2], [1, 0, 3]], {}, "wins has shape (2, 3): expected (n_items, n_items)"),
        ([[0, -1], [1, 0]], {}, "wins[0, 1] = -1 is not a weight"),
        ([[0, float("nan")], [1, 0]], {}, "wins[0, 1] = NaN is not a weight"),
        ([[0, 1], [1, 0]], {"items": ["a"]}, "items has 1 entries: expected 2"),
        ([[0, 1], [1, 0]], {"ties": [[0, 1], [2, 0]]}, "ties[1, 0] = 2 is not symmetric"),
        ([[0, 1], [1, 0]], {"only_one": [[0]]}, "shape (1, 1)"),
        ([[0, 1], [1, 0]], {"total_weight": -1.0}, "total_weight = -1"),
        ([[0, 1], [1]], {}, "wins is ragged"),
    ],
)
def test_matrices_that_are_refused(matrix: Any, options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        rf.PairwiseCounts.from_matrix(matrix, **options)
    assert text in str(raised.value)


def test_overflow_is_refused_and_nothing_changes() -> None:
    huge = rf.PairwiseCounts.from_matrix([[0, 2**60], [0, 0]])
    before = huge.to_bytes()
    with pytest.raises(rf.SizeLimitError):
        huge.merge(huge.copy())
    assert huge.to_bytes() == before
    with pytest.raises(rf.SizeLimitError, match=r"below 2\*\*61"):
        rf.PairwiseCounts.from_matrix([[0, 2**61], [0, 0]])
    large = rf.PairwiseCounts.from_matrix([[0, 1e308], [0, 0]])
    with pytest.raises(rf.SizeLimitError):
        large.merge(large.copy())
    assert large.wins[0, 1] == 1e308


def test_too_many_items_are_refused_before_memory_is_asked_for() -> None:
    with pytest.raises(rf.SizeLimitError, match="32768"):
        rf.PairwiseCounts(range(40_000))
