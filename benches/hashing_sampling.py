"""Samples that every host agrees on: ten million keys, and draws from 10,000 rows of 50,000 logits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import copy_seconds
from benches.report import Bar, Limit, Measured, Row, measure
from benches.timing import Contestant, Settings, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_COLUMNS = 50_000
_DRAWS = 10

#: Rows that are timed: every row is the same work, so 10,000 take that much longer, and no 2 GB.
_ROWS = 500


def rows(settings: Settings) -> list[Row]:
    """By key, by weight, by row."""
    n_keys = settings.size(10_000_000)
    keys = np.random.default_rng(1).integers(0, 2**62, n_keys)
    copy = copy_seconds(keys)
    n_rows = settings.size(1_000_000)
    weights = np.random.default_rng(2).pareto(1.5, n_rows) + 0.01
    names = [f"user {key}" for key in range(settings.size(1_000_000))]
    return [
        _sample(keys, copy, settings),
        _against_copy("hash_keys, int64", keys, copy, settings, lambda keys: rf.hashing.hash_keys(keys)),
        _against_copy("bottom_k of 1,000, int64", keys, copy, settings, lambda keys: rf.hashing.bottom_k(keys, 1000)),
        _row("hash_sample, texts in a list", len(names), settings, lambda: rf.hashing.hash_sample(names, 0.01)),
        _drawn(weights, settings),
        _row(
            "priority_sample of 1,000, by row",
            n_rows,
            settings,
            lambda: rf.hashing.priority_sample(weights, 1000),
            ("numpy, argpartition of weight / random", lambda: _numpy_priority(weights, 1000)),
        ),
        _row("rendezvous, int64, 10 nodes", n_rows, settings, lambda: rf.hashing.rendezvous(keys[:n_rows], range(10))),
        _row(
            "rendezvous, int64, 10 nodes of different weights",
            n_rows,
            settings,
            lambda: rf.hashing.rendezvous(keys[:n_rows], range(10), weights=range(1, 11)),
        ),
        _gumbel("normal logits", lambda generator, shape: generator.normal(size=shape), settings, 5.0),
        _gumbel("normal logits, deviation 4", lambda generator, shape: 4 * generator.normal(size=shape), settings),
    ]


def _row(
    task: str, n: int, settings: Settings, run: Callable[[], Any], other: tuple[str, Callable[[], Any]] | None = None
) -> Row:
    row = measure(
        task,
        f"{n:,}",
        settings,
        own=Contestant("rankfold", lambda _: run()),
        baseline=None if other is None else Contestant(other[0], lambda _: other[1]()),
    )
    return replace(row, rate=f"{row.rankfold / n * 1e9:.2f} ns each")


def _sample(keys: NDArray[np.int64], copy: float, settings: Settings) -> Row:
    """The bar is 30 % of a copy on any processor of 64 bits, and 50 % where vectors of 256 bits are found."""
    row = _against_copy(
        "hash_sample, int64",
        keys,
        copy,
        settings,
        lambda keys: rf.hashing.hash_sample(keys, 0.01),
        Contestant("numpy, splitmix64 below a threshold", lambda keys: _numpy_splitmix(keys, 0.01), keys.copy),
    )
    reached = copy / row.rankfold
    return replace(row, bar=None if settings.quick else Bar(">= 50% of copying the keys", reached >= 0.5))


def _against_copy(
    task: str,
    keys: NDArray[np.int64],
    copy: float,
    settings: Settings,
    run: Callable[[NDArray[np.int64]], Any],
    baseline: Contestant | None = None,
) -> Row:
    size = f"{len(keys):,}"
    row = measure(task, size, settings, own=Contestant("rankfold", run, keys.copy), baseline=baseline)
    return replace(
        row,
        rate=f"{row.rankfold / len(keys) * 1e9:.2f} ns each",
        limit=Limit(f"copy {keys.nbytes / copy / 1e9:.0f} GB/s", copy / row.rankfold),
    )


def _drawn(weights: NDArray[np.float64], settings: Settings) -> Row:
    p = weights / weights.sum()
    generator = np.random.default_rng(3)
    return _row(
        "sample_without_replacement, 1,000 items",
        len(weights),
        settings,
        lambda: rf.hashing.sample_without_replacement(weights, 1000),
        ("numpy, Generator.choice", lambda: generator.choice(len(p), 1000, replace=False, p=p)),
    )


def _gumbel(
    what: str,
    logits_of: Callable[[np.random.Generator, tuple[int, int]], NDArray[Any]],
    settings: Settings,
    bar: float | None = None,
) -> Row:
    shape = (settings.size(_ROWS), settings.size(_COLUMNS))
    logits = logits_of(np.random.default_rng(4), shape).astype(np.float32)
    row = measure(
        f"gumbel_top_k, k = {_DRAWS}, float32, {what}",
        f"{shape[0]:,} x {shape[1]:,}",
        settings,
        own=Contestant("rankfold", lambda _: rf.hashing.gumbel_top_k(logits, _DRAWS)),
        baseline=Contestant("numpy, argpartition of perturbed logits", lambda _: _numpy_gumbel(logits)),
    )
    seconds = timed(lambda: _numpy_wide_gumbel(logits), repeats=settings.repeats)
    ratio = row.baseline.seconds / row.rankfold if row.baseline else 0.0
    copy = copy_seconds(logits)
    return replace(
        row,
        rate=f"{row.rankfold / logits.size * 1e9:.2f} ns each",
        peer=Measured("numpy, the same in float64", seconds),
        limit=Limit(f"copy {logits.nbytes / copy / 1e9:.0f} GB/s", copy / row.rankfold),
        bar=None if bar is None or settings.quick else Bar(f">= {bar:g}x argpartition", ratio >= bar),
    )


def _numpy_splitmix(keys: NDArray[np.int64], rate: float) -> NDArray[np.bool_]:
    h = keys.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(30)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(27)
    h *= np.uint64(0x94D049BB133111EB)
    h ^= h >> np.uint64(31)
    return h < np.uint64(rate * 2**64)


def _numpy_priority(weights: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    priority = weights / np.random.default_rng(1).random(len(weights))
    return np.argpartition(priority, len(weights) - k - 1)[-k - 1 :]


def _numpy_gumbel(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    """A row at a time, in single precision and in place, so that everything stays in the caches."""
    generator = np.random.default_rng(1)
    drawn = np.empty((len(logits), _DRAWS), np.int64)
    noise = np.empty(logits.shape[1], np.float32)
    for row, logit in enumerate(logits):
        generator.random(out=noise, dtype=np.float32)
        # Zero is among these numbers; a careful user moves it away.
        np.maximum(noise, np.float32(1e-30), out=noise)
        np.log(noise, out=noise)
        np.negative(noise, out=noise)
        np.log(noise, out=noise)
        np.subtract(logit, noise, out=noise)
        drawn[row] = np.argpartition(noise, len(noise) - _DRAWS)[-_DRAWS:]
    return drawn


def _numpy_wide_gumbel(logits: NDArray[np.float32]) -> NDArray[np.int64]:
    """As most would write it, some rows at a time."""
    generator = np.random.default_rng(1)
    drawn = np.empty((len(logits), _DRAWS), np.int64)
    for start in range(0, len(logits), 50):
        part = logits[start : start + 50]
        noisy = part + generator.gumbel(size=part.shape)
        drawn[start : start + 50] = np.argpartition(noisy, part.shape[1] - _DRAWS, axis=1)[:, -_DRAWS:]
    return drawn
