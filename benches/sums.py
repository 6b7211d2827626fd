"""Sums of ranks: 25 clients of federated rank learning over five million items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import copy_seconds, read_seconds
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_CLIENTS = 25


def rows(settings: Settings) -> list[Row]:
    """Ranks, permutations, and what is read off the sums. The input is large, so nobody gets a copy of it."""
    n_items = settings.size(5_000_000)
    generator = np.random.default_rng(5)
    permutations = np.empty((N_CLIENTS, n_items), np.uint32)
    for client in permutations:
        client[:] = generator.permutation(n_items)
    # Inverse permutations of random ones are random ones, so the same array serves as ranks.
    size = f"{N_CLIENTS} x {n_items:,}"
    once = read_seconds(permutations)
    sums = permutations.sum(axis=0, dtype=np.int64)
    return [
        _ranks(permutations, size, once, settings),
        _distinct(permutations, size, once, settings),
        _state(permutations, size, once, settings),
        _permutations(permutations, size, once, settings),
        _top(sums, settings),
        _order(sums, settings),
    ]


def _limited(row: Row, n_bytes: int, once: float, bar: float | None = None) -> Row:
    reached = once / row.rankfold
    return replace(
        row,
        rate=f"{n_bytes / row.rankfold / 1e9:.1f} GB/s",
        limit=Limit(f"read {n_bytes / once / 1e9:.0f} GB/s", reached),
        bar=None if bar is None else Bar(f">= {bar:.0%} of reading", reached >= bar),
    )


def _ranks(ranks: NDArray[np.uint32], size: str, once: float, settings: Settings) -> Row:
    row = measure(
        "sum_of_ranks, uint32 ranks, range checked",
        size,
        settings,
        own=Contestant("rankfold", lambda _: rf.rank.sum_of_ranks(ranks=ranks), read=_some),
        baseline=Contestant("numpy, max and sum", lambda _: _numpy_ranks(ranks), read=_some),
    )
    return _limited(row, ranks.nbytes, once, None if settings.quick else 0.6)


def _distinct(ranks: NDArray[np.uint32], size: str, once: float, settings: Settings) -> Row:
    row = measure(
        "sum_of_ranks, each rank once",
        size,
        settings,
        own=Contestant("rankfold", lambda _: rf.rank.sum_of_ranks(ranks=ranks, validate="permutation"), read=_some),
        baseline=Contestant("numpy, mark and sum", lambda _: _numpy_distinct(ranks), read=_some),
    )
    return _limited(row, ranks.nbytes, once)


def _state(ranks: NDArray[np.uint32], size: str, once: float, settings: Settings) -> Row:
    def one_by_one(_: Any) -> NDArray[Any]:
        state = rf.rank.RankSums(ranks.shape[1])
        for client in ranks:
            state.update(ranks=client)
        return state.sums

    row = measure(
        "RankSums, a client an update",
        size,
        settings,
        own=Contestant("rankfold", one_by_one, read=_some),
        baseline=Contestant("numpy, max and add in place", lambda _: _numpy_one_by_one(ranks), read=_some),
    )
    return _limited(row, ranks.nbytes, once)


def _permutations(permutations: NDArray[np.uint32], size: str, once: float, settings: Settings) -> Row:
    """Against the published way, which sorts, and against adding at random places."""
    row = measure(
        "sum_of_ranks, uint32 permutations, checked in full",
        size,
        settings,
        own=Contestant("rankfold", lambda _: rf.rank.sum_of_ranks(permutations=permutations), read=_some),
        baseline=Contestant("numpy, scatter", lambda _: _numpy_scatter(permutations), read=_some),
        peer=Contestant("numpy, argsort and sum", lambda _: _numpy_argsort(permutations), read=_some),
    )
    return _limited(row, permutations.nbytes, once)


def _top(sums: NDArray[np.int64], settings: Settings) -> Row:
    count = len(sums) // 2
    row = measure(
        "top_fraction, the better half, ties by number",
        f"{len(sums):,}",
        settings,
        own=Contestant(
            "rankfold", lambda sums: rf.rank.top_fraction(sums, count=count), sums.copy, read=lambda top: top.threshold
        ),
        baseline=Contestant(
            "numpy, argpartition, ties anyhow",
            lambda sums: np.argpartition(sums, len(sums) - count)[len(sums) - count :],
            sums.copy,
            read=lambda index: sums[index].min(),
        ),
    )
    copy, ratio = copy_seconds(sums), row.baseline.seconds / row.rankfold if row.baseline else 0.0
    return replace(
        row,
        rate=f"{row.rankfold / copy:.1f} copies",
        bar=None if settings.quick else Bar(f"<= argpartition ({ratio:.2f}x)", ratio >= 1),
    )


def _order(sums: NDArray[np.int64], settings: Settings) -> Row:
    return measure(
        "order_by_sum, ties by number",
        f"{len(sums):,}",
        settings,
        own=Contestant("rankfold", rf.rank.order_by_sum, sums.copy, read=_some),
        baseline=Contestant("numpy, stable argsort", _numpy_order, sums.copy, read=_some),
    )


def _some(values: NDArray[Any]) -> NDArray[Any]:
    """Enough of a long result to see that it is right."""
    return values[:: max(len(values) // 10_000, 1)]


def _numpy_ranks(ranks: NDArray[np.uint32]) -> NDArray[np.int64]:
    if ranks.max() >= ranks.shape[1]:
        raise ValueError("not a rank")
    sums: NDArray[np.int64] = ranks.sum(axis=0, dtype=np.int64)
    return sums


def _numpy_distinct(ranks: NDArray[np.uint32]) -> NDArray[np.int64]:
    for client in ranks:
        seen = np.zeros(ranks.shape[1], bool)
        seen[client] = True
        if not seen.all():
            raise ValueError("not a permutation")
    return _numpy_ranks(ranks)


def _numpy_one_by_one(ranks: NDArray[np.uint32]) -> NDArray[np.int64]:
    sums = np.zeros(ranks.shape[1], np.int64)
    for client in ranks:
        if client.max() >= ranks.shape[1]:
            raise ValueError("not a rank")
        sums += client
    return sums


def _numpy_scatter(permutations: NDArray[np.uint32]) -> NDArray[np.int64]:
    ranks = np.arange(permutations.shape[1])
    sums = np.zeros(permutations.shape[1], np.int64)
    for client in permutations:
        sums[client] += ranks
    return sums


def _numpy_argsort(permutations: NDArray[np.uint32]) -> NDArray[np.int64]:
    sums = np.zeros(permutations.shape[1], np.int64)
    for client in permutations:
        sums += np.argsort(client)
    return sums


def _numpy_order(sums: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of equal sums the lower number last."""
    return len(sums) - 1 - np.argsort(sums[::-1], kind="stable")
