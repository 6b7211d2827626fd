"""Probabilistic models: fits, likelihoods and samples."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np

import rankfold as rf
from benches.peers import peer, twin
from benches.report import Bar, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import order_lists

N_ITEMS = 50


def rows(settings: Settings) -> list[Row]:
    """Plackett-Luce against choix, drawing against Python."""
    n_rankings = max(settings.size(200), 60)
    return [
        *(_fit(solver, n_rankings, settings) for solver in ("ilsr_rankings", "mm_rankings", "opt_rankings")),
        _fit_large(settings),
        _log_likelihood(settings),
        _mallows_fit(settings),
        _sample_mallows(settings),
        _sample_plackett_luce(settings),
    ]


def _orders(n_rankings: int, n_items: int = N_ITEMS) -> list[list[int]]:
    """Rankings of items of different strengths: noise of Gumbel's distribution makes them Plackett-Luce."""
    generator = np.random.default_rng(7)
    utilities = generator.normal(0, 1, n_items) + generator.gumbel(0, 1, (n_rankings, n_items))
    orders: list[list[int]] = np.argsort(-utilities, axis=1).tolist()
    return orders


def _fit(solver: str, n_rankings: int, settings: Settings) -> Row:
    """From lists to strengths; compared is the likelihood, which stops of a solver leave alike to six digits."""
    orders = _orders(n_rankings)

    def solve(choix: Any, orders: list[list[int]]) -> Any:
        options = {"alpha": 0.0} if solver == "opt_rankings" else {}
        return choix, getattr(choix, solver)(N_ITEMS, orders, **options)

    def likelihood(found: Any) -> float:
        choix, log_strengths = found
        return round(float(choix.log_likelihood_rankings(orders, log_strengths)), 2)

    row = measure(
        f"plackett_luce against {solver.removesuffix('_rankings')}, from lists",
        f"{n_rankings} x {N_ITEMS}",
        replace(settings, repeats=1 if solver == "opt_rankings" else settings.repeats),
        own=Contestant(
            "rankfold", rf.rank.plackett_luce, lambda: orders, read=lambda model: round(model.log_likelihood, 2)
        ),
        peer=peer("choix", solve, prepare=lambda: orders, read=likelihood),
    )
    if row.peer is None or solver != "ilsr_rankings" or settings.quick:
        return row
    return replace(row, bar=Bar("20x the fastest solver of choix", row.peer.seconds >= 20 * row.rankfold))


def _fit_large(settings: Settings) -> Row:
    orders = np.array(_orders(settings.size(100_000)))
    positions = np.argsort(orders, axis=1) + 1
    row = measure(
        "plackett_luce, from Ballots",
        f"{len(positions):,} x {N_ITEMS}",
        settings,
        own=Contestant("rankfold", rf.rank.plackett_luce, lambda: rf.Ballots.from_positions(positions)),
        baseline=Contestant("numpy, 20 steps of MM", lambda orders: _numpy_mm(orders, 20), orders.copy),
    )
    return replace(row, rate=f"{positions.size / row.rankfold / 1e6:.0f} M cells/s")


def _numpy_mm(orders: Any, n_steps: int) -> Any:
    """Hunter's steps with sums over all rankings at a time; convergence takes hundreds where rankings disagree."""
    n_rankings, n_items = orders.shape
    strengths = np.full(n_items, 1 / n_items)
    wins = n_rankings - np.bincount(orders[:, -1], minlength=n_items)
    for _ in range(n_steps):
        left = np.cumsum(strengths[orders][:, ::-1], axis=1)[:, ::-1]
        inverse = 1 / left
        inverse[:, -1] = 0.0
        exposure = np.bincount(orders.ravel(), np.cumsum(inverse, axis=1).ravel(), minlength=n_items)
        strengths = wins / exposure
        strengths /= strengths.sum()
    return strengths


