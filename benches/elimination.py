"""Rules that drop items round by round; instant runoff is among the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.peers import peer
from benches.report import Row, measure
from benches.rules import winners
from benches.timing import Contestant, Settings
from benches.votes import strict_positions, tied_positions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ITERATIVE = "pref_voting.iterative_methods"


def rows(settings: Settings) -> list[Row]:
    """From lists to the winners, at a size that takes a while against numpy, and with many universes."""
    return [
        winners("coombs", ITERATIVE, "coombs", settings),
        winners("baldwin", ITERATIVE, "baldwin", settings),
        _large("coombs", lambda ballots: rf.rank.coombs(ballots, until="last"), _numpy_coombs, settings),
        _large("baldwin", rf.rank.baldwin, _numpy_baldwin, settings),
        _tied(settings),
        _universes(settings),
    ]


def _large(
    rule: str,
    own: Callable[[rf.Ballots], rf.rank.Ranking],
    baseline: Callable[[NDArray[np.uint8]], NDArray[np.int64]],
    settings: Settings,
) -> Row:
    positions = strict_positions(settings.size(100_000), 20)
    return measure(
        f"{rule}, from Ballots",
        f"{len(positions):,} x 20",
        settings,
        own=Contestant(
            "rankfold", own, lambda: rf.Ballots.from_positions(positions), read=lambda ranking: ranking.scores
        ),
        baseline=Contestant("numpy", baseline, lambda: positions.astype(np.uint8), read=lambda scores: scores),
    )


def _numpy_coombs(positions: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The last item of each ballot by argmax, a round at a time."""

    def last_places(left: NDArray[np.int64]) -> NDArray[Any]:
        return -np.bincount(positions[:, left].argmax(axis=1), minlength=left.size)

    return _numpy_rounds(positions.shape[1], last_places)


def _numpy_baldwin(positions: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Pairs once, column by column; points are sums over those left."""
    columns = np.ascontiguousarray(positions.T)
    n_items = len(columns)
    wins = np.zeros((n_items, n_items), np.int64)
    for i in range(n_items):
        for j in range(i + 1, n_items):
            wins[i, j] = np.count_nonzero(columns[i] < columns[j])
            wins[j, i] = columns.shape[1] - wins[i, j]
    return _numpy_rounds(n_items, lambda left: wins[np.ix_(left, left)].sum(axis=1))


def _numpy_rounds(n_items: int, count: Callable[[NDArray[np.int64]], NDArray[Any]]) -> NDArray[np.int64]:
    left, scores, number = np.arange(n_items), np.zeros(n_items, np.int64), 0
    while left.size:
        number += 1
        counted = count(left)
        leaving = counted == counted.min()
        scores[left[leaving]] = number
        left = left[~leaving]
    return scores


def _tied(settings: Settings) -> Row:
    """Ballots with ties and gaps, where every round looks at all places that are left."""
    positions = tied_positions(settings.size(20_000), 20)
    return measure(
        "coombs, ties, 1/4 unranked",
        f"{len(positions):,} x 20",
        settings,
        own=Contestant("rankfold", rf.rank.coombs, lambda: rf.Ballots.from_positions(positions)),
    )


def _universes(settings: Settings) -> Row:
    """Each rotation of eight items once: every set of them is left in some universe."""
    n_items = 6 if settings.quick else 8
    orders = [[(first + k) % n_items for k in range(n_items)] for first in range(n_items)]
    profiles = peer("pref_voting.profiles", lambda profiles, orders: profiles.Profile(orders))
    return measure(
        "instant_runoff, parallel universes",
        f"{n_items} rotations",
        settings,
        own=Contestant(
            "rankfold",
            lambda orders: rf.rank.instant_runoff(orders, tie_break="parallel_universe"),
            lambda: orders,
            read=lambda ranking: sorted(ranking.winners),
        ),
        peer=profiles
        and peer(
            ITERATIVE,
            lambda module, orders: module.instant_runoff_put(profiles.run(orders)),
            prepare=lambda: orders,
            read=lambda found: found,
        ),
    )
