"""The study in numpy, written as well as we know how: what rankfold is timed against, and whose ties go by index.

One set of draws serves all splits, as in rankfold; the published notebook draws anew for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Orders = NDArray[np.int64]

__all__ = ["fairness", "impartial_culture"]


def impartial_culture(generator: np.random.Generator, n: int, m: int) -> Orders:
    """Rankings at random, as items by place."""
    return generator.permuted(np.tile(np.arange(m), (n, 1)), axis=1)


def swapped(
    generator: np.random.Generator,
    order: NDArray[np.int64],
    second: NDArray[np.bool_],
    phi: float,
    share: float,
    live: bool,
) -> NDArray[np.int64]:
    """One ranking under bias."""
    place = np.argsort(order)
    of_first, of_second = place[~second], place[second]
    n_pairs = int((of_first[:, None] > of_second[None, :]).sum())
    n_swaps = int(share * n_pairs)
    if live:
        for _ in range(n_swaps):
            pairs = _weights(of_first, of_second, phi)
            if not pairs[-1]:
                break
            _exchange(of_first, of_second, int(np.searchsorted(pairs, generator.random() * pairs[-1], side="right")))
    elif n_swaps:
        pairs = _weights(of_first, of_second, phi)
        for pair in np.searchsorted(pairs, generator.random(n_swaps) * pairs[-1], side="right").tolist():
            _exchange(of_first, of_second, pair)
    place[~second], place[second] = of_first, of_second
    return np.argsort(place)


def _weights(of_first: NDArray[np.int64], of_second: NDArray[np.int64], phi: float) -> NDArray[np.float64]:
    """Cumulated weights of all pairs, 0 for those that bias leaves alone."""
    ahead = of_first[:, None] - of_second[None, :]
    weights = np.zeros(ahead.shape)
    np.power(phi, ahead, out=weights, where=ahead > 0)
    total: NDArray[np.float64] = weights.ravel().cumsum()
    return total


def _exchange(of_first: NDArray[np.int64], of_second: NDArray[np.int64], pair: int) -> None:
    i, j = divmod(pair, len(of_second))
    of_first[i], of_second[j] = of_second[j], of_first[i]


def fairness(
    culture: Callable[[np.random.Generator, int, int], Orders],
    *,
    n: int,
    m: int,
    k: int,
    phi: float,
    strengths: Any,
    n_elections: int,
    live: bool,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Mean shares of the optimum for Borda, Bloc and SNTV at the splits 0, 2, ..., k: (3, n_strengths, n_splits).

    Ties go to the lower index, as numpy's sort and the published notebook have it.
    """
    generator = np.random.default_rng(seed)
    points = np.stack([np.arange(m - 1, -1, -1), np.arange(m) < k, np.arange(m) < 1]).astype(float)
    splits = range(0, k + 1, 2)
    found = np.zeros((3, len(strengths), len(splits)))
    second = generator.permuted(np.arange(m) < m // 2)
    for _ in range(n_elections):
        orders = culture(generator, n, m)
        latent = _scores(orders, points)
        best = -np.sort(-latent, axis=1)[:, :k].sum(axis=1)
        for s, share in enumerate(strengths):
            seen = np.stack([swapped(generator, order, second, phi, share, live) for order in orders])
            observed = _scores(seen, points)
            for rule in range(3):
                queue = np.argsort(-observed[rule], kind="stable")
                of_first, of_second = queue[~second[queue]], queue[second[queue]]
                for column, split in enumerate(splits):
                    chosen = np.concatenate([of_first[: k - split], of_second[:split]])
                    found[rule, s, column] += latent[rule, chosen].sum() / best[rule]
    return found / n_elections


def _scores(orders: Orders, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of shape (n_rules, n_items)."""
    n, m = orders.shape
    weights = np.broadcast_to(points[:, None, :], (len(points), n, m)).reshape(len(points), -1)
    return np.stack([np.bincount(orders.ravel(), row, minlength=m) for row in weights])
