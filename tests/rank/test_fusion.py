"""Fusions against their naive twins and worked examples, and the laws that all of them keep."""

from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive import fusion as naive

ROOT = Path(__file__).parents[2]

#: Fusion, its options here, those of the twin, and whether lists need scores.
CASES: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("reciprocal_rank_fusion", {}, {}, False),
    ("reciprocal_rank_fusion", {"k": 0, "ties": "min"}, {"k": 0, "ties": "min"}, False),
    ("inverse_square_rank", {"ties": "max"}, {"ties": "max"}, False),
    ("inverse_square_rank", {"frequency": "log"}, {"frequency_by": "log"}, False),
    ("inverse_square_rank", {"frequency": "smoothed_log"}, {"frequency_by": "smoothed_log"}, False),
    ("rank_biased_centroids", {"phi": 0.75}, {"phi": 0.75}, False),
    ("rank_biased_centroids", {"phi": 0.3, "ties": "min"}, {"phi": 0.3, "ties": "min"}, False),
    ("borda_fusion", {}, {}, False),
    ("borda_fusion", {"ties": "min"}, {"ties": "min"}, False),
    ("borda_fusion", {"ties": "max"}, {"ties": "max"}, False),
    ("comb_sum", {}, {}, True),
    *(
        (name, {"normalize": normalize}, {"normalize": normalize}, normalize != "rank")
        for name in ("comb_sum", "comb_mnz", "comb_anz")
        for normalize in ("min_max", "z", "rank", "sum", None)
    ),
]
IDS = [f"{name}-{'-'.join(map(str, options.values()))}" for name, options, *_ in CASES]
EXACT = [
    case for case in CASES if not case[3] and case[0] != "rank_biased_centroids" and "rank" not in case[1].values()
]


@st.composite
def lists(draw: st.DrawFn, *, scored: bool | None = None, texts: bool | None = None) -> list[list[list[Any]]]:
    """Runs over a few queries, rich in overlaps, ties and empty lists."""
    n_runs, n_queries = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    texts = draw(st.booleans()) if texts is None else texts
    documents = st.sampled_from(["a", "b", "é", "zz", "B", "10"]) if texts else st.integers(-3, 5)
    runs = []
    for _ in range(n_runs):
        with_scores = draw(st.booleans()) if scored is None else scored
        run = []
        for _ in range(n_queries):
            found: list[Any] = draw(st.lists(documents, unique=True, max_size=6))
            if with_scores:
                found = [(document, draw(st.sampled_from([-1.5, 0.0, 0.1, 0.2, 0.3, 7.0]))) for document in found]
            run.append(found)
        runs.append(run)
    return runs


def fuse(name: str, runs: Any, **options: Any) -> rf.rank.FusedRuns:
    return getattr(rf.rank, name)(runs, **options)


def bits(fused: rf.rank.FusedRuns) -> tuple[Any, ...]:
    return (
        tuple(fused.queries),
        fused.offsets.tobytes(),
        fused.documents.tolist(),
        fused.scores.tobytes(),
        fused.cut_tied.tobytes(),
        fused.ranks.tobytes(),
    )


@pytest.mark.parametrize(("name", "options", "twin", "scored"), CASES, ids=IDS)
@given(data=st.data())
def test_fusions_are_what_their_twins_say(
    name: str, options: dict[str, Any], twin: dict[str, Any], scored: bool, data: st.DataObject
) -> None:
    runs = data.draw(lists(scored=True if scored else None))
    weights = data.draw(st.none() | st.lists(st.sampled_from([1, 2, 3, 1.5]), min_size=len(runs), max_size=len(runs)))
    fused = fuse(name, runs, weights=weights, **options)
    for query, found in enumerate(fused):
        expected = getattr(naive, name)([run[query] for run in runs], weights=weights, **twin)
        assert set(found.documents.tolist()) == set(expected)
        for document, score in found.to_dict().items():
            assert math.isclose(score, expected[document], rel_tol=1e-12, abs_tol=1e-12)
        # The order is that of the scores, and of labels inside a tie.
        assert found.documents.tolist() == naive.ordered(found.to_dict())
        assert found.ranks.tolist() == [1 + int((found.scores > score).sum()) for score in found.scores]


