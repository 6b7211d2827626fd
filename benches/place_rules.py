"""Rules on places and scores beyond the classical ones: against Python, and scipy's assignment."""

from __future__ import annotations

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
    """The assignment at two sizes, and each costly rule once against its twin."""
    return [
        _footrule(100, settings),
        _footrule(100 if settings.quick else 1000, settings),
        _bucklin(settings),
        _probabilities("robust_rank_aggregation", settings),
        _probabilities("stuart", settings),
        _majority_judgment(settings),
    ]


def _footrule(n_items: int, settings: Settings) -> Row:
    """From ballots to the cost: costs are counted in numpy for scipy, which assigns in floats."""
    positions = _similar(20, n_items)

    def assigned(optimize: Any, positions: NDArray[np.int64]) -> float:
        costs = np.zeros((n_items, n_items))
        places = np.arange(1, n_items + 1)
        for ballot in positions:
            costs += np.abs(ballot[:, None] - places)
        chosen = optimize.linear_sum_assignment(costs)
        return float(costs[chosen].sum())

    return measure(
        "footrule_optimal, from Ballots",
        f"20 x {n_items:,}",
        settings,
        own=Contestant(
            "rankfold",
            rf.rank.footrule_optimal,
            lambda: rf.Ballots.from_positions(positions),
            read=lambda ranking: [ranking.cost],
        ),
        peer=peer("scipy.optimize", assigned, prepare=lambda: positions, read=lambda cost: [cost]),
    )


def _similar(n_voters: int, n_items: int) -> NDArray[np.int64]:
    """Ballots that agree in part, as those of real voters do."""
    generator = np.random.default_rng(6)
    scores = np.arange(n_items) + generator.normal(0, n_items / 4, (n_voters, n_items))
    positions: NDArray[np.int64] = scores.argsort(axis=1).argsort(axis=1) + 1
    return positions


def _bucklin(settings: Settings) -> Row:
    n_items = 30
    orders = order_lists(settings.size(1_000), n_items)
    return measure(
        "bucklin, from Ballots",
        f"{len(orders):,} x {n_items}",
        settings,
        own=Contestant(
            "rankfold",
            rf.rank.bucklin,
            lambda: rf.Ballots.from_orders(orders, items=list(range(n_items))),
            read=lambda ranking: ranking.scores,
        ),
        baseline=twin(
            "bucklin",
            lambda module, ballots: module.bucklin(ballots, n_items),
            prepare=lambda: as_tiers(orders),
            read=lambda scores: [float(score) for score in scores],
        ),
    )


def _probabilities(rule: str, settings: Settings) -> Row:
    n_items = settings.size(1_000)
    positions = strict_positions(20, n_items)
    orders = np.argsort(positions, axis=1).tolist()
    return measure(
        f"{rule}, from Ballots",
        f"20 x {n_items:,}",
        settings,
        own=Contestant(
            "rankfold",
            getattr(rf.rank, rule),
            lambda: rf.Ballots.from_positions(positions),
            read=lambda ranking: ranking.scores,
        ),
        baseline=twin(
            rule,
            lambda module, ballots: getattr(module, rule)(ballots, n_items),
            prepare=lambda: as_tiers(orders),
            read=lambda scores: [float(score) for score in scores],
        ),
    )


def _majority_judgment(settings: Settings) -> Row:
    grades = np.random.default_rng(9).integers(0, 7, (settings.size(5_000), 20)).astype(float)
    written = grades.tolist()
    return measure(
        "majority_judgment, from ScoreTable",
        f"{len(grades):,} x 20",
        settings,
        own=Contestant(
            "rankfold",
            rf.rank.majority_judgment,
            lambda: rf.ScoreTable(grades),
            read=lambda ranking: ranking.scores,
        ),
        baseline=twin(
            "majority_judgment",
            lambda module, rows: module.majority_judgment(rows, 20),
            prepare=lambda: written,
            read=lambda medians: [grades[0] for grades in medians],
        ),
    )
