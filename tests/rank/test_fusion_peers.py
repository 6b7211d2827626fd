"""ranx as an oracle, where it is installed, and where it is known to differ.

Its Run sorts documents by score when it is built and then counts places, so lists without ties of scores fuse alike.
Its first call of each fusion compiles for up to a minute.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import rankfold as rf

#: The method of ranx and its parameters, and ours.
FUSIONS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("rrf", {"k": 60}, "reciprocal_rank_fusion", {}),
    ("isr", {}, "inverse_square_rank", {}),
    ("log_isr", {}, "inverse_square_rank", {"frequency": "log"}),
    ("logn_isr", {"sigma": 0.01}, "inverse_square_rank", {"frequency": "smoothed_log"}),
    ("rbc", {"phi": 0.8}, "rank_biased_centroids", {"phi": 0.8}),
    ("bordafuse", {}, "borda_fusion", {}),
    ("sum", {}, "comb_sum", {"normalize": None}),
    ("mnz", {}, "comb_mnz", {"normalize": None}),
    ("anz", {}, "comb_anz", {"normalize": None}),
]
NORMS = {"min-max": "min_max", "zmuv": "z", "sum": "sum", "rank": "rank"}


@pytest.fixture(scope="module")
def ranx() -> Any:
    return pytest.importorskip("ranx", reason="ranx is not installed")


def random_runs() -> list[dict[str, dict[str, float]]]:
    """Three runs over the same queries, scores without ties within a list."""
    generator = np.random.default_rng(11)
    runs = []
    for _ in range(3):
        run = {}
        for query in range(12):
            documents = generator.permutation(15)[: generator.integers(1, 12)]
            scores = generator.permutation(100)[: len(documents)] / 7
            run[f"q{query}"] = {f"d{document}": float(s) for document, s in zip(documents, scores, strict=True)}
        runs.append(run)
    return runs


def same(fused: rf.rank.FusedRuns, other: Any) -> None:
    expected = other.to_dict()
    for found in fused:
        scores = expected[found.query]
        assert set(scores) == set(found.documents)
        for document, score in found.to_dict().items():
            assert math.isclose(score, scores[document], rel_tol=1e-9, abs_tol=1e-9)


def of_ranx(ranx: Any, runs: list[dict[str, dict[str, float]]], **how: Any) -> Any:
    return ranx.fuse([ranx.Run(run) for run in runs], **how)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("method", "params", "name", "options"), FUSIONS, ids=[case[0] for case in FUSIONS])
def test_ranx_agrees_where_no_scores_tie(
    ranx: Any, method: str, params: dict[str, Any], name: str, options: dict[str, Any]
) -> None:
    runs = random_runs()
    other = of_ranx(ranx, runs, norm=None, method=method, params=params)
    same(getattr(rf.rank, name)(runs, **options), other)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("norm", NORMS)
def test_ranx_normalises_alike_where_lists_vary(ranx: Any, norm: str) -> None:
    runs = random_runs()
    # A list of one document is constant, which the next test is about.
    varied = [q for q in runs[0] if norm in ("zmuv", "rank") or all(len(run[q]) > 1 for run in runs)]
    runs = [{query: run[query] for query in varied} for run in runs]
    assert len(varied) > 4
    same(rf.rank.comb_sum(runs, normalize=NORMS[norm]), of_ranx(ranx, runs, norm=norm, method="sum"))


@pytest.mark.filterwarnings("ignore")
def test_ranx_gives_constant_lists_nothing(ranx: Any) -> None:
    runs = [{"q": {"a": 3.0, "b": 3.0}}, {"q": {"c": 2.0, "d": 1.0}}]
    for norm, ours in (("min-max", 1.0), ("sum", 0.5)):
        assert of_ranx(ranx, runs, norm=norm, method="sum").to_dict()["q"]["a"] == 0
        assert rf.rank.comb_sum(runs, normalize=NORMS[norm])["q"].to_dict()["a"] == ours


@pytest.mark.filterwarnings("ignore")
def test_ranx_gives_equal_scores_different_places(ranx: Any) -> None:
    runs = [{"q": {"a": 3.0, "b": 3.0}}, {"q": {"c": 2.0}}]
    other = of_ranx(ranx, runs, norm=None, method="rrf", params={"k": 60}).to_dict()["q"]
    assert sorted([other["a"], other["b"]]) == [1 / 62, 1 / 61]
    fused = rf.rank.reciprocal_rank_fusion(runs)["q"]
    assert fused.documents.tolist() == ["c", "a", "b"]
    assert fused.ranks.tolist() == [1, 2, 2]
    # Ours give the pair what ranx gives it, in equal shares.
    assert math.isclose(2 * fused.scores[1], other["a"] + other["b"], rel_tol=1e-15)
