"""Small calls, as a service makes them by the million: what a call costs besides its work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import call_seconds
from benches.peers import peer, twin
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import as_tiers, order_lists

if TYPE_CHECKING:
    from collections.abc import Callable

_N = 5


def rows(settings: Settings) -> list[Row]:
    """Five ballots over five items: prepared, from an array, from lists."""
    orders = order_lists(_N, _N)
    texts = [[f"item {item}" for item in order] for order in orders]
    positions = np.argsort(np.array(orders), axis=1) + 1
    profiles = peer("pref_voting.profiles", lambda module, orders: module.Profile(orders))
    prepared = peer(
        "pref_voting.profiles",
        lambda _, profile: profile.borda_scores(),
        prepare=lambda: profiles.run(orders) if profiles else None,
    )
    from_lists = peer(
        "pref_voting.profiles", lambda module, orders: module.Profile(orders).borda_scores(), prepare=lambda: orders
    )
    return [
        _row("prepared Ballots", rf.rank.borda, lambda: rf.Ballots.from_orders(orders), settings, prepared, bar=5),
        _row(
            "an array of positions",
            lambda array: rf.rank.borda(rf.Ballots.from_positions(array)),
            positions.copy,
            settings,
        ),
        _row("lists of int", rf.rank.borda, lambda: orders, settings, from_lists, bar=30),
        _row("lists of str", rf.rank.borda, lambda: texts, settings, bar=30),
    ]


def _row(
    kind: str,
    run: Callable[[Any], Any],
    prepare: Callable[[], Any],
    settings: Settings,
    peer: Contestant | None = None,
    *,
    bar: float | None = None,
) -> Row:
    python = twin("borda", lambda module, ballots: module.borda(ballots, _N))
    if python:
        python = replace(python, prepare=lambda: as_tiers(order_lists(_N, _N)), calls=20 if settings.quick else 500)
    row = measure(
        f"one call of Borda, {kind}",
        f"{_N} x {_N}",
        settings,
        own=Contestant("rankfold", run, prepare, calls=100 if settings.quick else 20_000),
        baseline=python,
        peer=replace(peer, calls=10 if settings.quick else 300) if peer else None,
    )
    call = call_seconds()
    return replace(
        row,
        limit=Limit(f"one numpy call {call * 1e6:.2f} us", call / row.rankfold),
        bar=None if bar is None or settings.quick else Bar(f"<= {bar:g} us", row.rankfold <= bar * 1e-6),
    )
