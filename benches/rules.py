"""Rules beyond Borda, and resampling."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.peers import peer, twin
from benches.report import Row, measure
from benches.timing import Contestant, Settings
from benches.votes import as_tiers, order_lists, strict_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """Each rule once on lists against Python, and at a size that takes a while against numpy."""
    return [
        winners("copeland", "pref_voting.c1_methods", "copeland", settings),
        winners("schulze", "pref_voting.margin_based_methods", "beat_path", settings),
        winners("instant_runoff", "pref_voting.iterative_methods", "instant_runoff", settings),
        _instant_runoff_large(settings),
        _bootstrap(settings),
    ]


def _best(scores: list[Any]) -> list[int]:
    return [item for item, score in enumerate(scores) if score == max(scores)]


def winners(rule: str, module: str, function: str, settings: Settings) -> Row:
    """From lists to the winners: pref_voting's rules report no more."""
    n_items = 30
    orders = order_lists(settings.size(500), n_items)
    profiles = peer("pref_voting.profiles", lambda profiles, orders: profiles.Profile(orders))
    return measure(
        f"{rule}, from lists",
        f"{len(orders):,} x {n_items}",
        settings,
        own=Contestant("rankfold", getattr(rf.rank, rule), lambda: orders, read=lambda ranking: ranking.winners),
        baseline=twin(
            rule,
            lambda module, ballots: getattr(module, rule)(ballots, n_items),
            prepare=lambda: as_tiers(orders),
            read=_best,
        ),
        peer=profiles
        and peer(
            module,
            lambda module, orders: getattr(module, function)(profiles.run(orders)),
            prepare=lambda: orders,
            read=lambda winners: winners,
        ),
    )


def _instant_runoff_large(settings: Settings) -> Row:
    positions = strict_positions(settings.size(100_000), 20)
    return measure(
        "instant_runoff, from Ballots",
        f"{len(positions):,} x 20",
        settings,
        own=Contestant(
            "rankfold",
            rf.rank.instant_runoff,
            lambda: rf.Ballots.from_positions(positions),
            read=lambda ranking: ranking.scores,
        ),
        baseline=Contestant(
            "numpy, argmin a round",
            _numpy_instant_runoff,
            lambda: positions.astype(np.uint8),
            read=lambda scores: scores,
        ),
    )


def _numpy_instant_runoff(positions: NDArray[np.uint8]) -> NDArray[np.int64]:
    n_items = positions.shape[1]
    left = np.arange(n_items)
    scores = np.zeros(n_items, np.int64)
    number = 0
    while left.size:
        number += 1
        tops = np.bincount(positions[:, left].argmin(axis=1), minlength=left.size)
        leaving = tops == tops.min()
        scores[left[leaving]] = number
        left = left[~leaving]
    return scores


def _bootstrap(settings: Settings) -> Row:
    positions = strict_positions(settings.size(1_000), 20)
    n_resamples = 1_000

    def rankfold(ballots: rf.Ballots) -> Any:
        return rf.rank.bootstrap(ballots, rule="borda", n_resamples=n_resamples)

    row = measure(
        f"bootstrap of Borda, {n_resamples:,} resamples",
        f"{len(positions):,} x 20",
        settings,
        own=Contestant("rankfold", rankfold, lambda: rf.Ballots.from_positions(positions)),
        baseline=Contestant(
            "numpy, integers and bincount", lambda array: _numpy_bootstrap(array, n_resamples), positions.copy
        ),
    )
    draws = len(positions) * n_resamples / row.rankfold
    return replace(row, rate=f"{draws / 1e6:.0f} M draws/s")


def _numpy_bootstrap(positions: NDArray[np.int64], n_resamples: int) -> NDArray[np.int64]:
    """Ranks of the resamples: how often each voter was drawn, times the points that the voter gives."""
    n_voters, n_items = positions.shape
    generator, points = np.random.default_rng(0), (n_items - positions).astype(float)
    ranks = np.empty((n_resamples, n_items), np.int64)
    for row in ranks:
        times = np.bincount(generator.integers(0, n_voters, n_voters), minlength=n_voters)
        scores = times @ points
        row[:] = (scores[None, :] > scores[:, None]).sum(axis=1) + 1
    quantiles: NDArray[np.int64] = np.quantile(ranks, [0.025, 0.5, 0.975], axis=0, method="inverted_cdf")
    return quantiles
