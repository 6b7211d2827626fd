"""Histories of 1,000 to 100,000 behaviours in small tables, and a thousand candidates that ask them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import cached_update_rate
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

DIM, GROUPS, BITS, N_CANDIDATES = 64, 16, 3, 1000
N_CODES = 2**BITS


def rows(settings: Settings) -> list[Row]:
    """Hashing, building and asking, each against the plainest way in numpy and in torch."""
    found = [row for length in (1_000, 10_000, 100_000) for row in _history(settings.size(length), settings)]
    found += [_request(settings.size(1_000), settings), *_users(settings)]
    return found


@cache
def _encoder() -> rf.hashing.SimHash:
    return rf.hashing.SimHash(DIM, groups=GROUPS, bits=BITS)


@cache
def _vectors(n: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((n, DIM)).astype(np.float32)


@cache
def _planes() -> NDArray[np.float32]:
    return np.ascontiguousarray(_encoder().matrix.T)


def _calls(length: int) -> int:
    return max(1, 20_000 // length)


def _history(length: int, settings: Settings) -> list[Row]:
    vectors, encoder = _vectors(length, 1), _encoder()
    if torch is not None:
        torch.set_num_threads(1)
    size = f"{length:,} x {DIM}, {GROUPS} x {BITS} bits"

    def own(name: str, run: Callable[[], Any]) -> Contestant:
        return Contestant(name, lambda _: run(), calls=_calls(length))

    product = timed(lambda: vectors @ _planes(), calls=_calls(length))
    hashed = measure("SimHash.signatures", size, settings, own=own("rankfold", lambda: encoder.signatures(vectors)))
    hashed = _within(hashed, "sgemm of the same shape", product, 1.3, settings)
    built = measure(
        "hash and build",
        size,
        settings,
        own=own("rankfold", lambda: rf.hashing.BucketTable(encoder).add(vectors)),
        baseline=own("numpy, one-hot GEMM", lambda: _one_hot(vectors)),
        peer=None if torch is None else own("torch, index_add", lambda: _index_add(vectors)),
    )
    built = _faster(built, 3, settings)
    # The loop behind this rate adds one array to another, both in the caches; the rows come from memory besides.
    alone = replace(built, task="build, hashing taken off", rankfold=built.rankfold - hashed.rankfold)
    alone = replace(alone, baseline=None, peer=None)
    update = length * GROUPS * DIM * 4 / cached_update_rate()
    alone = _within(alone, "as many additions in the cache", update, 2, settings)
    return [hashed, built, alone, _query(length, settings)]


def _query(length: int, settings: Settings) -> Row:
    candidates, encoder = _vectors(N_CANDIDATES, 2), _encoder()
    table = rf.hashing.BucketTable(encoder).add(_vectors(length, 1)).freeze(normalize="l2")
    flat = table.table.reshape(-1, DIM)
    places = encoder.signatures(candidates) + np.arange(GROUPS) * N_CODES
    row = measure(
        "FrozenTable.query",
        f"{N_CANDIDATES:,} candidates, history of {length:,}",
        settings,
        own=Contestant("rankfold", lambda _: table.query(candidates), calls=20),
        baseline=Contestant("numpy", lambda _: flat[_places(candidates)].mean(axis=1), calls=2),
        peer=None
        if torch is None
        else Contestant("torch, embedding_bag", lambda _: _embedding_bag(candidates, flat), calls=5),
    )
    floor = timed(lambda: candidates @ _planes(), calls=20) + timed(lambda: flat.take(places, axis=0), calls=5)
    row = _within(row, "sgemm and a bare gather", floor, 1.7, settings)
    if row.peer is None or settings.quick:
        return row
    ratio = row.peer.seconds / row.rankfold
    assert row.bar is not None
    return replace(row, bar=Bar(f"{row.bar.text}, >= 3x torch", row.bar.met and ratio >= 3))


def _request(length: int, settings: Settings) -> Row:
    """All that a request needs if nothing was kept: hash, build, freeze, ask."""
    vectors, candidates, encoder = _vectors(length, 1), _vectors(N_CANDIDATES, 2), _encoder()
    row = measure(
        "sdim_attention, a whole request",
        f"{length:,} behaviours, {N_CANDIDATES:,} candidates",
        settings,
        own=Contestant("rankfold", lambda _: rf.hashing.sdim_attention(vectors, candidates, encoder), calls=20),
        baseline=Contestant("numpy, softmax attention", lambda _: _softmax_attention(vectors, candidates)),
        peer=None
        if torch is None
        else Contestant("torch, scaled dot product", lambda _: _torch_attention(vectors, candidates)),
    )
    return _faster(row, 10, settings)


def _users(settings: Settings) -> list[Row]:
    n_users, length, encoder = settings.size(1_000), 1_000, _encoder()
    vectors = _vectors(n_users * length, 3)
    users, offsets = list(range(n_users)), np.arange(n_users + 1) * length
    few = max(n_users // 20, 1)

    def one_by_one() -> None:
        for user in range(few):
            rf.hashing.BucketTable(encoder).add(vectors[user * length : (user + 1) * length])

    row = measure(
        "many users in one call",
        f"{n_users:,} x {length:,} x {DIM}",
        settings,
        own=Contestant(
            "rankfold",
            lambda _: rf.hashing.BucketTable(encoder, users=[]).add(vectors, users=users, offsets=offsets),
        ),
        baseline=Contestant("one by one", lambda _: one_by_one()),
    )
    assert row.baseline is not None
    scaled = replace(row.baseline, name="one by one, scaled", seconds=row.baseline.seconds * n_users / few)
    row = replace(row, baseline=scaled, rate=f"{n_users * length / row.rankfold / 1e6:.1f} M behaviours/s")
    if settings.quick:
        return [row]
    return [replace(row, bar=Bar(">= 90 % of the rate one by one", scaled.seconds >= 0.9 * row.rankfold))]


def _within(row: Row, name: str, limit: float, most: float, settings: Settings) -> Row:
    """The row with a limit of the machine, of which it may take so many times."""
    row = replace(row, limit=Limit(f"{name} {limit * 1e3:.3g} ms", limit / row.rankfold))
    return row if settings.quick else replace(row, bar=Bar(f"<= {most}x {name}", row.rankfold <= most * limit))


def _faster(row: Row, least: float, settings: Settings) -> Row:
    """The row with the bar to be so many times as fast as everybody else."""
    others = [other for other in (row.baseline, row.peer) if other is not None]
    met = all(other.seconds >= least * row.rankfold for other in others)
    names = " and ".join(other.name for other in others)
    return row if settings.quick else replace(row, bar=Bar(f">= {least}x {names}", met))


def _places(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """The bucket of each vector in each group."""
    bits = (vectors @ _planes() > 0).reshape(-1, GROUPS, BITS)
    return bits @ (1 << np.arange(BITS)) + np.arange(GROUPS) * N_CODES


def _one_hot(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The fastest way that we know in numpy: which bucket each row is in, as a matrix, times the rows."""
    hot = np.zeros((len(vectors), GROUPS * N_CODES), np.float32)
    np.put_along_axis(hot, _places(vectors), 1, axis=1)
    return hot.T @ vectors


