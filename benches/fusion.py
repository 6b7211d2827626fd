"""Fusion of ranked lists: from flat arrays to fused arrays, and from runs that are built."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import copy_seconds
from benches.peers import peer, twin
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RUNS, _LENGTH, _POOL = 5, 100, 300


def rows(settings: Settings) -> list[Row]:
    """Reciprocal rank fusion against the loop and ranx, the others at the same size."""
    n_queries = settings.size(10_000)
    return [
        _from_arrays(n_queries, settings),
        _from_runs(n_queries, settings),
        *(_other(name, options, n_queries, settings) for name, options in _OTHERS),
    ]


_OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("inverse_square_rank", {}),
    ("rank_biased_centroids", {"phi": 0.8}),
    ("borda_fusion", {}),
    ("comb_sum", {"normalize": "rank"}),
    ("comb_mnz", {"normalize": "rank"}),
]


@cache
def _lists(n_queries: int) -> list[NDArray[np.int64]]:
    """One array of shape (n_queries, 100) a run: systems that agree in part, some 200 documents a query."""
    generator = np.random.default_rng(8)
    pool = generator.integers(0, 2**40, (n_queries, _POOL))
    lean = np.linspace(0, 1, _POOL)
    orders = (np.argsort(generator.random((n_queries, _POOL)) + lean, axis=1)[:, :_LENGTH] for _ in range(_RUNS))
    return [np.take_along_axis(pool, order, axis=1) for order in orders]


def _flat(n_queries: int) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
    offsets = np.arange(0, n_queries * _LENGTH + 1, _LENGTH)
    return [lists.ravel().copy() for lists in _lists(n_queries)], offsets


def _built(n_queries: int) -> rf.rank.Runs:
    documents, offsets = _flat(n_queries)
    return rf.rank.Runs.from_arrays(documents, offsets=offsets)


def _ranx(n_queries: int, method: str, params: dict[str, Any]) -> Contestant | None:
    """Their own Run objects, built outside the clock; scores fall with the place."""
    scores = [float(_LENGTH - place) for place in range(_LENGTH)]

    def prepare() -> Any:
        module = __import__("ranx")
        return [
            module.Run(
                {
                    f"q{query}": dict(zip(map(str, documents), scores, strict=True))
                    for query, documents in enumerate(lists.tolist())
                }
            )
            for lists in _lists(n_queries)
        ]

    runs = cache(prepare)
    return peer("ranx", lambda ranx, runs: ranx.fuse(runs, norm=None, method=method, params=params), prepare=runs)


def _size(n_queries: int) -> str:
    return f"{n_queries:,} x {_RUNS} x {_LENGTH}"


def _sum(fused: rf.rank.FusedRuns) -> float:
    return float(fused.scores.sum())


def _from_arrays(n_queries: int, settings: Settings) -> Row:
    def rankfold(flat: Any) -> rf.rank.FusedRuns:
        documents, offsets = flat
        return rf.rank.reciprocal_rank_fusion(rf.rank.Runs.from_arrays(documents, offsets=offsets))

    row = measure(
        "reciprocal rank fusion, from arrays",
        _size(n_queries),
        settings,
        own=Contestant("rankfold", rankfold, lambda: _flat(n_queries), read=_sum),
        baseline=twin(
            "fusion",
            lambda module, lists: module.plain_loop(lists),
            prepare=lambda: [lists.tolist() for lists in _lists(n_queries)],
            read=lambda fused: sum(score for query in fused for _, score in query),
        ),
        peer=_ranx(n_queries, "rrf", {"k": 60}),
    )
    entries = n_queries * _RUNS * _LENGTH
    assert row.baseline is not None
    met = row.baseline.seconds >= 20 * row.rankfold and (row.peer is None or row.peer.seconds >= 5 * row.rankfold)
    # All documents have to be copied once at least.
    limit = copy_seconds(np.concatenate(_flat(n_queries)[0]))
    return replace(
        row,
        rate=f"{entries / row.rankfold / 1e6:.0f} M entries/s",
        limit=Limit(f"copy of the documents {limit * 1e3:.2g} ms", limit / row.rankfold),
        bar=None if settings.quick else Bar(">= 20x Python, >= 5x ranx", met),
    )


def _from_runs(n_queries: int, settings: Settings) -> Row:
    runs = _built(n_queries)
    row = measure(
        "reciprocal rank fusion, from Runs",
        _size(n_queries),
        settings,
        own=Contestant("rankfold", rf.rank.reciprocal_rank_fusion, lambda: runs, read=_sum),
    )
    return replace(row, rate=f"{n_queries * _RUNS * _LENGTH / row.rankfold / 1e6:.0f} M entries/s")


def _other(name: str, options: dict[str, Any], n_queries: int, settings: Settings) -> Row:
    runs = _built(n_queries)
    row = measure(
        f"{name}, from Runs",
        _size(n_queries),
        settings,
        own=Contestant("rankfold", lambda runs: getattr(rf.rank, name)(runs, **options), lambda: runs),
    )
    return replace(row, rate=f"{n_queries * _RUNS * _LENGTH / row.rankfold / 1e6:.0f} M entries/s")