@pytest.mark.parametrize(("name", "options", "twin", "scored"), EXACT, ids=range(len(EXACT)))
@given(data=st.data())
def test_ties_on_paper_are_ties(
    name: str, options: dict[str, Any], twin: dict[str, Any], scored: bool, data: st.DataObject
) -> None:
    """Fusions of places are exact, so their whole order is that of the fractions."""
    del scored
    runs = data.draw(lists())
    for query, found in enumerate(fuse(name, runs, **options)):
        expected = getattr(naive, name)([run[query] for run in runs], **twin)
        assert found.documents.tolist() == naive.ordered(expected)
        if "frequency" not in options:
            ranks = [1 + sum(other > expected[document] for other in expected.values()) for document in found.documents]
            assert found.ranks.tolist() == ranks


A, B, C = [["a", "b", "c"]], [["b", "d", "a"]], [["a", "d", "b", "e"]]


def test_the_worked_example() -> None:
    golden = {
        "reciprocal_rank_fusion": {"a": 0.048660, "b": 0.048395, "d": 0.032258, "c": 0.015873, "e": 0.015625},
        "inverse_square_rank": {"a": 6.333333, "b": 4.083333, "d": 1.0, "c": 0.111111, "e": 0.0625},
        "borda_fusion": {"a": 13.0, "b": 12.0, "d": 9.5, "c": 5.5, "e": 5.0},
    }
    for name, expected in golden.items():
        found = fuse(name, [A, B, C])[0].to_dict()
        assert list(found) == list(expected)
        assert all(math.isclose(found[document], score, abs_tol=5.1e-7) for document, score in expected.items())


def test_a_logarithm_of_one_list_is_nothing() -> None:
    found = rf.rank.inverse_square_rank([A, B, C], frequency="log")[0]
    assert found.to_dict()["c"] == found.to_dict()["e"] == 0
    assert found.ranks.tolist()[-2:] == [4, 4]


@pytest.mark.parametrize(("name", "options", "twin", "scored"), CASES, ids=IDS)
@given(data=st.data())
def test_order_never_decides(
    name: str, options: dict[str, Any], twin: dict[str, Any], scored: bool, data: st.DataObject
) -> None:
    """Permuting runs, queries and, where there are scores, documents changes no bit."""
    del twin
    runs = data.draw(lists(scored=True if scored else None))
    weights = data.draw(st.lists(st.sampled_from([1.0, 0.1, 3.0]), min_size=len(runs), max_size=len(runs)))
    before = fuse(name, runs, weights=weights if "log" not in str(options) else None, **options)
    order = data.draw(st.permutations(range(len(runs))))
    queries = data.draw(st.permutations(range(len(runs[0]))))

    def shuffled(documents: list[Any]) -> list[Any]:
        return data.draw(st.permutations(documents)) if documents and isinstance(documents[0], tuple) else documents

    turned = [{query: shuffled(runs[run][query]) for query in queries} for run in order]
    moved = [weights[run] for run in order]
    after = fuse(name, turned, weights=moved if "log" not in str(options) else None, **options)
    assert bits(after) == bits(before)


@pytest.mark.parametrize(("name", "options", "twin", "scored"), CASES, ids=IDS)
@given(data=st.data())
def test_a_weight_is_a_repetition(
    name: str, options: dict[str, Any], twin: dict[str, Any], scored: bool, data: st.DataObject
) -> None:
    """Bit for bit where places decide; floats times a weight may differ in the last one."""
    del twin
    runs = data.draw(lists(scored=True if scored else None))
    times = data.draw(st.lists(st.integers(1, 3), min_size=len(runs), max_size=len(runs)))
    weighted = fuse(name, runs, weights=times, **options)
    repeated = fuse(name, [run for run, n in zip(runs, times, strict=True) for _ in range(n)], **options)
    if name in ("reciprocal_rank_fusion", "inverse_square_rank", "borda_fusion"):
        assert bits(weighted) == bits(repeated)
    for one, other in zip(weighted, repeated, strict=True):
        expected = other.to_dict()
        assert all(math.isclose(s, expected[d], rel_tol=1e-12, abs_tol=1e-12) for d, s in one.to_dict().items())


