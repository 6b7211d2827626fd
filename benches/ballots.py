"""Building `Ballots`: what every task pays first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import copy_seconds, read_seconds
from benches.peers import peer
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import order_lists, strict_positions, tied_positions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """From arrays of ranks, of scores, and from lists."""
    n_voters = settings.size(1_000_000)
    scores = np.random.default_rng(2).random((settings.size(100_000), 20))
    return [
        _from_array("positions, no ties", rf.Ballots.from_positions, strict_positions(n_voters, 20), settings, bar=2),
        _from_array("positions, ties, 1/4 unranked", rf.Ballots.from_positions, tied_positions(n_voters, 20), settings),
        _from_array(
            "scores",
            rf.Ballots.from_scores,
            scores,
            settings,
            read=lambda ballots: ballots.positions(),
            baseline=Contestant("numpy, argsort twice", _numpy_ranks, read=lambda ranks: ranks),
            peer=peer("scipy.stats", lambda stats, scores: stats.rankdata(-scores, axis=1), read=lambda ranks: ranks),
        ),
        _from_lists(settings),
    ]


def _from_array(
    kind: str,
    build: Callable[[Any], rf.Ballots],
    array: NDArray[Any],
    settings: Settings,
    *,
    bar: float | None = None,
    read: Callable[[Any], Any] | None = None,
    baseline: Contestant | None = None,
    peer: Contestant | None = None,
) -> Row:
    row = measure(
        f"Ballots from {kind}",
        f"{len(array):,} x {array.shape[1]}",
        settings,
        own=Contestant("rankfold", build, array.copy, read),
        baseline=replace(baseline, prepare=array.copy) if baseline else None,
        peer=replace(peer, prepare=array.copy) if peer else None,
    )
    copy, once = copy_seconds(array), read_seconds(array)
    return replace(
        row,
        rate=f"{array.nbytes / row.rankfold / 1e9:.1f} GB/s",
        limit=Limit(f"read {array.nbytes / once / 1e9:.0f} GB/s", once / row.rankfold),
        bar=None
        if bar is None or settings.quick
        else Bar(f"<= {bar:g} copies ({row.rankfold / copy:.2f})", row.rankfold <= bar * copy),
    )


def _numpy_ranks(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Ranks where no two scores are equal."""
    return np.argsort(np.argsort(-scores, axis=1), axis=1) + 1


def _from_lists(settings: Settings) -> Row:
    n_items = 10
    orders = order_lists(settings.size(20_000), n_items)
    row = measure(
        "Ballots from lists of int",
        f"{len(orders):,} x {n_items}",
        settings,
        own=Contestant("rankfold", rf.Ballots.from_orders, lambda: orders, read=lambda ballots: ballots.positions()),
        baseline=Contestant("numpy, array and argsort", _numpy_orders, lambda: orders, read=lambda ranks: ranks),
        peer=peer(
            "pref_voting.profiles",
            lambda module, orders: module.Profile(orders),
            prepare=lambda: orders,
        ),
    )
    return replace(row, rate=f"{len(orders) * n_items / row.rankfold / 1e6:.0f} M labels/s")


def _numpy_orders(orders: list[list[int]]) -> NDArray[np.int64]:
    return np.argsort(np.array(orders), axis=1) + 1
