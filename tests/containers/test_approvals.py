"""Approvals: every way in, what is refused, and what comes back."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError
SETS = [("a", "b"), (), ("c",), ("a", "b", "c")]
ITEMS = ["a", "b", "c"]


def same(votes: rf.Approvals, sets: list[Any] = SETS) -> bool:
    return votes.sets() == sets and votes.items == tuple(ITEMS)


def test_every_way_in_gives_the_same() -> None:
    rows = [
        ("v1", "b", 2),
        ("v1", "a", 2),
        ("v2", None, 1),
        ("v3", "c", 1),
        ("v4", "c", 1),
        ("v4", "a", 1),
        ("v4", "b", 1),
    ]
    long = pl.DataFrame(rows, schema=["voter", "item", "weight"], orient="row")
    cells = [[True, True, False], [False] * 3, [False, False, True], [True] * 3]
    for votes in (
        rf.Approvals.from_sets([{"b", "a"}, set(), ["c"], ("c", "a", "b")]),
        rf.Approvals.from_sets(map(frozenset, SETS), items=ITEMS),
        rf.Approvals.from_array(cells, items=ITEMS),
        rf.Approvals.from_array(np.asfortranarray(cells), items=ITEMS),
        rf.Approvals.from_frame(long, voter="voter", item="item", weight="weight"),
        rf.Approvals.from_frame(long.to_pandas(), voter="voter", item="item"),
        rf.Approvals.from_frame(pd.DataFrame(cells, columns=ITEMS)),
        rf.Approvals.from_frame(pl.DataFrame(np.array(cells).astype(int), schema=ITEMS)),
        rf.Approvals.from_ballots(rf.Ballots.from_orders([["a", "b"], [], ["c"], [("a", "b", "c")]]), threshold=2),
    ):
        assert same(votes)
        assert (votes.n_voters, votes.n_items, votes.n_approvals, len(votes)) == (4, 3, 6, 4)


def test_it_travels_and_does_not_change() -> None:
    votes = rf.Approvals.from_sets(SETS, items=ITEMS, weights=[0.1, 0.2, 0.3, 0.4])
    for other in (pickle.loads(pickle.dumps(votes)), copy.deepcopy(votes)):
        assert same(other)
        assert np.array_equal(other.weights, votes.weights)
        assert rf.committee.approval(other, 2).score == rf.committee.approval(votes, 2).score
    with pytest.raises(AttributeError, match="immutable"):
        votes.weights = [1]  # type: ignore[misc]
    with pytest.raises(TypeError):
        votes.meta["seats"] = 2  # type: ignore[index]


@given(st.lists(st.tuples(st.frozensets(st.integers(0, 3)), st.integers(0, 3)), max_size=12))
def test_merging_adds_the_weights_of_equal_sets(voters: list[tuple[frozenset[int], int]]) -> None:
    votes = rf.Approvals.from_sets([s for s, _ in voters], items=range(4), weights=[w for _, w in voters])
    merged = votes.merged()
    totals: dict[tuple[int, ...], int] = {}
    for members, weight in voters:
        key = tuple(sorted(members))
        totals[key] = totals.get(key, 0) + weight
    expected = {key: weight for key, weight in totals.items() if weight}
    assert dict(zip(merged.sets(), merged.weights.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: rf.Approvals.from_sets(["ab"]), Kind, r"sets\[0\] = \'ab\' is a text"),
        (
            lambda: rf.Approvals.from_sets([["a", "a"]]),
            Bad,
            r"sets\[0\] names the item \"a\" a second",
        ),
        (
            lambda: rf.Approvals.from_sets([{"z"}], items=["a"]),
            Bad,
            r'sets\[0\]\[0\] = "z" is not an item',
        ),
        (lambda: rf.Approvals.from_sets([{1.5}]), Kind, r"sets\[0\]\[0\] = 1.5 is of type float"),
        (lambda: rf.Approvals.from_sets([3]), Kind, r"sets\[0\] is of type int"),
        (lambda: rf.Approvals.from_sets([{"a"}], weights=[-1]), Bad, r"weights\[0\] = -1"),
        (lambda: rf.Approvals.from_sets([{"a"}], weights=[1, 2]), Bad, "weights has 2 entries"),
        (lambda: rf.Approvals.from_array([[1, 0]]), Kind, "approved has dtype int64: expected bool"),
        (lambda: rf.Approvals.from_array([True]), Bad, r"shape \(1,\)"),
        (lambda: rf.Approvals.from_array(np.ma.masked_all((1, 2), bool)), Bad, "masked"),
        (lambda: rf.Approvals.from_ballots([["a"]], threshold=1), Kind, "expected Ballots"),
        (
            lambda: rf.Approvals.from_ballots(rf.Ballots.from_orders([["a"]]), threshold=0),
            Bad,
            "threshold = 0: expected 1 <= threshold",
        ),
        (
            lambda: rf.Approvals.from_frame(pl.DataFrame({"a": [2]})),
            Bad,
            "column 'a', row 0: 2 is not True",
        ),
        (lambda: rf.Approvals.from_frame(pl.DataFrame({"a": [True, None]})), Bad, "row 1: nan is not"),
        (
            lambda: rf.Approvals.from_frame(pl.DataFrame({"v": [1], "i": ["a"]}), item="i"),
            Bad,
            "voter=",
        ),
        (
            lambda: rf.Approvals.from_frame(pl.DataFrame({"v": [1, 1], "i": ["a", "a"]}), voter="v", item="i"),
            Bad,
            "voter 1 approves of item 'a' twice, in rows 0 and 1",
        ),
        (lambda: rf.rank.borda(rf.Approvals.from_sets([{"a"}])), rf.InputKindError, "see rankfold.committee"),
    ],
)
def test_what_is_refused(make: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        make()
    with pytest.raises(TypeError, match=r"Approvals\.from_sets"):
        rf.Approvals()