def _index_add(vectors: NDArray[np.float32]) -> Any:
    rows, planes = torch.from_numpy(vectors), torch.from_numpy(_planes())
    bits = (rows @ planes > 0).view(-1, GROUPS, BITS)
    codes = (bits * (1 << torch.arange(BITS))).sum(-1) + torch.arange(GROUPS) * N_CODES
    table = torch.zeros(GROUPS * N_CODES, DIM)
    return table.index_add_(0, codes.view(-1), rows.repeat_interleave(GROUPS, 0))


def _embedding_bag(candidates: NDArray[np.float32], flat: NDArray[np.float32]) -> Any:
    bits = (torch.from_numpy(candidates) @ torch.from_numpy(_planes()) > 0).view(-1, GROUPS, BITS)
    codes = (bits * (1 << torch.arange(BITS))).sum(-1) + torch.arange(GROUPS) * N_CODES
    return torch.nn.functional.embedding_bag(codes, torch.from_numpy(flat), mode="mean")


def _softmax_attention(vectors: NDArray[np.float32], candidates: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = candidates @ vectors.T / np.float32(np.sqrt(DIM))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights @ vectors / weights.sum(axis=1, keepdims=True)


def _torch_attention(vectors: NDArray[np.float32], candidates: NDArray[np.float32]) -> Any:
    keys, queries = torch.from_numpy(vectors)[None], torch.from_numpy(candidates)[None]
    return torch.nn.functional.scaled_dot_product_attention(queries, keys, keys)