@given(runs=lists(scored=True, texts=False), k=st.integers(1, 7), name=st.sampled_from(["comb_sum", "borda_fusion"]))
def test_top_k_is_the_top_of_all(runs: list[Any], k: int, name: str) -> None:
    for cut, whole in zip(fuse(name, runs, top_k=k), fuse(name, runs), strict=True):
        assert cut.documents.tolist() == whole.documents.tolist()[:k]
        assert cut.scores.tobytes() == whole.scores[:k].tobytes()
        assert cut.ranks.tolist() == whole.ranks.tolist()[:k]
        assert cut.cut_tied == (len(whole) > k and whole.scores[k - 1] == whole.scores[k])
        assert not whole.cut_tied


@given(runs=lists(scored=True, texts=False), factor=st.sampled_from([0.5, 4.0]), shift=st.sampled_from([0.0, 8.0]))
def test_normalised_scores_have_no_unit(runs: list[Any], factor: float, shift: float) -> None:
    other = [[[(document, factor * score + shift) for document, score in one] for one in run] for run in runs]
    for normalize in ("min_max", "z", "sum", "rank"):
        one, two = (rf.rank.comb_sum(r, normalize=normalize) for r in (runs, other))
        for first, second in zip(one, two, strict=True):
            expected = second.to_dict()
            assert all(math.isclose(s, expected[d], abs_tol=1e-9) for d, s in first.to_dict().items())


def large(n_queries: int = 700, seed: int = 1) -> rf.rank.Runs:
    generator = np.random.default_rng(seed)
    documents, offsets, scores = [], [], []
    for _ in range(3):
        lengths = generator.integers(0, 60, n_queries)
        documents.append(np.concatenate([generator.permutation(80)[:n] for n in lengths]))
        scores.append(generator.integers(0, 30, lengths.sum()) / 7)
        offsets.append(np.concatenate([[0], np.cumsum(lengths)]))
    return rf.rank.Runs.from_arrays(documents, offsets=offsets, scores=scores)


@pytest.mark.parametrize(("name", "options", "twin", "scored"), CASES, ids=IDS)
def test_threads_change_no_bit(name: str, options: dict[str, Any], twin: dict[str, Any], scored: bool) -> None:
    del twin, scored
    runs = large()
    alone = fuse(name, runs, n_threads=1, **options)
    assert bits(alone) == bits(fuse(name, runs, n_threads=3, **options))
    assert bits(alone) == bits(fuse(name, pickle.loads(pickle.dumps(runs)), **options))


def test_long_lists_with_many_ties() -> None:
    """One query of more documents than are sorted in one go, all in crowded buckets."""
    n = 150_000
    documents = np.random.default_rng(0).permutation(n)
    scores = (documents % 3).astype(float)
    runs = rf.rank.Runs.from_arrays([documents], offsets=[0, n], scores=[scores])
    found = rf.rank.comb_sum(runs, normalize=None)[0]
    order = np.lexsort((documents, -scores))
    assert np.array_equal(found.documents, documents[order])
    assert np.array_equal(found.scores, scores[order])


def test_a_cycle_of_majorities_has_one_outcome() -> None:
    """Majorities may run in circles.

    ranx sorts by them, starting from the order of a set of strings, so that its Condorcet fusion depends on the hashes
    of the documents. Ours see a tie, whatever the documents are called and in whichever order they come.
    """
    for names in ("abc", "cab", "xyz"):
        one, two, three = names
        lists_ = [[[one, two, three]], [[two, three, one]], [[three, one, two]]]
        for name in ("reciprocal_rank_fusion", "inverse_square_rank", "borda_fusion"):
            outcomes = {
                (tuple(found.documents), found.scores.tobytes(), tuple(found.ranks.tolist()))
                for turn in range(3)
                for found in [fuse(name, lists_[turn:] + lists_[:turn])[0]]
            }
            ((documents, _, ranks),) = outcomes
            assert (documents, ranks) == (tuple(sorted(names)), (1, 1, 1))


def test_the_registry_describes_each_fusion() -> None:
    for name, info in rf.rank.FUSIONS.items():
        assert info.id == name == info.function.__name__
        assert getattr(rf.rank, name) is info.function
        assert info.reads in ("ranks", "scores")
        assert all((info.name, info.source, info.peers))
        assert f"## {name}" in (ROOT / "docs/rank_fusion.md").read_text(encoding="utf-8")
    assert {name for name, *_ in CASES} == set(rf.rank.FUSIONS)
