"""What runs are read from, what is refused and in which words, and what a fusion returns."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.rank import Runs

LISTS = [[["b", "a"], ["c"]], [["a"], []]]


def same(runs: Runs, lists: Any = LISTS, queries: Any = range(2)) -> bool:
    return runs.to_lists() == lists and list(runs.queries) == list(queries)


def test_every_way_in_gives_the_same_runs() -> None:
    assert same(Runs.from_lists(LISTS))
    assert same(Runs.from_arrays([["b", "a", "c"], ["a"]], offsets=[[0, 2, 3], [0, 1, 1]]))
    texts = [np.array(["b", "a", "c"]), np.array(["a"], dtype=object)]
    assert same(Runs.from_arrays(texts, offsets=[[0, 2, 3], np.array([0, 1, 1], dtype=np.uint8)]))
    assert same(Runs.from_arrays([["b", "c", "a"], ["a"]], query_keys=[[0, 1, 0], [0]]))
    named = Runs.from_lists([{"y": ["c"], "x": ["b", "a"]}, {"x": ["a"]}])
    assert same(named, queries=("x", "y"))
    assert same(Runs.from_arrays([["c", "b", "a"], ["a"]], query_keys=[["y", "x", "x"], ["x"]]), queries=("x", "y"))
    assert same(Runs.from_lists(LISTS, queries=["x", "y"]), queries=("x", "y"))
    assert same(Runs.from_lists(LISTS, queries=np.array([7, 3])), queries=(7, 3))
    assert same(pickle.loads(pickle.dumps(named)), queries=("x", "y"))


def test_one_array_of_offsets_serves_all_runs() -> None:
    runs = Runs.from_arrays([np.arange(4), np.arange(4, 8)], offsets=np.array([0, 1, 4]))
    assert runs.to_lists() == [[[0], [1, 2, 3]], [[4], [5, 6, 7]]]
    assert (runs.n_runs, runs.n_queries, runs.n_entries, runs.has_scores) == (2, 2, 8, (False, False))


def test_scores_decide_and_ties_have_no_order() -> None:
    lists = [[[("c", 1.0), ("b", 2.0), ("a", 2.0)]], [[("a", -0.0), ("b", 0.0)]]]
    expected = [[[("a", 2.0), ("b", 2.0), ("c", 1.0)]], [[("a", 0.0), ("b", 0.0)]]]
    assert Runs.from_lists(lists).to_lists() == expected
    assert Runs.from_lists([[dict(one) for one in run] for run in lists]).to_lists() == expected
    assert Runs.from_lists([{"q": dict(one[0])} for one in lists]).to_lists() == expected
    flat = Runs.from_arrays([["c", "b", "a"], ["b", "a"]], query_keys=[[5] * 3, [5] * 2], scores=[[1, 2, 2], [0, 0]])
    assert flat.to_lists() == expected
    assert flat.queries == (5,)
    assert flat.has_scores == (True, True)
    assert rf.rank.reciprocal_rank_fusion(flat).ranks.tolist() == [1, 1, 3]


def test_runs_with_and_without_scores_go_together() -> None:
    runs = Runs.from_lists([[["a", "b"]], [[("b", 3.0)]]])
    assert runs.has_scores == (False, True)
    assert rf.rank.comb_sum(runs, normalize="rank")[0].to_dict() == {"b": 1.5, "a": 1.0}
    with pytest.raises(
        rf.InvalidInputError, match=r'comb_sum: runs\[0\] has no scores, which normalize="min_max" needs'
    ):
        rf.rank.comb_sum(runs)
    with pytest.raises(rf.InvalidInputError, match='normalize="none" needs'):
        rf.rank.comb_mnz(runs, normalize=None)


def test_documents_stay_what_they_are() -> None:
    integers = rf.rank.borda_fusion([[[3, -1]], [[np.int64(2), 3]]])
    assert integers.documents.dtype == np.int64
    mixed = rf.rank.borda_fusion([[["a", 3, "é"]]])
    assert mixed.documents.tolist() == ["a", 3, "é"]
    assert [type(document) for document in mixed.documents] == [str, int, str]
    tied = rf.rank.borda_fusion([[["é", 10, "z", 9]], [[9, "z", 10, "é"]]])
    assert tied.documents.tolist() == [9, 10, "z", "é"]
    assert rf.rank.borda_fusion([[[2**63 - 1, -(2**63)]]]).documents.tolist() == [2**63 - 1, -(2**63)]


def test_nothing_is_something() -> None:
    for lists in ([[]], [[[]]], [[[], []], [[], []]], [{}, {}]):
        for name in rf.rank.FUSIONS:
            options = {"phi": 0.5} if name == "rank_biased_centroids" else {}
            options |= {"normalize": "rank"} if name.startswith("comb") else {}
            fused = getattr(rf.rank, name)(lists, **options)
            assert fused.documents.size == 0
            assert fused.ranks.size == 0
            assert len(fused.offsets) == len(fused) + 1
            assert repr(fused)
    assert Runs.from_arrays([[], []], offsets=[0]).n_queries == 0
    assert Runs.from_arrays([[]], query_keys=[[]]).n_queries == 0


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (
            lambda: Runs.from_lists([{"q": ["a"]}, {"q": ["b", "a", "b"]}]),
            'runs[1], query "q": document "b" stands there',
        ),
        (lambda: Runs.from_lists([[[1], [4, 4]]]), "runs[0], query 1: document 4 stands there a second time"),
        (lambda: Runs.from_lists([[[(1, 0.5), (1, 0.2)]]]), "document 1 stands there a second time"),
        (lambda: Runs.from_lists([{"q": {"a": float("nan")}}]), 'query "q": document "a" has the score NaN'),
        (lambda: Runs.from_lists([[[(8, float("inf"))]]]), "document 8 has the score inf; expected a finite number"),
        (lambda: Runs.from_lists([[[(8, -1e200)]]]), "has the score -1"),
        (lambda: Runs.from_lists([]), "runs is empty"),
        (lambda: Runs.from_lists([[[1]], [[1], [2]]]), "runs[1] has 2 lists, runs[0] has 1"),
        (lambda: Runs.from_lists([[[(1, 2.0)], [3]]]), "runs[0] has scores for some queries"),
        (lambda: Runs.from_lists([[[(1, 2.0), 3]]]), "query 0 holds 3: expected (document, score)"),
        (lambda: Runs.from_lists([[[(1, 2.0), (3, 4.0, 5)]]]), "expected (document, score)"),
        (lambda: Runs.from_lists([[[1]]], queries=["x", "y"]), "queries has 2 entries: expected 1"),
        (lambda: Runs.from_lists([[[1], [2]]], queries=["x", "x"]), "queries[1] = 'x' stands there a second time"),
        (lambda: Runs.from_lists([[["\ud800"]]]), "half of a surrogate pair"),
        (lambda: Runs.from_lists([[[2**63]]]), "runs[0][0] = 9223372036854775808 is not a label"),
        (
            lambda: Runs.from_arrays([np.array([2**63], np.uint64)], offsets=[0, 1]),
            "documents[0] holds 9223372036854775808",
        ),
        (lambda: Runs.from_arrays([np.zeros((2, 2), int)], offsets=[0, 4]), "documents[0] has shape (2, 2)"),
        (lambda: Runs.from_arrays([[1, 2]], offsets=[0, 1]), "offsets[1] = 1 is not an offset"),
        (lambda: Runs.from_arrays([[1, 2]], offsets=[0, 3, 2]), "offsets[1] = 3 is not an offset"),
        (lambda: Runs.from_arrays([[1, 2]], offsets=[0, -1, 2]), "offsets[1] = -1 is not an offset"),
        (lambda: Runs.from_arrays([[1, 2]], offsets=[1, 2]), "offsets[0] = 1 is not an offset"),
        (lambda: Runs.from_arrays([[1, 2]], offsets=[]), "expected (n_queries + 1,)"),
        (
            lambda: Runs.from_arrays([[1], [1]], offsets=[[0, 1], [0, 0, 1]]),
            "offsets[1] has 3 entries, offsets[0] has 2",
        ),
        (
            lambda: Runs.from_arrays([[1], [1]], offsets=[[0, 1]]),
            "offsets has 1 entries: expected one for each of the 2",
        ),
        (lambda: Runs.from_arrays([[1]], offsets=[0, 1], scores=[[1.0, 2.0]]), "scores[0] has 2 entries"),
        (lambda: Runs.from_arrays([[1]], query_keys=[["x", "y"]]), "query_keys[0] has 2 entries"),
        (lambda: Runs.from_arrays([], offsets=[0]), "documents is empty"),
        (lambda: Runs.from_arrays([[1]], offsets=[0, 1], scores=[]), "scores has 0 entries"),
        (
            lambda: Runs.from_arrays([np.ma.masked_array([1, 2], [False, True])], offsets=[0, 2]),
            "documents[0] has masked entries",
        ),
    ],
)
def test_what_is_wrong_is_named(build: Any, text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        build()
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: Runs.from_lists("ab"), "runs is of type str"),
        (lambda: Runs.from_lists(["ab"]), "runs[0] is of type str"),
        (lambda: Runs.from_lists([["ab"]]), "runs[0], query 0 is of type str"),
        (lambda: Runs.from_lists([[{"a", "b"}]]), "runs[0], query 0 is of type set"),
        (lambda: Runs.from_lists([[[1.5]]]), "runs[0][0] = 1.5 is of type float"),
        (lambda: Runs.from_lists([[[True]]]), "is of type bool"),
        (lambda: Runs.from_lists([[[None]]]), "is of type NoneType"),
        (lambda: Runs.from_lists([{}, []]), "runs are of different kinds"),
        (lambda: Runs.from_lists([{"q": []}], queries=["q"]), "queries goes with lists of lists"),
        (lambda: Runs.from_lists([[[("a", "high")]]]), "the scores of runs[0]"),
        (lambda: Runs.from_arrays(np.zeros((2, 2), int), offsets=[0, 2]), "documents is of type ndarray"),
        (lambda: Runs.from_arrays([np.zeros(2)], offsets=[0, 2]), "documents[0] has dtype float64"),
        (lambda: Runs.from_arrays(["ab"], offsets=[0, 2]), "documents[0] is of type str"),
        (lambda: Runs.from_arrays([[1]]), "either offsets or query_keys"),
        (lambda: Runs.from_arrays([[1]], offsets=[0, 1], query_keys=[[1]]), "either offsets or query_keys"),
        (lambda: Runs.from_arrays([[1]], query_keys=[[1]], queries=[1]), "queries goes with offsets"),
        (lambda: Runs.from_arrays([[1]], offsets=[0.0, 1.0]), "offsets[0] has dtype float64"),
        (lambda: rf.rank.borda_fusion(3), "runs is of type int: expected Runs"),
        (lambda: rf.rank.borda_fusion(LISTS, top_k=True), "top_k is of type bool"),
        (lambda: rf.rank.borda_fusion(LISTS, top_k=1.0), "top_k is of type float"),
        (lambda: rf.rank.reciprocal_rank_fusion(LISTS, k=60.5), "reciprocal_rank_fusion"),
        (lambda: rf.rank.borda_fusion(LISTS, weight=[1, 2]), "unknown keyword 'weight'"),
        (Runs, "Runs() has nothing to hold"),
    ],
)
def test_what_is_of_the_wrong_type_is_named(build: Any, text: str) -> None:
    with pytest.raises(TypeError) as raised:
        build()
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("reciprocal_rank_fusion", {"k": -1}, "k = -1 is not a constant"),
        ("reciprocal_rank_fusion", {"k": 1_000_001}, "0 <= k <= 1000000"),
        ("reciprocal_rank_fusion", {"ties": "first"}, 'does not define ties="first"'),
        ("inverse_square_rank", {"frequency": "ln"}, 'does not define frequency="ln"'),
        (
            "inverse_square_rank",
            {"frequency": "log", "weights": [0.5, 1]},
            "a weight of 0.5, whose logarithm is negative",
        ),
        ("rank_biased_centroids", {"phi": 1.0}, "phi = 1 is not a probability of going on"),
        ("rank_biased_centroids", {"phi": 0}, "0 < phi < 1"),
        ("rank_biased_centroids", {"phi": float("nan")}, "phi = NaN"),
        ("comb_sum", {"normalize": "max"}, 'does not define normalize="max"'),
        ("borda_fusion", {"top_k": 0}, "top_k = 0: expected at least 1"),
        ("borda_fusion", {"weights": [1]}, "weights has 1 entries: expected 2"),
        ("borda_fusion", {"weights": [1, 0]}, "leave a run of weight 0 out"),
        ("borda_fusion", {"weights": [1, -2]}, "weights[1] = -2"),
        ("borda_fusion", {"weights": [1, float("nan")]}, "weights[1] = NaN"),
        ("borda_fusion", {"weights": [1e-10, 1e30]}, "too far apart"),
        ("borda_fusion", {"weights": [1e200, 1e200]}, "weights[0]"),
    ],
)
def test_options_out_of_range_are_named(name: str, options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        getattr(rf.rank, name)(LISTS, **options)
    assert text in str(raised.value)


def test_scores_at_the_limit_do_not_overflow() -> None:
    lists = [[{"a": 1e150, "b": -1e150, "c": 0.0}]] * 3
    for name in ("comb_sum", "comb_mnz", "comb_anz"):
        for normalize in ("min_max", "z", "sum", "rank", None):
            fused = getattr(rf.rank, name)(lists, normalize=normalize)
            assert np.isfinite(fused.scores).all()
            assert fused.documents.tolist() == ["a", "c", "b"]
    with pytest.raises(rf.SizeLimitError, match="a fused score overflows"):
        rf.rank.comb_mnz(lists, normalize=None, weights=[1e100] * 3)


def test_a_result_in_every_form() -> None:
    fused = rf.rank.reciprocal_rank_fusion([{"x": ["a", "b"], "y": ["c"]}, {"x": ["b", "a"]}], top_k=2)
    assert fused["x"].documents.tolist() == ["a", "b"]
    assert fused["x"].ranks.tolist() == [1, 1]
    assert fused.at(-1).query == "y"
    assert fused.at(0).to_dict() == fused.to_dict()["x"]
    assert [one.query for one in fused] == ["x", "y"]
    assert (len(fused), len(fused["y"])) == (2, 1)
    frame = fused.to_frame("pandas")
    assert frame.columns.tolist() == ["query", "rank", "document", "score"]
    assert frame["document"].tolist() == ["a", "b", "c"]
    assert fused["x"].to_frame("pandas")["rank"].tolist() == [1, 1]
    loaded = json.loads(fused.to_json())
    assert loaded["queries"][1]["ranking"][0]["document"] == "c"
    assert loaded["settings"] == fused.settings
    assert fused.settings["fusion"] == "reciprocal_rank_fusion"
    assert fused.settings["k"] == 60
    assert "query 'y': 1 documents" in repr(fused["y"])
    assert repr(fused).startswith("reciprocal_rank_fusion: 2 queries, 3 documents")
    for wrong in ("z", 0):
        with pytest.raises(rf.InvalidInputError, match="there is no query"):
            fused[wrong]
    with pytest.raises(IndexError, match="there is no query number 2"):
        fused.at(2)
    for array in (fused.documents, fused.scores, fused.offsets, fused.cut_tied):
        assert not array.flags.writeable
    with pytest.raises(FrozenInstanceError):
        fused.scores = fused.scores  # type: ignore[misc]
    with pytest.raises(AttributeError, match="immutable"):
        Runs.from_lists(LISTS).x = 1


def test_large_results_print_short() -> None:
    documents = np.arange(100_000)
    fused = rf.rank.borda_fusion(Runs.from_arrays([documents], offsets=np.arange(0, 100_001, 10)))
    assert fused[9_999].documents.tolist() == documents[-10:].tolist()
    assert len(repr(fused).splitlines()) == 23
    assert repr(fused).endswith("... and 99980 more")
    assert repr(Runs.from_lists([[[1]]])) == "Runs(1 run, 1 query, 1 entry, no scores)"


def test_a_call_keeps_its_manners() -> None:
    documents = np.tile(np.arange(1000), 2000)
    offsets = np.arange(0, 2_000_001, 1000)
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        Runs.from_arrays([documents], offsets=offsets, cancel=token)
    runs = Runs.from_arrays([documents], offsets=offsets)
    with pytest.raises(rf.TimeLimitError):
        rf.rank.comb_sum(runs, normalize="rank", time_limit=0.0)
    seen: list[tuple[int, int]] = []
    rf.rank.borda_fusion(runs, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2000, 2000)
