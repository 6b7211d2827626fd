"""Distances against scipy, on vectors longer than the twins can take."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.rank import distance

stats = pytest.importorskip("scipy.stats", reason="scipy is not installed: pip install 'rankfold[peers]'")


def close(got: float, expected: float) -> bool:
    return (math.isnan(got) and math.isnan(expected)) or math.isclose(got, expected, rel_tol=1e-10, abs_tol=1e-12)


def vectors(n: int, n_values: int, seed: int) -> Any:
    generator = np.random.default_rng(seed)
    return generator.integers(0, n_values, (2, n)) if n_values else generator.normal(size=(2, n))


@pytest.mark.parametrize("n_values", [0, 2, 5, 1000])
@pytest.mark.parametrize("n", [2, 10, 333, 5000, 40_000])
def test_correlations_agree_with_scipy(n: int, n_values: int) -> None:
    x, y = vectors(n, n_values, n + n_values)
    if len(set(x)) < 2 or len(set(y)) < 2:
        pytest.skip("a vector ties everything, of which scipy warns")
    for variant in ("b", "c"):
        assert close(distance.kendall_tau(x, y, variant=variant).tau, stats.kendalltau(x, y, variant=variant).statistic)  # type: ignore[arg-type]
    assert close(distance.spearman_rho(x, y), stats.spearmanr(x, y).statistic)


@pytest.mark.parametrize("n_values", [0, 3, 40])
@pytest.mark.parametrize("n", [3, 50, 700])
def test_weighted_tau_agrees_with_scipy(n: int, n_values: int) -> None:
    x, y = vectors(n, n_values, n)
    # A permutation: SciPy first replaces ranks with gaps or ties by others.
    own = np.random.default_rng(1).permutation(n)
    cases = [("both", True), ("x", None), (range(n), False), (own, own)]
    for rank, theirs in cases:
        for additive in (True, False):
            expected = stats.weightedtau(x, y, rank=theirs, additive=additive).statistic
            assert close(distance.weighted_tau(x, y, rank=rank, additive=additive), expected)  # type: ignore[arg-type]
    expected = stats.weightedtau(x, y, weigher=lambda rank: 1 / (rank + 2) ** 2).statistic
    assert close(distance.weighted_tau(x, y, weights=1 / (np.arange(n) + 2.0) ** 2), expected)


def test_friedman_agrees_with_scipy() -> None:
    for n_values in (0, 4):
        rows = np.stack([vectors(6, n_values, seed)[0] for seed in range(9)])
        expected = stats.friedmanchisquare(*rows.T)
        found = distance.kendall_w(rows)
        assert close(found.chi_square, expected.statistic)
        assert close(stats.chi2.sf(found.chi_square, found.degrees_of_freedom), expected.pvalue)


def test_a_matrix_agrees_with_scipy() -> None:
    rows = np.random.default_rng(4).integers(0, 50, (6, 200))
    found = distance.pairwise(rf.ScoreTable(rows)).values
    for i in range(6):
        for j in range(6):
            assert close(found[i, j], stats.kendalltau(rows[i], rows[j]).statistic)
