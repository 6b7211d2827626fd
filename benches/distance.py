"""Distances and correlations: two long vectors, and all pairs of many short ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benches.peers import peer, twin
from benches.report import Bar, Row, measure
from benches.timing import Contestant, Settings
from rankfold.rank import distance

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """Each measure against scipy, or against the definition in Python."""
    return [
        _tau("no ties", settings.size(1_000_000), 0, 5, settings),
        _tau("ranks", settings.size(1_000_000), -1, 5, settings),
        _tau("1,000 values", settings.size(1_000_000), 1_000, None, settings),
        _tau("half of the ranks tied", settings.size(10_000), 5_000, None, settings),
        _matrix("no ties", 0, 20, settings),
        _matrix("100 values", 100, None, settings),
        _weighted_tau(settings),
        _spearman(settings),
        _footrule(settings),
        _ap_correlation(settings),
        _overlap(settings),
    ]


def _vectors(n_rows: int, n_items: int, n_values: int) -> NDArray[Any]:
    """Floats, ranks (``n_values`` below 0), or so many different values."""
    generator = np.random.default_rng(4)
    if n_values < 0:
        return np.stack([generator.permutation(n_items) for _ in range(n_rows)])
    return generator.integers(0, n_values, (n_rows, n_items)) if n_values else generator.normal(size=(n_rows, n_items))


def _with_bar(row: Row, other: Any, factor: float | None, settings: Settings) -> Row:
    if factor is None or other is None or settings.quick:
        return row
    ratio = other.seconds / row.rankfold
    return replace(row, bar=Bar(f"{factor:g}x scipy", ratio >= factor))


def _tau(kind: str, n_items: int, n_values: int, bar: float | None, settings: Settings) -> Row:
    x, y = _vectors(2, n_items, n_values)
    row = measure(
        f"Kendall's tau-b, {kind}",
        f"{n_items:,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.kendall_tau(x, y), read=float),
        peer=peer("scipy.stats", lambda stats, _: stats.kendalltau(x, y).statistic, read=float),
    )
    return _with_bar(row, row.peer, bar, settings)


def _matrix(kind: str, n_values: int, bar: float | None, settings: Settings) -> Row:
    n_rows, n_items = (10, 100) if settings.quick else (100, 1_000)
    table = _vectors(n_rows, n_items, n_values)

    def scipy(stats: Any, _: Any) -> NDArray[np.float64]:
        values = np.eye(n_rows)
        for i in range(n_rows):
            for j in range(i):
                values[i, j] = values[j, i] = stats.kendalltau(table[i], table[j]).statistic
        return values

    row = measure(
        f"all pairwise tau-b, {kind}",
        f"{n_rows} x {n_items:,}",
        settings,
        own=Contestant("rankfold", lambda _: distance.pairwise(table).values, read=lambda values: values),
        peer=peer("scipy.stats", scipy, read=lambda values: values),
    )
    pairs = n_rows * (n_rows + 1) / 2 / row.rankfold
    return _with_bar(replace(row, rate=f"{pairs / 1e3:.0f} k pairs/s"), row.peer, bar, settings)


def _weighted_tau(settings: Settings) -> Row:
    x, y = _vectors(2, settings.size(100_000), 0)
    return measure(
        "weighted tau",
        f"{len(x):,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.weighted_tau(x, y), read=float),
        peer=peer("scipy.stats", lambda stats, _: stats.weightedtau(x, y).statistic, read=float),
    )


def _spearman(settings: Settings) -> Row:
    x, y = _vectors(2, settings.size(100_000), 1_000)
    return measure(
        "Spearman's rho, 1,000 values",
        f"{len(x):,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.spearman_rho(x, y), read=float),
        peer=peer("scipy.stats", lambda stats, _: stats.spearmanr(x, y).statistic, read=float),
    )


def _footrule(settings: Settings) -> Row:
    x, y = _vectors(2, settings.size(100_000), 1_000)

    def scipy(stats: Any, _: Any) -> float:
        return float(np.abs(stats.rankdata(x) - stats.rankdata(y)).sum())

    return measure(
        "Spearman's footrule, 1,000 values",
        f"{len(x):,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.spearman_footrule(x, y), read=float),
        peer=peer("scipy.stats", scipy, read=float),
    )


def _ap_correlation(settings: Settings) -> Row:
    x, y = _vectors(2, settings.size(1_000), 50)
    return measure(
        "AP correlation, ties on both sides",
        f"{len(x):,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.average_precision_correlation(x, y, variant="b"), read=float),
        baseline=twin(
            "rank_distance",
            lambda module, _: module.average_precision_correlation(x.tolist(), y.tolist(), "b"),
            read=float,
        ),
    )


def _overlap(settings: Settings) -> Row:
    n = settings.size(1_000)
    generator = np.random.default_rng(5)
    x, y = (generator.permutation(2 * n)[:n].tolist() for _ in range(2))
    return measure(
        "rank-biased overlap, from lists",
        f"{n:,} of {2 * n:,} items",
        settings,
        own=Contestant("rankfold", lambda _: distance.rank_biased_overlap(x, y, persistence=0.99), read=float),
        baseline=twin("rank_distance", lambda module, _: module.overlap_of_uneven_lists(x, y, 0.99), read=float),
    )