def _log_likelihood(settings: Settings) -> Row:
    orders = _orders(settings.size(500))
    model = rf.rank.plackett_luce(orders)
    ballots = rf.Ballots.from_orders(orders)
    log_strengths, strengths = model.log_strengths, model.strengths.tolist()
    return measure(
        "log-likelihood of Plackett-Luce",
        f"{len(orders):,} x {N_ITEMS}",
        settings,
        own=Contestant("rankfold", model.log_likelihood_of, lambda: ballots, read=lambda value: value),
        baseline=twin(
            "plackett_luce",
            lambda module, ballots: module.log_likelihood(strengths, ballots, [1.0] * len(ballots)),
            prepare=lambda: [(order, []) for order in orders],
            read=lambda value: value,
        ),
        peer=peer(
            "choix",
            lambda choix, orders: choix.log_likelihood_rankings(orders, log_strengths),
            prepare=lambda: orders,
            read=lambda value: value,
        ),
    )


def _mallows_fit(settings: Settings) -> Row:
    orders = order_lists(settings.size(10_000), N_ITEMS)
    center = list(range(N_ITEMS))
    return measure(
        "mallows around a given centre, from lists",
        f"{len(orders):,} x {N_ITEMS}",
        settings,
        own=Contestant(
            "rankfold",
            lambda orders: rf.rank.mallows(orders, center=center),
            lambda: orders,
            read=lambda model: model.mean_distance,
        ),
        baseline=Contestant("numpy, a step an item", _numpy_mean_distance, lambda: orders, read=lambda mean: mean),
    )


def _numpy_mean_distance(orders: list[list[int]]) -> float:
    array = np.array(orders)
    turned = sum(int((array[:, k + 1 :] < array[:, k, None]).sum()) for k in range(array.shape[1] - 1))
    return turned / len(array)


def _sample_mallows(settings: Settings) -> Row:
    n_ballots, theta = settings.size(100_000), -np.log(0.9)
    model = replace(rf.rank.mallows([list(range(N_ITEMS))]), theta=float(theta), phi=0.9)
    weights = [[0.9**v for v in range(n)] for n in range(N_ITEMS, 0, -1)]

    def insert(generator: random.Random) -> list[list[int]]:
        """Repeated insertion in plain Python; ``choices`` bisects."""
        cumulative = [list(np.cumsum(row)) for row in weights]
        drawn = []
        for _ in range(n_ballots // 10):
            left, order = list(range(N_ITEMS)), []
            for row in cumulative:
                order.append(left.pop(generator.choices(range(len(row)), cum_weights=row)[0]))
            drawn.append(order)
        return drawn

    row = measure(
        "sample of Mallows, phi = 0.9",
        f"{n_ballots:,} x {N_ITEMS}",
        settings,
        own=Contestant("rankfold", lambda _: model.sample(n_ballots, seed=1)),
        baseline=Contestant("pure Python, a tenth of it", insert, lambda: random.Random(1)),
    )
    return replace(row, rate=f"{n_ballots * N_ITEMS / row.rankfold / 1e6:.0f} M places/s")


def _sample_plackett_luce(settings: Settings) -> Row:
    n_ballots = settings.size(100_000)
    model = rf.rank.plackett_luce(_orders(200))
    log_strengths = model.log_strengths

    def gumbel(generator: np.random.Generator) -> Any:
        return np.argsort(-(log_strengths + generator.gumbel(size=(n_ballots, N_ITEMS))), axis=1)

    row = measure(
        "sample of Plackett-Luce",
        f"{n_ballots:,} x {N_ITEMS}",
        settings,
        own=Contestant("rankfold", lambda _: model.sample(n_ballots, seed=1)),
        baseline=Contestant("numpy, Gumbel noise and argsort", gumbel, lambda: np.random.default_rng(1)),
    )
    return replace(row, rate=f"{n_ballots * N_ITEMS / row.rankfold / 1e6:.0f} M places/s")
