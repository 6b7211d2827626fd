"""Counting pairs: for each two items the voters who put one before the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import cached_read_rate
from benches.peers import peer, twin
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import as_tiers, order_lists, strict_positions, tied_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Voters that one call of numpy compares: the fastest power of two (AMD EPYC, 2026-11).
_BLOCK = 1 << 15


def rows(settings: Settings) -> list[Row]:
    """The kernel on large votes, and the whole way from lists on small ones."""
    return [
        _kernel("no ties", strict_positions(settings.size(100_000), 64), 40, settings),
        _kernel("ties, 1/4 unranked", tied_positions(settings.size(100_000), 64), 12, settings),
        _kernel("no ties", strict_positions(settings.size(20_000), 300), 12, settings),
        _kernel("ties, 1/4 unranked", tied_positions(settings.size(20_000), 300), 12, settings),
        _from_lists(settings),
    ]


def _kernel(kind: str, positions: NDArray[np.int64], bar: float, settings: Settings) -> Row:
    (n_voters, n_items), strict = positions.shape, bool(positions.min() > 0)
    dtype = np.dtype(np.uint8 if n_items < 255 else np.uint16)
    row = measure(
        f"pairwise counts, {kind}",
        f"{n_voters:,} x {n_items}",
        settings,
        own=Contestant(
            "rankfold",
            lambda ballots: ballots.pairwise(n_threads=1),
            lambda: rf.Ballots.from_positions(positions),
            read=lambda counts: counts.wins,
        ),
        baseline=Contestant(
            "numpy, pair by pair",
            _numpy_strict if strict else _numpy_tied,
            lambda: positions.astype(dtype),
            read=lambda wins: wins,
        ),
    )
    speed = n_voters * n_items**2 / row.rankfold
    # Each pair of items is looked at once; where there are ties, in both directions.
    comparisons = n_voters * n_items * (n_items - 1) / (2 if strict else 1) / row.rankfold
    # One of the two ranks must come from the cache each time, the other may stay in a register.
    limit = cached_read_rate()
    return replace(
        row,
        rate=f"{speed / 1e9:.1f} G compares/s",
        limit=Limit(f"read {limit / 1e9:.0f} GB/s in cache", comparisons * dtype.itemsize / limit),
        bar=None if settings.quick else Bar(f">= {bar} G compares/s", speed >= bar * 1e9),
    )


def _numpy_strict(ranks: NDArray[Any]) -> NDArray[np.int64]:
    """Upper triangle by comparing columns; the rest follows."""
    n_voters, n_items = ranks.shape
    wins = np.zeros((n_items, n_items), np.int64)
    for start in range(0, n_voters, _BLOCK):
        columns = np.ascontiguousarray(ranks[start : start + _BLOCK].T)
        before = np.empty(columns.shape[1], bool)
        for i in range(n_items):
            for j in range(i + 1, n_items):
                np.less(columns[i], columns[j], out=before)
                wins[i, j] += np.count_nonzero(before)
    wins += np.tril(n_voters - wins.T, -1)
    return wins


def _numpy_tied(ranks: NDArray[Any]) -> NDArray[np.int64]:
    """All ordered pairs, since neither direction tells the other."""
    n_voters, n_items = ranks.shape
    wins = np.zeros((n_items, n_items), np.int64)
    for start in range(0, n_voters, _BLOCK):
        columns = np.ascontiguousarray(ranks[start : start + _BLOCK].T)
        # Unranked is 0, which nothing stands before; on the left it is the largest number, which is before nothing.
        last = np.where(columns == 0, np.iinfo(columns.dtype).max, columns)
        before = np.empty(columns.shape[1], bool)
        for i in range(n_items):
            for j in range(n_items):
                np.less(last[i], columns[j], out=before)
                wins[i, j] += np.count_nonzero(before)
    return wins


def _from_lists(settings: Settings) -> Row:
    orders = order_lists(settings.size(1_000), 16)
    return measure(
        "pairwise counts, from lists",
        f"{len(orders):,} x 16",
        settings,
        own=Contestant(
            "rankfold",
            lambda orders: rf.Ballots.from_orders(orders).pairwise(n_threads=1).wins,
            lambda: orders,
            read=lambda wins: wins - wins.T,
        ),
        baseline=twin(
            "pairwise_counts",
            lambda module, ballots: module.pairwise_counts(ballots, 16).wins,
            prepare=lambda: as_tiers(orders),
            read=lambda wins: np.array(wins) - np.array(wins).T,
        ),
        peer=peer(
            "pref_voting.profiles",
            lambda module, orders: module.Profile(orders).margin_matrix,
            prepare=lambda: orders,
            read=lambda margins: margins,
        ),
    )
