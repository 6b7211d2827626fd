"""Data frames of three libraries into score tables, ballots and battles."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

import rankfold as rf
from rankfold.frames import TableParts, ballot_parts, comparison_parts, table_parts

if TYPE_CHECKING:
    from pathlib import Path

LIBRARIES = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.table}
NAN = float("nan")

every_library = pytest.mark.parametrize("make", LIBRARIES.values(), ids=LIBRARIES)


def codes(parts: Any) -> dict[str, tuple[Any, ...]]:
    return {note.code: note.columns for note in parts.notes}


# Score tables, a row an item


@every_library
def test_a_leaderboard(make: Any) -> None:
    frame = make(
        {
            "Rank": ["1", "2", "-"],
            "Team": ["T", None, "T"],
            "Model": ["x", "y", "z"],
            "URL": [None, None, None],
            "Score": [91.0, 85.5, 80.0],
            "BoolQ": [90, 85, 80],
            "CB": ["93.9/91.8", "90/1e1", "-"],
            "RTE": ["92.5", "NA", ""],
            "notes": ["", "new", None],
        }
    )
    parts = table_parts(frame, split="/")
    assert parts.items == ("x", "y", "z")
    assert parts.rows == ("BoolQ", "CB/1", "CB/2", "RTE")
    np.testing.assert_array_equal(parts.scores, [[90, 85, 80], [93.9, 90, NAN], [91.8, 10, NAN], [92.5, NAN, NAN]])
    assert codes(parts) == {
        "item_column": ("Model",),
        "cells_split": ("CB",),
        "columns_left_out": ("Rank", "Team", "URL", "notes"),
        "overall_left_out": ("Score",),
    }
    assert not parts.lower_is_better.any()
    assert parts.weights is None
    assert parts.groups is None


@every_library
def test_nulls_nan_and_integers_with_gaps_are_missing(make: Any) -> None:
    frame = make({"m": ["x", "y", "z"], "i": [1, None, 3], "f": [0.5, NAN, None]})
    np.testing.assert_array_equal(table_parts(frame).scores, [[1, NAN, 3], [0.5, NAN, NAN]])


def test_options_of_metrics() -> None:
    frame = pl.DataFrame({"m": ["x", "y"], "a": ["1/2", "3/4"], "b": [1, 2], "c": [5, 6]})
    parts = table_parts(
        frame,
        metrics=["c", "a"],
        split="/",
        lower_is_better=["a/2"],
        weights={"a": 2},
        groups={"a": "pair", "c": 0},
    )
    assert parts.rows == ("c", "a/1", "a/2")
    assert parts.lower_is_better.tolist() == [False, False, True]
    assert parts.weights is not None
    assert parts.weights.dtype == np.int64
    assert parts.weights.tolist() == [1, 2, 2]
    assert parts.groups == (0, "pair", "pair")
    assert table_parts(frame, metrics="a/2", split="/").rows == ("a/2",)
    assert table_parts(frame, metrics=["b"], lower_is_better=True, weights={"b": 0.5}).weights == [0.5]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"item": "modle"}, "item = 'modle' is not a column: did you mean 'model'"),
        ({"metrics": ["model", "a"], "item": "model"}, "metrics names 'model', which is the column of items"),
        ({"metrics": ["a", "a"]}, "metrics names 'a' twice"),
        ({"metrics": ["z"]}, "there are 'model', 'a', 'b'"),
        ({"lower_is_better": ["A"]}, "lower_is_better = 'A' is not a metric: did you mean 'a'"),
        ({"weights": {"c": 1}}, "weights = 'c' is not a metric"),
        ({"groups": {"a": 1}}, "groups has no group for metric 'b'"),
        ({"groups": "b"}, "expected a mapping"),
        ({"metric": "a"}, "item= is missing"),
        ({"item": "model", "score": "a"}, "metric= is missing"),
        ({"duplicates": "max"}, "duplicates = 'max': expected one of error, first"),
        ({"item": "model", "metric": "a", "score": "b", "split": "/"}, "split = '/'"),
    ],
)
def test_wrong_options(options: dict[str, Any], text: str) -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "a": [1, 2], "b": [3, 5]})
    with pytest.raises(rf.InvalidInputError, match=text):
        table_parts(frame, **options)


@pytest.mark.parametrize("options", [{"weights": [1, 2]}, {"groups": ["a"]}, {"weights": {"a": "2"}}])
def test_options_of_a_wrong_type(options: dict[str, Any]) -> None:
    with pytest.raises(rf.InvalidTypeError, match="expected a"):
        table_parts(pl.DataFrame({"model": ["x"], "a": [1]}), **options)


@every_library
def test_a_text_among_numbers_names_column_and_row(make: Any) -> None:
    frame = make({"model": ["x", "y", "z"], "a": ["1.5", "2.5", "best"]})
    with pytest.raises(rf.InvalidInputError, match=r"column 'a', row 2: 'best' is not a number.*NA.*metrics="):
        table_parts(frame)
    assert table_parts(frame, na=("best",)).scores[0, 2] != 0
    with pytest.raises(rf.InvalidInputError, match="column 'model', row 0: 'x' is not a number"):
        table_parts(frame, item="a", metrics="model")


def test_mixed_objects_of_pandas() -> None:
    frame = pd.DataFrame({"model": ["x", "y", "z"], "a": [91.5, "-", 3], "open": [True, False, True]})
    parts = table_parts(frame)
    np.testing.assert_array_equal(parts.scores, [[91.5, NAN, 3]])
    assert codes(parts)["columns_left_out"] == ("open",)


def test_pairs_are_not_dropped_in_silence() -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "a": ["1/2", "3/4"]})
    with pytest.raises(rf.InvalidInputError, match=r"column 'a', row 0: '1/2' is not a number.*split='/'"):
        table_parts(frame)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["1/2", "3/4", "5"], "row 2: 5 is one number: expected 2 numbers"),
        (["1/2", "3/4", "5/6/7"], "row 2: '5/6/7' is not a score"),
        (["1/2", "3/4", "5/x"], "row 2: '5/x' is not a score"),
    ],
)
def test_cells_that_do_not_split(cells: list[str], text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=f"column 'a', {text}"):
        table_parts(pl.DataFrame({"m": ["x", "y", "z"], "a": cells}), split="/")


def test_names_with_slashes_are_no_scores() -> None:
    frame = pl.DataFrame({"model": ["org/x", "org/y"], "a": [1, 2]})
    assert table_parts(frame, split="/").items == ("org/x", "org/y")


@pytest.mark.parametrize("cell", ["inf", "-inf"])
def test_infinite_scores(cell: str) -> None:
    with pytest.raises(rf.InvalidInputError, match="column 'a', row 1"):
        table_parts(pl.DataFrame({"m": ["x", "y"], "a": ["1", cell]}))


def test_integers_that_floats_cannot_hold() -> None:
    with pytest.raises(rf.InvalidInputError, match="2\\*\\*53"):
        table_parts(pl.DataFrame({"m": ["x", "y"], "a": [1, 2**53 + 1]}))


# Which column is the item


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"team": ["t", "u"], "Model Name": ["x", "y"], "a": [1, 2]}, "Model Name"),
        ({"team": ["t", "t"], "label": ["x", "y"], "a": [1, 2]}, "label"),
        ({"team": ["t", None], "label": ["x", "y"], "a": [1, 2]}, "label"),
        ({"page": ["http://t", "http://u"], "label": ["x", "y"], "a": [1, 2]}, "label"),
        ({"a": [1.5, 2.5], "key": [7, 3], "b": [1, 1]}, "key"),
    ],
)
def test_the_column_of_items_is_found(columns: dict[str, list[Any]], expected: str) -> None:
    assert codes(table_parts(pl.DataFrame(columns)))["item_column"] == (expected,)


def test_no_column_of_items() -> None:
    with pytest.raises(rf.InvalidInputError, match=r"no column of labels.*item="):
        table_parts(pl.DataFrame({"a": [1.5, 2.5], "b": [1, 1]}))


def test_no_scores() -> None:
    with pytest.raises(rf.InvalidInputError, match="no scores beside the items in column 'm'"):
        table_parts(pl.DataFrame({"m": ["x", "y"], "id": [1, 2]}))


def test_labels_stay_what_they_are() -> None:
    frame = pl.DataFrame({"m": [10, 2], "a": [1, 2]})
    assert table_parts(frame, item="m").items == (10, 2)
    frame = pl.DataFrame({"m": ["10", "2"], "a": [1, 2]}, schema_overrides={"m": pl.Categorical})
    assert table_parts(frame, item="m").items == ("10", "2")
    with pytest.raises(rf.InvalidInputError, match="column 'm', row 1: the label is missing"):
        table_parts(pl.DataFrame({"m": ["x", " "], "a": [1, 2]}), item="m")
    with pytest.raises(rf.InvalidInputError, match="column 'm' is of type Float64"):
        table_parts(pl.DataFrame({"m": [1.0, 2.0], "a": [1, 2]}), item="m")
    with pytest.raises(rf.InvalidInputError, match=r"column 'm', row 1: 2.5 is of type float"):
        table_parts(pd.DataFrame({"m": ["x", 2.5], "a": [1, 2]}), item="m")


def test_the_index_of_pandas_holds_items() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 5]}, index=["x", "y"])
    assert table_parts(frame).items == ("x", "y")
    assert table_parts(frame.rename_axis("model"), item="model").items == ("x", "y")
    filtered = pd.DataFrame({"m": ["x", "y", "z"], "a": [1, 2, 3]}).iloc[1:]
    assert table_parts(filtered).items == ("y", "z")


# What is no metric


@pytest.mark.parametrize("name", ["Score", "AVERAGE", "Avg.", "mean", "Overall Score", "Macro-Average", "Mean (Task)"])
def test_overall_scores_by_name(name: str) -> None:
    frame = pl.DataFrame({"m": ["x", "y"], name: [9, 1], "a": [1, 2], "b": [3, 5]})
    parts = table_parts(frame)
    assert parts.rows == ("a", "b")
    assert codes(parts)["overall_left_out"] == (name,)
    assert table_parts(frame, metrics=[name, "a"]).rows == (name, "a")


def test_a_lone_score_is_no_overall_score() -> None:
    assert table_parts(pl.DataFrame({"m": ["x", "y"], "score": [9, 1], "a": [1, 2]})).rows == ("score", "a")


@pytest.mark.parametrize("name", ["a_score", "mean_length", "Average precision"])
def test_names_that_only_sound_overall(name: str) -> None:
    assert name in table_parts(pl.DataFrame({"m": ["x", "y"], name: [9, 1], "a": [1, 2], "b": [3, 5]})).rows


@pytest.mark.parametrize("decimals", [1, 2, 12])
def test_overall_scores_by_value(decimals: int) -> None:
    scores = np.random.default_rng(5).uniform(20, 90, (6, 4)).round(1)
    columns = {name: scores[:, place] for place, name in enumerate("abcd")}
    frame = pl.DataFrame({"m": list("uvwxyz"), "GLOB": scores.mean(axis=1).round(decimals), **columns})
    parts = table_parts(frame)
    assert codes(parts)["overall_left_out"] == ("GLOB",)
    assert "the mean of the others" in parts.notes[-1].text


def test_the_mean_of_pairs_is_an_overall_score() -> None:
    frame = pl.DataFrame(
        {"m": list("uvw"), "a": ["10/30", "50/50", "71/13"], "b": [90, 15, 33], "x": [55.0, 32.5, 37.5]}
    )
    assert codes(table_parts(frame, split="/"))["overall_left_out"] == ("x",)


def test_raters_who_agree_are_no_overall_score() -> None:
    ratings = {"a": [3, 4, 5, 1], "b": [3, 4, 5, 2], "c": [3, 5, 5, 1]}
    assert len(table_parts(pl.DataFrame({"m": list("wxyz"), **ratings})).rows) == 3
    same = {name: [0.25, 0.5, 0.125, 0.75] for name in "abc"}
    assert len(table_parts(pl.DataFrame({"m": list("wxyz"), **same})).rows) == 3


def test_ranks_and_row_numbers() -> None:
    frame = pl.DataFrame(
        {
            "#": [1, 2, 3],
            "id": [3, 1, 2],
            "Rank (Borda)": [1, 1, 3],
            "m": list("xyz"),
            "place": [2, 2, 1],
            "a": [1, 2, 3],
        }
    )
    parts = table_parts(frame)
    assert parts.rows == ("place", "a")
    assert codes(parts)["columns_left_out"] == ("#", "id", "Rank (Borda)")


def test_what_has_no_score_is_noted() -> None:
    frame = pl.DataFrame({"m": ["x", "y"], "a": [1, None], "b": ["-", "-"]})
    parts = table_parts(frame, item="m", metrics=["a", "b"])
    assert [note.columns for note in parts.notes if note.code == "no_scores"] == [("b",), ("y",)]


# Score tables, a row a score


@every_library
def test_long(make: Any) -> None:
    frame = make(
        {
            "sys": ["b", "a", "b", "a"],
            "task": ["t2", "t1", "t1", "t2"],
            "area": ["q", "p", "p", "q"],
            "value": ["4", "1", "-", "3"],
            "seed": [0, 0, 0, 0],
        }
    )
    parts = table_parts(
        frame, item="sys", metric="task", score="value", groups="area", lower_is_better="t2", weights={"t1": 2.5}
    )
    assert parts.items == ("a", "b")
    assert parts.rows == ("t1", "t2")
    np.testing.assert_array_equal(parts.scores, [[1, NAN], [3, 4]])
    assert parts.groups == ("p", "q")
    assert parts.lower_is_better.tolist() == [False, True]
    assert parts.weights is not None
    assert parts.weights.tolist() == [2.5, 1]
    assert codes(parts) == {"columns_left_out": ("seed",)}
    assert table_parts(frame, item="sys", metric="task", score="value", metrics=["t2"]).rows == ("t2",)


def test_long_groups_must_agree() -> None:
    frame = pl.DataFrame({"i": ["a", "b"], "m": ["t", "t"], "g": ["p", "q"], "s": [1, 2]})
    with pytest.raises(rf.InvalidInputError, match="column 'g', row 1: metric 't' is in group 'q' here and in 'p'"):
        table_parts(frame, item="i", metric="m", score="s", groups="g")


# Duplicates


@pytest.mark.parametrize(
    ("duplicates", "expected"),
    [("first", [5.0, 5.0]), ("last", [2.0, 2.0]), ("mean", [3.0, 3.5]), ("best", [2.0, 5.0])],
)
def test_duplicates(duplicates: Any, expected: list[float]) -> None:
    wide = pl.DataFrame({"m": ["x", "y", "x", "x"], "a": [5, 1, 2, 2], "b": [5, 1, None, 2]})
    parts = table_parts(wide, duplicates=duplicates, lower_is_better=["a"])
    assert parts.items == ("x", "y")
    assert parts.scores[:, 0].tolist() == expected
    assert "duplicates_merged" in codes(parts)
    long = pl.DataFrame({"m": ["x", "x", "x"], "t": ["a"] * 3, "s": [5, 2, 2]})
    parts = table_parts(long, item="m", metric="t", score="s", duplicates=duplicates, lower_is_better=["a"])
    assert parts.scores.tolist() == [expected[:1]]


def test_duplicates_are_errors_by_default() -> None:
    with pytest.raises(rf.InvalidInputError, match=r"item 'x' stands twice, in rows 0 and 2.*duplicates="):
        table_parts(pl.DataFrame({"m": ["x", "y", "x", "y"], "a": [1, 2, 3, 4], "b": [1, 2, 3, 5]}))
    long = pl.DataFrame({"m": ["x", "y", "x"], "t": ["a", "a", "a"], "s": [1, 2, 3]})
    with pytest.raises(rf.InvalidInputError, match=r"item 'x' stands twice, in rows 0 and 2 \(metric 'a'\)"):
        table_parts(long, item="m", metric="t", score="s")


# Laws

cells = st.one_of(st.none(), st.integers(-3, 3), st.floats(-9, 9).map(lambda value: round(value, 1)))


@st.composite
def wide_frames(draw: st.DrawFn) -> pd.DataFrame:
    n_items, n_metrics = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    columns: dict[str, list[Any]] = {"m": [f"item {place}" for place in range(n_items)]}
    for metric in range(n_metrics):
        columns[f"m{metric}"] = draw(st.lists(cells, min_size=n_items, max_size=n_items))
    columns["m0"][0] = 1.0
    return pl.DataFrame(columns, strict=False)


def as_dict(parts: TableParts) -> dict[tuple[Any, Any], float]:
    return {
        (row, item): score
        for row, scores in zip(parts.rows, parts.scores.tolist(), strict=True)
        for item, score in zip(parts.items, scores, strict=True)
        if score == score
    }


@given(wide_frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_only_moves_items_and_rows(frame: pl.DataFrame, random: Any) -> None:
    parts = table_parts(frame)
    items, columns = list(frame["m"]), list(frame.columns)
    random.shuffle(items)
    random.shuffle(columns)
    by_item = pl.DataFrame({"m": items}).join(frame, on="m", how="left", maintain_order="left")
    permuted = table_parts(by_item)
    assert permuted.items == tuple(items)
    assert permuted.rows == parts.rows
    assert as_dict(permuted) == as_dict(parts)
    permuted = table_parts(frame.select(columns))
    assert permuted.items == parts.items
    assert permuted.rows == tuple(name for name in columns if name in parts.rows)
    assert as_dict(permuted) == as_dict(parts)


@given(wide_frames(), st.randoms(use_true_random=False))
def test_long_is_wide_and_its_order_does_not_matter(frame: pl.DataFrame, random: Any) -> None:
    wide = table_parts(frame, item="m", metrics=frame.columns[1:])
    long = frame.unpivot(index="m", variable_name="metric", value_name="score")
    rows = list(range(len(long)))
    random.shuffle(rows)
    options: dict[str, Any] = {"item": "m", "metric": "metric", "score": "score"}
    first, second = table_parts(long, **options), table_parts(long[rows], **options)
    assert as_dict(first) == as_dict(wide)
    np.testing.assert_array_equal(first.scores, second.scores)
    assert (first.items, first.rows) == (second.items, second.rows)


@given(st.lists(st.tuples(st.sampled_from("xy"), st.floats(-1, 1)), min_size=1), st.randoms(use_true_random=False))
def test_the_mean_of_duplicates_does_not_depend_on_their_order(rows: list[tuple[str, float]], random: Any) -> None:
    def mean() -> TableParts:
        return table_parts(
            pl.DataFrame(rows, schema=["i", "s"], orient="row").with_columns(t=pl.lit("t")),
            item="i",
            metric="t",
            score="s",
            duplicates="mean",
        )

    first = mean()
    random.shuffle(rows)
    np.testing.assert_array_equal(mean().scores, first.scores)


# Ballots


@every_library
def test_long_ballots(make: Any) -> None:
    frame = make(
        {"who": ["v", "u", "u", "u"], "what": ["b", "b", "a", "c"], "rank": [1, 1, 1, None], "w": [3, 2, 2, 2]}
    )
    parts = ballot_parts(frame, voter="who", item="what", rank="rank", weight="w")
    assert parts.items == ("a", "b", "c")
    assert parts.positions is not None
    assert parts.positions.dtype == np.int64
    assert parts.positions.tolist() == [[1, 1, 0], [0, 1, 0]]
    assert parts.weights is not None
    assert parts.weights.tolist() == [2, 3]
    ballots = rf.Ballots.from_frame(frame, voter="who", item="what", rank="rank", weight="w")
    assert ballots.orders() == [[("a", "b")], ["b"]]


@every_library
def test_long_ballots_of_scores(make: Any) -> None:
    frame = make({"who": [1, 1, 2], "what": ["a", "b", "a"], "stars": [2.5, 4.0, None]})
    parts = ballot_parts(frame, voter="who", item="what", score="stars")
    assert parts.positions is None
    np.testing.assert_array_equal(parts.scores, [[2.5, 4], [NAN, NAN]])  # type: ignore[arg-type]
    ballots = rf.Ballots.from_frame(frame, voter="who", item="what", score="stars", higher_is_better=False)
    assert ballots.orders() == [["a", "b"], []]


@every_library
def test_wide_ballots(make: Any) -> None:
    frame = make({"name": ["u", "v"], "b": [1, 2], "a": ["2", "-"], "w": [0.5, 2.0]})
    parts = ballot_parts(frame, voter="name", weight="w")
    assert parts.items == ("b", "a")
    assert parts.positions is not None
    assert parts.positions.tolist() == [[1, 2], [2, 0]]
    assert rf.Ballots.from_frame(frame, voter="name", weight="w").weights.tolist() == [0.5, 2]


@pytest.mark.parametrize(
    ("columns", "options", "text"),
    [
        ({"n": ["u"], "a": [1]}, {}, "column 'n', row 0: 'u' is not a number.*voter="),
        ({"a": [1.5]}, {}, "column 'a', row 0: 1.5 is not a rank"),
        ({"a": [1, -1]}, {}, "column 'a', row 1: -1 is not a rank"),
        ({"a": [1]}, {"weight": "W"}, "weight = 'W' is not a column"),
        ({"w": [1]}, {"weight": "w"}, "no columns of items"),
        ({"a": [1], "w": [None]}, {"weight": "w"}, "column 'w', row 0: the weight is missing"),
        ({"v": [1], "i": [1], "r": [1]}, {"voter": "v", "item": "i"}, "got voter=, item=: .* rank= or score="),
        ({"v": [1], "i": [1], "r": [1]}, {"item": "i", "rank": "r"}, "got item=, rank="),
        ({"v": [1, 2, 1], "i": [5, 5, 5], "r": [1, 1, 2]}, "long", "voter 1 ranks item 5 twice, in rows 0 and 2"),
        ({"v": [1, 1], "i": [5, 6], "r": [1, -2]}, "long", "column 'r', row 1: -2 is not a rank"),
        ({"v": ["u", None], "i": [5, 6], "r": [1, 2]}, "long", "column 'v', row 1: the label is missing"),
        (
            {"v": [1, 1], "i": [5, 6], "r": [1, 2], "w": [1, 2]},
            {"voter": "v", "item": "i", "rank": "r", "weight": "w"},
            "column 'w', row 0: the weight of voter 1 is 1 here and 2 elsewhere",
        ),
    ],
)
def test_wrong_ballots(columns: dict[str, list[Any]], options: Any, text: str) -> None:
    if options == "long":
        options = {"voter": "v", "item": "i", "rank": "r"}
    with pytest.raises(rf.InvalidInputError, match=text):
        ballot_parts(pl.DataFrame(columns), **options)


# Battles


def battles(winners: list[Any], **columns: list[Any]) -> pl.DataFrame:
    first = ["x", "y", "z", "x"][: len(winners)]
    second = ["y", "z", "x", "z"][: len(winners)]
    return pl.DataFrame({"a": first, "b": second, "winner": winners, **columns}, strict=False)


def outcomes(winners: list[Any], meaning: Any = None) -> list[int]:
    return comparison_parts(battles(winners), a="a", b="b", winner="winner", outcomes=meaning).outcome.tolist()


@every_library
def test_battles(make: Any) -> None:
    frame = make(
        {
            "left": ["x", "z", "x", "y"],
            "right": ["y", "x", "z", "z"],
            "winner": ["model_a", "tie (bothbad)", "model_b", "unsure"],
            "w": [2, 1, 1, 1],
            "day": [dt.date(1970, 1, day) for day in (2, 3, 4, 5)],
            "language": ["en", None, "de", "de"],
        }
    )
    parts = comparison_parts(
        frame,
        a="left",
        b="right",
        winner="winner",
        outcomes={"unsure": "skip"},
        weight="w",
        time="day",
        by="language",
    )
    assert parts.items == ("x", "y", "z")
    assert parts.first.tolist() == [0, 2, 0]
    assert parts.second.tolist() == [1, 0, 2]
    assert parts.outcome.tolist() == [1, 0, -1]
    assert (parts.first.dtype, parts.second.dtype, parts.outcome.dtype) == (np.uint32, np.uint32, np.int8)
    assert parts.weights is not None
    assert parts.weights.tolist() == [2, 1, 1]
    assert parts.time is not None
    assert parts.time.tolist() == [86400.0, 172800.0, 259200.0]
    assert parts.by == ("en", None, "de")
    assert set(codes(parts)) == {"battles_skipped", "both_bad_as_tie"}


@pytest.mark.parametrize(
    "winners",
    [
        ["a", "b", "tie", "b"],
        ["model_a", "model_b", "tie (bothbad)", "model_b"],
        ["leftvote", "rightvote", "tievote", "RIGHT"],
        ["[[A>B]]", "[[B>A]]", "[[A=B=Bad]]", "[[ B>A ]]"],
        ["x", "z", "draw", "z"],
        ["x", "b", "both_bad", "z"],
    ],
)
def test_words_and_labels(winners: list[str]) -> None:
    assert outcomes(winners) == [1, -1, 0, -1]


def test_outcomes_say_what_values_mean() -> None:
    assert outcomes([1, 2, 0, 2], {1: "a", "2": "b", 0.0: "tie"}) == [1, -1, 0, -1]
    assert outcomes([1.0, 0.0, 0.5, None], {1: "a", 0: "b", 0.5: "tie", None: "skip"}) == [1, -1, 0]
    assert outcomes([True, False], {True: "a", False: "b"}) == [1, -1]
    assert outcomes(["x", "tie"], {"tie": "skip"}) == [1]
    assert outcomes(["a", "b"], {"a": "b", "b": "a"}) == [-1, 1]


@pytest.mark.parametrize(
    ("winners", "meaning", "text"),
    [
        (["x", "w"], None, "column 'winner', row 1: the outcome 'w' is not understood: expected 'y', 'z', 'a'"),
        (["x", "x"], None, "row 1: the outcome 'x' is not understood"),
        (["x", None], None, "row 1: the outcome is missing.*outcomes={'': 'skip'}"),
        ([1.0, 0.5], {1: "a"}, "row 1: the outcome 0.5 is not understood"),
        (["x", "z"], {"z": "c"}, r"outcomes\['z'\] = 'c': expected one of 'a', 'b', 'tie', 'skip'"),
    ],
)
def test_wrong_outcomes(winners: list[Any], meaning: Any, text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=text):
        outcomes(winners, meaning)


def test_items_that_are_called_like_words() -> None:
    options: dict[str, Any] = {"a": "p", "b": "q", "winner": "won"}
    frame = pl.DataFrame({"p": ["a", "b"], "q": ["b", "c"], "won": ["a", "c"]})
    assert comparison_parts(frame, **options).outcome.tolist() == [1, -1]
    frame = pl.DataFrame({"p": ["a", "b"], "q": ["b", "a"], "won": ["a", "a"]})
    with pytest.raises(rf.InvalidInputError, match="row 1: 'a' is an item and also a word"):
        comparison_parts(frame, **options)
    told = comparison_parts(frame, **options, outcomes={"a": "a"})
    assert told.outcome.tolist() == [1, 1]


def test_an_item_cannot_meet_itself() -> None:
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["y", "y"], "winner": ["a", "a"]})
    with pytest.raises(rf.InvalidInputError, match="columns 'a' and 'b', row 1: item 'y' meets itself"):
        comparison_parts(frame, a="a", b="b", winner="winner")


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([3, 1.5], [3.0, 1.5]),
        (["3", "1.5"], [3.0, 1.5]),
        (["1970-01-01 00:00:01", "1970-01-02 00:00:00"], [1.0, 86400.0]),
        ([dt.datetime(1970, 1, 1, 0, 1), dt.datetime(1970, 1, 1)], [60.0, 0.0]),
    ],
)
def test_times(times: list[Any], expected: list[float]) -> None:
    parts = comparison_parts(battles(["a", "b"], when=times), a="a", b="b", winner="winner", time="when")
    assert parts.time is not None
    assert parts.time.tolist() == expected


@pytest.mark.parametrize(("times", "text"), [([1, None], "row 1: the time is missing"), (["x", "y"], "row 0: 'x'")])
def test_wrong_times(times: list[Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=f"column 'when', {text}"):
        comparison_parts(battles(["a", "b"], when=times), a="a", b="b", winner="winner", time="when")


# What is no frame


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (np.ones((2, 2)), "got an array: write ScoreTable"),
        ({"a": [1]}, "got dict"),
        ([[1]], "got list"),
        (pl.LazyFrame({"a": [1]}), "collect"),
        (pl.Series([1]), "got Series"),
        (None, "got NoneType"),
    ],
)
def test_what_is_no_frame(frame: Any, text: str) -> None:
    with pytest.raises(rf.InvalidTypeError, match=text):
        table_parts(frame)


def test_columns_of_one_name() -> None:
    with pytest.raises(rf.InvalidInputError, match="same name"):
        table_parts(pd.DataFrame([["x", 1, 2]], columns=["m", "a", "a"]))


def test_names_that_are_no_text() -> None:
    with pytest.raises(rf.InvalidInputError, match="column 0 has a name of type int: expected str"):
        table_parts(pd.DataFrame({"m": ["x"], 0: [1]}))


def test_frames_without_rows() -> None:
    frame = pl.DataFrame({"m": ["x"], "a": [1]}).head(0)
    for read in (table_parts, ballot_parts):
        with pytest.raises(rf.InvalidInputError, match="no rows"):
            read(frame)


def test_without_narwhals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(rf.MissingDependencyError, match=r"pip install 'rankfold\[frame\]'"):
        rf.ScoreTable.from_frame(pl.DataFrame({"m": ["x"], "a": [1]}))


# Real tables


def test_chatbot_arena_counts(shared_data: Path) -> None:
    counts = json.loads((shared_data / "arena" / "chatbotarena_20240814_winmatrix.json").read_text())
    models = counts["models"]
    rows = [
        (models[a], models[b], word, number)
        for (a, b), numbers in zip(counts["X"], counts["Y"], strict=True)
        for word, number in zip(["model_a", "model_b", "tie", "tie (bothbad)"], numbers, strict=True)
        if number
    ]
    frame = pl.DataFrame(rows, schema=["model_a", "model_b", "winner", "n"], orient="row")
    battles = rf.Comparisons.from_frame(frame, a="model_a", b="model_b", winner="winner", weight="n")
    assert battles.n_items == 129
    assert int(battles.weights.sum()) == 1_670_250
    pairwise = battles.pairwise()
    assert pairwise.wins.dtype == np.int64
    assert int(pairwise.wins.sum() + pairwise.ties.sum() // 2) == 1_670_250


# What data frames hold that is easy to misread


def test_models_that_are_numbers_are_models_also_twice() -> None:
    frame = pl.DataFrame({"model": [7, 7, 8], "acc": [1, 2, 3], "err": [4, 5, 6]})
    with pytest.raises(rf.InvalidInputError, match="7"):
        table_parts(frame)
    assert table_parts(frame, duplicates="first").items == (7, 8)


def test_the_missing_value_of_pandas_is_missing() -> None:
    texts, flags = pd.Series(["1.5", pd.NA], dtype="string"), pd.array([True, None], dtype="boolean")
    parts = table_parts(pd.DataFrame({"model": ["x", "y"], "acc": texts, "own": flags}), metrics=["acc"])
    np.testing.assert_array_equal(parts.scores, [[1.5, NAN]])


def test_a_column_of_arrays_is_left_out() -> None:
    frame = pd.DataFrame({"model": ["x", "y"], "acc": [1.0, 2.0], "vector": [np.arange(3)] * 2})
    parts = table_parts(frame)
    assert parts.rows == ("acc",)
    assert codes(parts)["columns_left_out"] == ("vector",)


def test_a_numeric_index_is_no_data() -> None:
    index = pd.Index([7, 5], name="seed")
    assert rf.Ballots.from_frame(pd.DataFrame({"a": [1, 2], "b": [2, 1]}, index=index)).items == ("a", "b")
    assert table_parts(pd.DataFrame({"model": ["x", "y"], "acc": [1.0, 2.0]}, index=index)).rows == ("acc",)


def test_sizes_are_checked_before_memory_is_asked_for() -> None:
    many = np.arange(200_000)
    with pytest.raises(rf.SizeLimitError, match="the limit is 65534"):
        rf.Ballots.from_frame(pl.DataFrame({"v": many, "i": many, "r": many * 0 + 1}), voter="v", item="i", rank="r")
    with pytest.raises(rf.SizeLimitError, match="the limit is 65534"):
        rf.Ballots.from_positions(np.broadcast_to(np.int8(1), (2**20, 70_000)))


@pytest.mark.parametrize("score", [str(2**60 + 1), 2**60 + 1])
def test_integers_beyond_floats_are_refused_also_as_texts(score: Any) -> None:
    frame = pl.DataFrame({"model": ["x", "y"], "acc": [score, score]})
    with pytest.raises(rf.InvalidInputError, match=r"'acc' holds integers beyond 2\*\*53"):
        table_parts(frame, item="model", metrics=["acc"])
