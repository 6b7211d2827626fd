"""Committees by scores: counting approvals, members one by one, and a large table of rankings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import rankfold as rf
from benches.machine import copy_rate, read_seconds
from benches.peers import peer
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


def rows(settings: Settings) -> list[Row]:
    """From prepared containers to the committee."""
    return [
        *_approvals(settings),
        _sequential_pav(settings),
        _reverse_sequential_pav(settings),
        _chamberlin_courant(settings),
    ]


def _approvals(settings: Settings) -> Iterator[Row]:
    """Additive rules, on sets and on sets that come in parts: the bytes that are read, against copying memory."""
    n_voters, n_items, size, k = settings.size(1_000_000), 1000, 10, 10
    generator = np.random.default_rng(0)
    # Distinct within a set: a start, and steps that add up to less than a turn.
    steps = generator.integers(1, n_items // size, (n_voters, size)).cumsum(axis=1)
    members = ((steps + generator.integers(0, n_items, (n_voters, 1))) % n_items).astype(np.uint16)
    votes = rf.Approvals.from_sets(members.tolist(), items=range(n_items))
    parts = [rf.Approvals.from_sets(part.tolist(), items=range(n_items)) for part in np.array_split(members, 10)]
    flat, sizes = members.reshape(-1), np.full(n_voters, size)
    n_offset_bytes = 8 * n_voters

    def numpy_approval() -> NDArray[np.int64]:
        return np.argsort(-np.bincount(flat, minlength=n_items), kind="stable")[:k]

    def numpy_shares() -> NDArray[np.int64]:
        shares = np.bincount(flat, weights=np.repeat(1.0 / sizes, sizes), minlength=n_items)
        return np.argsort(-shares, kind="stable")[:k]

    def streamed() -> rf.committee.Committee:
        counts = rf.ApprovalCounts(range(n_items))
        for part in parts:
            counts.update(part, n_threads=1)
        return counts.finish(k)

    runs: list[tuple[str, Callable[[], rf.committee.Committee], Callable[[], NDArray[np.int64]], int]] = [
        ("approval", lambda: rf.committee.approval(votes, k, n_threads=1), numpy_approval, 0),
        (
            "satisfaction_approval",
            lambda: rf.committee.satisfaction_approval(votes, k, n_threads=1),
            numpy_shares,
            n_offset_bytes,
        ),
        ("approval, ApprovalCounts of 10 parts", streamed, numpy_approval, n_offset_bytes),
    ]
    for task, run, numpy, more in runs:
        row = measure(
            task,
            f"{n_voters:,} sets of {size} of {n_items:,}",
            settings,
            own=Contestant("rankfold", lambda _, run=run: run(), read=lambda committee: committee.members),
            baseline=Contestant("numpy bincount", lambda _, numpy=numpy: numpy(), read=lambda found: found),
        )
        rate = (flat.nbytes + more) / row.rankfold
        yield replace(
            row,
            rate=f"{rate / 1e9:.1f} GB/s",
            limit=Limit(f"copy of memory {copy_rate() / 1e9:.1f} GB/s", rate / copy_rate()),
            bar=None if settings.quick else Bar(">= 50% of copying", rate >= copy_rate() / 2),
        )


def _approved(settings: Settings) -> NDArray[np.bool_]:
    """Whether each of 10,000 voters approves of each of 200 items: one in five, and at least one."""
    generator = np.random.default_rng(1)
    approved = generator.random((settings.size(10_000), 200)) < 0.2
    approved[np.arange(len(approved)), generator.integers(0, 200, len(approved))] |= ~approved.any(axis=1)
    return approved


def _sequential_pav(settings: Settings) -> Row:
    approved, k = _approved(settings), 20
    votes = rf.Approvals.from_array(approved)
    row = measure(
        "sequential_pav",
        f"{len(approved):,} x 200, k = {k}",
        settings,
        own=Contestant(
            "rankfold", lambda _: rf.committee.sequential_pav(votes, k, n_threads=1), read=lambda c: sorted(c.members)
        ),
        baseline=Contestant("numpy", lambda _: sorted(_numpy_pav(approved, k)), read=lambda members: members),
        peer=_peer("seqpav", approved, k),
    )
    if row.peer is None or settings.quick:
        return row
    return replace(row, bar=Bar(">= 500x the peer", row.peer.seconds >= 500 * row.rankfold))


def _reverse_sequential_pav(settings: Settings) -> Row:
    approved, k = _approved(settings), 20
    votes = rf.Approvals.from_array(approved)
    return measure(
        "reverse_sequential_pav",
        f"{len(approved):,} x 200, k = {k}",
        settings,
        own=Contestant("rankfold", lambda _: rf.committee.reverse_sequential_pav(votes, k, n_threads=1)),
    )


def _numpy_pav(approved: NDArray[np.bool_], k: int) -> list[int]:
    """All gains anew in each round, as one product of a vector and the matrix of approvals."""
    matrix, counts = approved.astype(np.float64), np.zeros(len(approved))
    members: list[int] = []
    for _ in range(k):
        gains = (1.0 / (1.0 + counts)) @ matrix
        gains[members] = -1.0
        members.append(int(gains.argmax()))
        counts += matrix[:, members[-1]]
    return members


def _peer(rule: str, approved: NDArray[np.bool_], k: int) -> Contestant | None:
    preferences = peer("abcvoting.preferences", lambda module, n: module.Profile(n))
    if preferences is None:
        return None
    profile = preferences.run(approved.shape[1])
    profile.add_voters([np.flatnonzero(row).tolist() for row in approved])
    return peer(
        "abcvoting.abcrules",
        lambda module, _: module.compute(rule, profile, k, resolute=True),
        read=lambda committees: sorted(committees[0]),
    )


def _chamberlin_courant(settings: Settings) -> Row:
    """Ranks in 16 bits, which are the container, are most of the memory that there is."""
    n_voters, n_items, k = settings.size(100_000), 1000, 50
    generator = np.random.default_rng(2)
    positions = np.empty((n_voters, n_items), np.uint16)
    for part in np.array_split(positions, 20):
        part[:] = generator.permuted(np.tile(np.arange(1, n_items + 1, dtype=np.uint16), (len(part), 1)), axis=1)
    votes = rf.Ballots.from_positions(positions)
    row = measure(
        "sequential_chamberlin_courant",
        f"{n_voters:,} x {n_items:,}, k = {k}",
        Settings(min(settings.repeats, 2), settings.quick),
        own=Contestant(
            "rankfold",
            lambda _: rf.committee.sequential_chamberlin_courant(votes, k, n_threads=1),
            read=lambda c: c.members,
        ),
        baseline=Contestant("numpy", lambda _: _numpy_coverage(positions, k), read=lambda members: members),
    )
    once = read_seconds(positions)
    return replace(
        row,
        limit=Limit(f"{k} passes at {positions.nbytes / once / 1e9:.1f} GB/s", k * once / row.rankfold),
        bar=None if settings.quick else Bar("faster than a pass for each member", k * once > row.rankfold),
    )


def _numpy_coverage(positions: NDArray[np.uint16], k: int) -> list[int]:
    """One pass of the matrix for each member: how much better each item is than the best member."""
    n_items = positions.shape[1]
    best = np.full(len(positions), n_items, np.uint16)
    members: list[int] = []
    for _ in range(k):
        gains = np.zeros(n_items, np.int64)
        for first in range(0, len(positions), 1024):
            part, of_part = positions[first : first + 1024], best[first : first + 1024, None]
            gains += (of_part - np.minimum(part, of_part)).sum(axis=0, dtype=np.int64)
        members.append(int(gains.argmax()))
        best = np.minimum(best, positions[:, members[-1]])
    return members
