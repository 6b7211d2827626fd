"""Score tables from arrays: what is accepted, what is refused, what comes back."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import polars as pl
import pytest

import rankfold as rf

NAN = float("nan")


def test_holds_what_it_was_given() -> None:
    table = rf.ScoreTable(
        [[1.0, 2.0, NAN], [3.0, 1.0, 2.0]],
        items=["a", "b", 7],
        rows=["speed", "error"],
        lower_is_better=[False, True],
        weights=[2, 3],
        groups=["fast", "right"],
    )
    assert (table.n_items, table.n_rows) == (3, 2)
    assert table.items == ("a", "b", 7)
    assert table.rows == ("speed", "error")
    assert table.lower_is_better.tolist() == [False, True]
    assert table.weights.tolist() == [2, 3]
    assert table.weights.dtype == np.int64
    assert table.groups == ("fast", "right")
    assert table.share_missing == pytest.approx(1 / 6)
    assert table.notes == ()
    np.testing.assert_array_equal(table.scores, [[1.0, 2.0, NAN], [3.0, 1.0, 2.0]])


def test_defaults() -> None:
    table = rf.ScoreTable([[1, 2], [3, 4], [5, 6]])
    assert table.items == (0, 1)
    assert table.rows == (0, 1, 2)
    assert table.groups is None
    assert table.weights.tolist() == [1, 1, 1]
    assert not table.lower_is_better.any()
    assert table.share_missing == 0


def test_labels_of_numpy_become_plain() -> None:
    table = rf.ScoreTable([[1, 2]], items=np.array([7, 5]), rows=np.array(["r"]), groups=np.array([3]))
    assert table.items == (7, 5)
    assert [type(label) for label in (*table.rows, *table.groups)] == [str, int]  # type: ignore[misc]


def test_is_immutable() -> None:
    scores = np.array([[1.0, 2.0]])
    table = rf.ScoreTable(scores)
    scores[0, 0] = 9
    assert table.scores[0, 0] == 1
    for array in (table.scores, table.lower_is_better, table.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(AttributeError, match="immutable"):
        table.rows = ("x",)  # type: ignore[misc]


@pytest.mark.parametrize(
    "scores",
    [
        np.array([[1, 2, 3], [6, 5, 4]], dtype=np.int16),
        np.array([[1, 2, 3], [6, 5, 4]], dtype=">f4"),
        np.asfortranarray([[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]]),
        np.array([[1.0, 9, 2, 9, 3], [6.0, 9, 5, 9, 4]])[:, ::2],
        np.ma.masked_array([[1, 2, 3], [6, 5, 4]], mask=False),
        [[1, 2, 3], [6.0, 5, 4]],
    ],
)
def test_foreign_arrays(scores: Any) -> None:
    table = rf.ScoreTable(scores)
    assert table.scores.tolist() == [[1, 2, 3], [6, 5, 4]]
    assert table.scores.flags.c_contiguous


def test_masked_cells_are_missing() -> None:
    table = rf.ScoreTable(np.ma.masked_array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    assert table.share_missing == 0.25
    assert table.ballots().orders() == [[0], [1, 0]]


@pytest.mark.parametrize(
    ("scores", "error", "text"),
    [
        ([[1, 2], [3]], rf.InvalidInputError, "ragged"),
        ([1, 2], rf.InvalidInputError, r"shape \(2,\): expected \(n_rows, n_items\)"),
        (np.zeros((2, 2, 2)), rf.InvalidInputError, "expected .n_rows, n_items."),
        ([["a", "b"]], rf.InvalidTypeError, "expected numbers"),
        ([[1j, 2]], rf.InvalidTypeError, "complex"),
        ([[True, False]], rf.InvalidTypeError, "bool"),
        ([[1.0, float("inf")]], rf.InvalidInputError, r"scores\[0, 1\]"),
        (pl.DataFrame({"a": [1]}), rf.InvalidTypeError, "from_frame"),
    ],
)
def test_scores_that_are_none(scores: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.ScoreTable(scores)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"items": ["a"]}, rf.InvalidInputError, "items has length 1: expected 2"),
        ({"items": "ab"}, rf.InvalidTypeError, "items is the text 'ab'"),
        ({"items": [None, 1]}, rf.InvalidTypeError, r"items\[0\] = None"),
        ({"items": ["a", "a"]}, rf.InvalidInputError, "'?a'?"),
        ({"rows": ["r"]}, rf.InvalidInputError, "rows has length 1: expected 2"),
        ({"rows": "ab"}, rf.InvalidTypeError, "rows is the text 'ab'"),
        ({"rows": [1.5, 2]}, rf.InvalidTypeError, r"rows\[0\] = 1.5"),
        ({"groups": ["x", "y", "z"]}, rf.InvalidInputError, "groups has length 3: expected 2"),
        ({"groups": [True, False]}, rf.InvalidTypeError, r"groups\[0\]"),
        ({"weights": [1]}, rf.InvalidInputError, "weights"),
        ({"weights": [1, -1]}, rf.InvalidInputError, r"weights\[1\]"),
        ({"weights": [1, NAN]}, rf.InvalidInputError, r"weights\[1\]"),
        ({"lower_is_better": [True]}, rf.InvalidInputError, "lower_is_better"),
        ({"lower_is_better": [0, 1]}, rf.InvalidTypeError, "lower_is_better"),
    ],
)
def test_options_that_do_not_fit(options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.ScoreTable([[1, 2], [3, 4]], **options)


def test_directions_ties_and_gaps_become_ballots() -> None:
    table = rf.ScoreTable(
        [[3, 1, 3, NAN], [3, 1, 2, 2]], items=list("abcd"), lower_is_better=[False, True], weights=[2, 5]
    )
    ballots = table.ballots(n_threads=1)
    assert ballots.orders() == [[("a", "c"), "b"], ["b", ("c", "d"), "a"]]
    assert ballots.weights.tolist() == [2, 5]
    assert ballots.missing == "absent"
    np.testing.assert_array_equal(table.pairwise(n_threads=1).wins, ballots.pairwise().wins)


def test_groups_are_numbered_in_label_order() -> None:
    table = rf.ScoreTable([[1, 2]] * 4, groups=["z", 10, "a", 2])
    assert table.ballots().groups.tolist() == [3, 1, 2, 0]  # type: ignore[union-attr]


def test_pickles() -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "speed": [1.0, None], "score": [1, 2], "taste": [5, 6]})
    table = rf.ScoreTable.from_frame(frame, lower_is_better="speed", groups={"speed": 1, "taste": 2})
    again = pickle.loads(pickle.dumps(table))
    np.testing.assert_array_equal(again.scores, table.scores)
    for name in ("items", "rows", "groups", "notes"):
        assert getattr(again, name) == getattr(table, name)
    assert again.lower_is_better.tolist() == [True, False]
    assert len(again.notes) == 2


def test_repr_says_what_it_is() -> None:
    table = rf.ScoreTable([[1, NAN], [1, 2], [2, 1]], lower_is_better=[True, False, False], groups=[0, 0, 1])
    assert repr(table) == (
        "ScoreTable(2 items, 3 rows, 17% missing, higher is better in 2 rows and lower in 1, 2 groups)"
    )
    assert repr(rf.ScoreTable([[1]], lower_is_better=True)) == (
        "ScoreTable(1 item, 1 row, none missing, lower is better)"
    )


def test_describe_lists_directions_weights_groups_and_notes() -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "speed": [1.0, None], "note": ["n", "m"], "taste": [5, 6]})
    table = rf.ScoreTable.from_frame(
        frame, item="model", lower_is_better=["speed"], weights={"taste": 3}, groups={"speed": "s", "taste": "t"}
    )
    assert table.describe().splitlines() == [
        "2 items: x, y",
        "2 rows: speed, taste",
        "missing: 1 of 4 cells",
        "direction: higher is better in 1 row and lower in 1: speed",
        "weights: 1 to 3",
        "2 groups: s, t",
        "note: columns without scores were left out (text: 'note')",
    ]
