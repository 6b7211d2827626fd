"""Maximal lotteries against linear programs, and multiplicative weights against numpy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.peers import peer, twin
from benches.report import Bar, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import order_lists

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """Small lotteries by the call, large ones, and rounds."""
    sizes = (30,) if settings.quick else (100, 500, 1000)
    return [
        *(_small(m, settings) for m in (5, 10)),
        *(_large(m, settings) for m in sizes),
        *(_rounds(m, settings) for m in ((30,) if settings.quick else (100, 1000))),
        _responses(settings),
    ]


def _margins(m: int) -> NDArray[np.int64]:
    """Odd margins, as of an odd number of voters: one lottery, on about half of the items."""
    upper = np.triu(2 * np.random.default_rng(m).integers(-5000, 5000, (m, m)) + 1, 1)
    return upper - upper.T


def _small(m: int, settings: Settings) -> Row:
    """From counts of pairs: pref_voting's own container of margins is built outside the clock too."""
    orders = order_lists(11, m)

    def counts() -> rf.PairwiseCounts:
        return rf.Ballots.from_orders(orders).pairwise()

    profiles = peer("pref_voting.profiles", lambda module, orders: module.Profile(orders))
    return measure(
        "maximal_lottery, from counts of pairs",
        f"{m} items",
        settings,
        own=Contestant(
            "rankfold",
            rf.rank.maximal_lottery,
            counts,
            read=lambda lottery: lottery.probabilities,
            calls=20 if settings.quick else 5000,
        ),
        baseline=None
        if m > 5
        else twin(
            "maximal_lottery",
            lambda module, wins: module.maximal_lottery(module.margins(wins)),
            prepare=lambda: counts().wins.tolist(),
            read=lambda found: [float(share) for share in found.probabilities],
        ),
        peer=profiles
        and peer(
            "pref_voting.probabilistic_methods",
            lambda module, profile: module.maximal_lottery(profile),
            prepare=lambda: profiles.run(orders),
            read=lambda lottery: [lottery[item] for item in sorted(lottery)],
            calls=2 if settings.quick else 50,
        ),
    )


def _large(m: int, settings: Settings) -> Row:
    margins = _margins(m)
    row = measure(
        "maximal_lottery, exact, from margins",
        f"{m} items",
        settings,
        own=Contestant(
            "rankfold",
            lambda margins: rf.rank.maximal_lottery(margins),
            margins.copy,
            read=lambda lottery: lottery.probabilities,
        ),
        peer=peer(
            "scipy.optimize",
            _program,
            # In the range in which its tolerances are meant.
            prepare=lambda: margins / np.abs(margins).max(),
            read=lambda shares: shares,
        ),
    )
    return replace(
        row, bar=None if settings.quick or not row.peer else Bar(">= HiGHS", row.peer.seconds > row.rankfold)
    )


def _program(optimize: Any, margins: NDArray[np.float64]) -> NDArray[np.float64]:
    """Maximise the value, by interior points: HiGHS takes two to four times longer by its simplex method."""
    m = len(margins)
    matrix = np.hstack([-margins.T, np.ones((m, 1))])
    total, cost = np.append(np.ones(m), 0.0)[None, :], np.append(np.zeros(m), -1.0)
    bounds = [(0, None)] * m + [(None, None)]
    found = optimize.linprog(
        cost, A_ub=matrix, b_ub=np.zeros(m), A_eq=total, b_eq=[1], bounds=bounds, method="highs-ipm"
    )
    shares: NDArray[np.float64] = found.x[:m]
    return shares


def _rounds(m: int, settings: Settings) -> Row:
    margins, rounds = _margins(m), 100 if settings.quick else 2000
    options: dict[str, Any] = {"n_iterations": rounds, "learning_rate": 0.1, "optimistic": False}
    row = measure(
        f"multiplicative_weights, {rounds:,} rounds",
        f"{m} items",
        settings,
        own=Contestant(
            "rankfold",
            lambda margins: rf.rank.multiplicative_weights(margins, **options),
            margins.copy,
            read=lambda lottery: lottery.probabilities,
        ),
        baseline=Contestant(
            "numpy",
            lambda margins: _hedge(margins / np.abs(margins).max(), rounds, 0.1),
            margins.copy,
            read=lambda shares: shares,
        ),
    )
    return replace(row, rate=f"{rounds / row.rankfold:,.0f} rounds/s")


def _hedge(game: NDArray[np.float64], rounds: int, rate: float) -> NDArray[np.float64]:
    total, played = np.zeros(len(game)), np.zeros(len(game))
    current = np.full(len(game), 1 / len(game))
    for _ in range(rounds):
        total += game @ current
        played += current
        current = np.exp(rate * (total - total.max()))
        current /= current.sum()
    return played / rounds


def _responses(settings: Settings) -> Row:
    n_rows, n_items = settings.size(200_000), 16
    generator = np.random.default_rng(1)
    preference, reference = generator.random((n_rows, n_items)), generator.dirichlet(np.ones(n_items), n_rows)
    return measure(
        "regularized_best_response",
        f"{n_rows:,} x {n_items}",
        settings,
        own=Contestant(
            "rankfold",
            lambda rows: rf.rank.regularized_best_response(rows, reference, beta=0.1),
            preference.copy,
            read=lambda found: found,
        ),
        baseline=Contestant(
            "numpy", lambda rows: _numpy_responses(rows, reference), preference.copy, lambda found: found
        ),
    )


def _numpy_responses(preference: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    scores = preference / 0.1
    scores += np.log(reference)
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
