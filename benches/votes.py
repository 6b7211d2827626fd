"""Votes to time rules on: random, from a fixed seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["as_tiers", "order_lists", "strict_positions", "tied_positions"]


def strict_positions(n_voters: int, n_items: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Complete ballots without ties, as rank numbers (1 = best) of shape (n_voters, n_items)."""
    generator = np.random.default_rng(seed)
    positions = np.tile(np.arange(1, n_items + 1), (n_voters, 1))
    return generator.permuted(positions, axis=1, out=positions)


def tied_positions(n_voters: int, n_items: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Ballots with ties of about three items, a quarter of the cells unranked (0)."""
    positions = (strict_positions(n_voters, n_items, seed=seed) + 2) // 3
    generator = np.random.default_rng(seed + 1)
    positions[generator.random(positions.shape) < 0.25] = 0
    return positions


def order_lists(n_voters: int, n_items: int, *, seed: int = 0) -> list[list[int]]:
    """Complete ballots without ties, as lists of items, best first."""
    orders: list[list[int]] = np.argsort(strict_positions(n_voters, n_items, seed=seed), axis=1).tolist()
    return orders


def as_tiers(orders: list[list[int]]) -> list[list[list[int]]]:
    """Strict ballots as the pure-Python twins read them: each place a list of its own."""
    return [[[item] for item in order] for order in orders]
