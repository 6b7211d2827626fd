"""Exact committees: many small elections, solved and proven, against integer programs on HiGHS."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.report import Bar, Measured, Row
from benches.timing import Contestant, race

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benches.timing import Settings

#: Elections of others lie beside the checkout, if anywhere.
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "elections" / "abcvoting" / "sample_instances"

#: How much faster than the integer programs all proofs together have to be.
TIMES = 10.0

#: Of the drawn elections.
SEED = 20261126


@dataclass(frozen=True, slots=True)
class Election:
    """Approvals of ``n_items`` items, and the number of seats."""

    name: str
    n_items: int
    k: int
    sets: tuple[frozenset[int], ...]

    def votes(self) -> rf.Approvals:
        return rf.Approvals.from_sets(self.sets, items=list(range(self.n_items)))


def rows(settings: Settings) -> list[Row]:
    """Proportional approval voting, Chamberlin and Courant's rule, and the rules that no such program was written for."""
    elections = [*_samples(), *_drawn(settings.size(500))]
    few = elections[:: 5 if not settings.quick else 1]
    return [
        _race("pav", elections, rf.committee.pav, lambda k: [1 / (i + 1) for i in range(k)], {}),
        _race(
            "chamberlin_courant", elections, rf.committee.chamberlin_courant, lambda _: [1.0], {"scores": "approval"}
        ),
        _alone("minimax_approval", few, rf.committee.minimax_approval),
        _alone("lexicographic_chamberlin_courant", few, rf.committee.lexicographic_chamberlin_courant),
        _alone("monroe", few, rf.committee.monroe),
    ]


def _race(
    rule: str,
    elections: list[Election],
    function: Callable[..., rf.committee.Committee],
    shares: Callable[[int], list[float]],
    options: dict[str, Any],
) -> Row:
    """The sums over all elections; the scores have to agree on every one."""
    peer = _peer()
    own, other, slowest = 0.0, 0.0, 0.0
    for election in elections:
        contestants = [
            Contestant(
                "rankfold",
                lambda votes, k=election.k: function(votes, k, method="exact", **options),  # type: ignore[misc]
                election.votes,
                read=_proven,
            )
        ]
        if peer is not None:
            contestants.append(
                Contestant(
                    "highspy",
                    lambda at: peer(at.sets, at.n_items, at.k, shares(at.k)),
                    lambda at=election: at,  # type: ignore[misc]
                    read=lambda worth: worth,
                )
            )
        seconds = race(f"{rule} of {election.name}", contestants, 1)
        own, slowest = own + seconds[0], max(slowest, seconds[0])
        other += sum(seconds[1:])
    size = f"{len(elections)} elections, {slowest * 1000:.3g} ms at most"
    if peer is None:
        return Row(f"{rule}, proven", size, own)
    bar = Bar(f"{TIMES:g}x, same scores", other >= TIMES * own)
    return Row(f"{rule}, proven", size, own, peer=Measured("highspy, no gap", other), bar=bar)


def _proven(found: rf.committee.Committee) -> float:
    assert found.proven
    assert found.score is not None
    return float(found.score)


def _alone(rule: str, elections: list[Election], function: Callable[..., rf.committee.Committee]) -> Row:
    total, slowest, proven = 0.0, 0.0, 0
    for election in elections:
        votes, start = election.votes(), time.process_time()
        proven += function(votes, election.k, time_limit=2.0).proven
        seconds = time.process_time() - start
        total, slowest = total + seconds, max(slowest, seconds)
    size = f"{len(elections)} elections, {proven} proven within 2 s, {slowest * 1000:.3g} ms at most"
    return Row(f"{rule}, proven", size, total)


def _peer() -> Callable[..., float] | None:
    try:
        from benches.committee_highs import solve
    except ImportError:
        return None
    return solve


def _samples() -> Iterator[Election]:
    try:
        import yaml
    except ImportError:
        return
    for path in sorted(SAMPLES.glob("*.abc.yaml")):
        known = yaml.safe_load(path.read_text(encoding="utf-8"))
        sets = tuple(frozenset(entry) for entry in known["profile"])
        yield Election(path.name.partition(".")[0], known["num_cand"], known["committeesize"], sets)


def _drawn(count: int) -> Iterator[Election]:
    """Up to 100 voters, 100 items and all but one of them as seats; every fourth with voters and items in the plane."""
    generator = np.random.default_rng(SEED)
    for number in range(count):
        n_voters, n_items = (int(size) for size in generator.integers(5, 101, 2))
        k = int(generator.integers(1, n_items))
        if number % 4 == 3:
            voters, places = generator.random((n_voters, 2)), generator.random((n_items, 2))
            distances = np.hypot(*(voters[:, None] - places[None]).transpose(2, 0, 1))
            approved, kind = distances < generator.uniform(0.1, 0.4), "plane"
        else:
            share = (0.1, 0.2, 0.4)[number // 4 % 3]
            approved, kind = generator.random((n_voters, n_items)) < share, f"share {share}"
        sets = tuple(frozenset(np.flatnonzero(row).tolist()) for row in approved)
        yield Election(f"{kind}, number {number}", n_items, k, sets)
