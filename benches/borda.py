"""Borda from an array of rank numbers, checking included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import copy_seconds, read_seconds
from benches.peers import peer, twin
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import as_tiers, order_lists, strict_positions, tied_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """Large arrays against numpy and the copy of the array; small lists against Python."""
    n_voters = settings.size(100_000)
    numpy_strict = Contestant("numpy, sort and sum", _numpy_strict, read=lambda scores: scores)
    scipy = peer("scipy.stats", lambda stats, positions: _scipy_tied(stats, positions), read=lambda scores: scores)
    return [
        _from_positions("no ties", strict_positions(n_voters, 64), settings, baseline=numpy_strict, bar=0.5),
        _from_positions("ties, 1/4 unranked", tied_positions(n_voters, 64), settings, peer=scipy),
        _from_lists(settings),
    ]


def _from_positions(
    kind: str,
    positions: NDArray[np.int64],
    settings: Settings,
    *,
    baseline: Contestant | None = None,
    peer: Contestant | None = None,
    bar: float | None = None,
) -> Row:
    row = measure(
        f"Borda from int64 positions, {kind}",
        f"{len(positions):,} x {positions.shape[1]}",
        settings,
        own=Contestant(
            "rankfold",
            lambda positions: rf.rank.borda(rf.Ballots.from_positions(positions)),
            positions.copy,
            read=lambda ranking: ranking.scores,
        ),
        baseline=replace(baseline, prepare=positions.copy) if baseline else None,
        peer=replace(peer, prepare=positions.copy) if peer else None,
    )
    copy, once = copy_seconds(positions), read_seconds(positions)
    speed = positions.nbytes / row.rankfold
    return replace(
        row,
        rate=f"{speed / 1e9:.1f} GB/s",
        limit=Limit(f"read {positions.nbytes / once / 1e9:.0f} GB/s", once / row.rankfold),
        bar=None
        if bar is None or settings.quick
        else Bar(f">= {bar:.0%} of a copy ({copy / row.rankfold:.0%})", copy >= bar * row.rankfold),
    )


def _numpy_strict(positions: NDArray[np.int64]) -> NDArray[np.int64]:
    n_voters, n_items = positions.shape
    if not (np.sort(positions, axis=1) == np.arange(1, n_items + 1)).all():
        raise ValueError("not a permutation")
    points: NDArray[np.int64] = n_voters * n_items - positions.sum(axis=0)
    return points


def _scipy_tied(stats: Any, positions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mid-ranks with unranked items last; points are what stands below."""
    last = np.where(positions == 0, np.iinfo(np.int64).max, positions)
    points: NDArray[np.float64] = (positions.shape[1] - stats.rankdata(last, axis=1)).sum(axis=0)
    return points


def _from_lists(settings: Settings) -> Row:
    orders = order_lists(settings.size(1_000), 16)
    return measure(
        "Borda from lists",
        f"{len(orders):,} x 16",
        settings,
        own=Contestant("rankfold", rf.rank.borda, lambda: orders, read=lambda ranking: ranking.scores),
        baseline=twin(
            "borda",
            lambda module, ballots: module.borda(ballots, 16),
            prepare=lambda: as_tiers(orders),
            read=lambda scores: scores,
        ),
        peer=peer(
            "pref_voting.profiles",
            lambda module, orders: module.Profile(orders).borda_scores(),
            prepare=lambda: orders,
            read=lambda scores: [scores[item] for item in range(16)],
        ),
    )
