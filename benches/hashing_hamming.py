"""Nearest codes of 1,000 queries among 1,000 to 100,000 items, against numpy."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.report import Limit, Row, measure
from benches.timing import Contestant, Settings, timed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_K = 48


def rows(settings: Settings) -> list[Row]:
    """One word and four, and no sooner than numpy has a popcount (2.0)."""
    if not hasattr(np, "bitwise_count"):
        return []
    return [
        _row(settings, n_queries, n_items, words)
        for n_queries, n_items, words in [(1000, 1000, 1), (1000, 10_000, 1), (100, 100_000, 1), (1000, 10_000, 4)]
    ]


@cache
def _codes(n: int, words: int, seed: int) -> NDArray[np.uint64]:
    return np.random.default_rng(seed).integers(0, 2**64, (n, words), dtype=np.uint64)


def _row(settings: Settings, n_queries: int, n_items: int, words: int) -> Row:
    queries, items = _codes(settings.size(n_queries), words, 1), _codes(max(settings.size(n_items), _K), words, 2)

    def by_numpy(*, stable: bool) -> NDArray[np.int64]:
        from tests.naive.hashing.hamming import numpy_top_k

        return numpy_top_k(queries, items, _K, stable=stable)

    def read(found: Any) -> NDArray[np.int64]:
        return found.indices if isinstance(found, rf.hashing.HammingNeighbours) else found

    row = measure(
        f"Hamming top {_K}, codes of {64 * words} bits",
        f"{len(queries):,} x {len(items):,}",
        settings,
        own=Contestant("rankfold", lambda _: rf.hashing.hamming_top_k(queries, items, _K), read=read),
        baseline=Contestant("numpy, stable sort", lambda _: by_numpy(stable=True), read=read),
        # A partition breaks ties anyhow, so its answer is not compared.
        peer=Contestant("numpy, argpartition", lambda _: by_numpy(stable=False)),
    )
    pairs = len(queries) * len(items) * words
    query = queries[:1]
    # What it costs numpy to compare, without choosing.
    limit = timed(lambda: np.bitwise_count(items ^ query), repeats=settings.repeats) * len(queries)
    return replace(
        row,
        rate=f"{pairs / row.rankfold / 1e9:.2f} G words/s",
        limit=Limit("numpy's xor and popcount alone", limit / row.rankfold),
    )
