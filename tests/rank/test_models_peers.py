"""Plackett-Luce against choix, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import rankfold as rf
from benches.votes import order_lists


@pytest.fixture(scope="module")
def choix() -> Any:
    return pytest.importorskip("choix")


@pytest.mark.parametrize("n_ranked", [12, 3])
def test_strengths_are_those_of_choix(choix: Any, n_ranked: int) -> None:
    """Its rankings compare the items that they name, and no others."""
    orders = [order[:n_ranked] for order in order_lists(150, 12, seed=2)]
    ballots = rf.Ballots.from_orders(orders, items=list(range(12)), missing="absent")
    model = rf.rank.plackett_luce(ballots)
    centered = model.log_strengths - model.log_strengths.mean()
    for solver, options in (("ilsr_rankings", {"tol": 1e-10}), ("mm_rankings", {"tol": 1e-10, "max_iter": 10_000})):
        assert centered == pytest.approx(getattr(choix, solver)(12, orders, **options), abs=1e-6)
    assert centered == pytest.approx(choix.opt_rankings(12, orders, alpha=0.0), abs=1e-3)
    value = choix.log_likelihood_rankings(orders, model.log_strengths)
    assert model.log_likelihood == pytest.approx(value, rel=1e-10)
    assert model.log_likelihood_of(ballots) == model.log_likelihood


def test_no_solver_of_choix_is_more_likely(choix: Any) -> None:
    orders = order_lists(60, 20, seed=3)
    model = rf.rank.plackett_luce(orders)
    found = [choix.ilsr_rankings(20, orders), choix.mm_rankings(20, orders), choix.opt_rankings(20, orders, alpha=0.0)]
    best = max(choix.log_likelihood_rankings(orders, log_strengths) for log_strengths in found)
    assert model.log_likelihood >= best - 1e-9 * abs(best)
    assert model.log_likelihood == pytest.approx(best, rel=1e-6)


def test_where_choix_cannot_say(choix: Any) -> None:
    """One winner of everything: choix diverges or fails, here the limit comes out with its name."""
    orders = [[0, 1, 2], [0, 2, 1]]
    with np.errstate(all="ignore"), pytest.raises((RuntimeError, ValueError)):
        choix.ilsr_rankings(3, orders)
    model = rf.rank.plackett_luce(orders)
    assert (model.identifiable, model.component.tolist()) == (False, [0, 1, 1])
