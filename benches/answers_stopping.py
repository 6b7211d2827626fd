"""Stopping rules: one question at a time, as a service asks, and many at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

import rankfold as rf
from benches.machine import call_seconds
from benches.peers import peer
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

_ONE = [9, 4, 2, 1]


def rows(settings: Settings) -> list[Row]:
    """Each rule on one question, and on many."""
    options: list[dict[str, Any]] = [
        {"rule": "beta"},
        {"rule": "beta", "max_samples": 40},
        {"rule": "dirichlet"},
        {"rule": "dirichlet", "max_samples": 40},
        {"rule": "decided", "max_samples": 40},
        {"rule": "horizon", "max_samples": 40},
    ]
    return [*(_one(choice, settings) for choice in options), *(_many(choice, settings) for choice in options)]


def _name(options: dict[str, Any]) -> str:
    return options["rule"] + (f", of {options['max_samples']} samples" if "max_samples" in options else "")


def _quadrature(options: dict[str, Any]) -> Contestant | None:
    """The integral of the reference code, by SciPy, for the rule that has one."""
    if options != {"rule": "beta"}:
        return None

    def integrate(module: Any, _: Any) -> float:
        top, second = _ONE[:2]

        def density(x: float) -> float:
            return float(x**top * (1 - x) ** second)

        return float(module.quad(density, 0.5, 1)[0] / module.quad(density, 0, 1)[0])

    return peer("scipy.integrate", integrate, read=lambda p: p, calls=100)


def _one(options: dict[str, Any], settings: Settings) -> Row:
    row = measure(
        f"one question, {_name(options)}",
        "16 samples",
        settings,
        own=Contestant(
            "rankfold",
            lambda counts: rf.answers.adaptive_stop(counts, **options),
            lambda: _ONE,
            read=lambda decision: decision.p_leader,
            calls=100 if settings.quick else 20_000,
        ),
        peer=_quadrature(options),
    )
    call = call_seconds()
    few = options["rule"] in ("beta", "dirichlet")
    return replace(
        row,
        limit=Limit(f"one numpy call {call * 1e6:.2f} us", call / row.rankfold),
        bar=Bar("<= 10 us", row.rankfold <= 10e-6) if few and not settings.quick else None,
    )


def _many(options: dict[str, Any], settings: Settings) -> Row:
    n_questions = settings.size(100_000)
    generator = np.random.default_rng(7)
    counts = generator.multinomial(16, [0.5, 0.2, 0.1, 0.1, 0.05, 0.05], n_questions)
    row = measure(
        f"many questions, {_name(options)}",
        f"{n_questions:,} x 16",
        settings,
        own=Contestant("rankfold", lambda counts: rf.answers.adaptive_stop(counts, **options), lambda: counts),
    )
    return replace(row, rate=f"{n_questions / row.rankfold / 1e6:.2g} M questions/s")
