"""Other people's counts, where they are installed, on random votes and on Scottish elections.

They break ties at random, by position or not at all, so they are asked only where no lot was drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from tests.committee.test_stv_data import scottish_table

if TYPE_CHECKING:
    from pathlib import Path

PEERS = {
    "weighted_inclusive": "stv_wig",
    "scottish": "stv_scottish",
    "meek": "stv_meek",
    "warren": "stv_warren",
}


def random_votes(seed: int) -> rf.Ballots:
    draw = np.random.default_rng(seed)
    orders = [draw.permutation(6)[: draw.integers(1, 7)].tolist() for _ in range(60)]
    return rf.Ballots.from_orders(orders, items=list(range(6)), weights=draw.integers(1, 20, 60))


def certain(votes: rf.Ballots, k: int, **options: Any) -> list[Any] | None:
    """Who is elected, where nothing but the votes decides."""
    every = rf.committee.stv(votes, k, previous_stages="none", **options)
    return sorted(every.members) if every.complete else None


@pytest.mark.parametrize("transfer", PEERS)
def test_pref_voting(transfer: str) -> None:
    methods = pytest.importorskip("pref_voting.proportional_methods")
    profiles = pytest.importorskip("pref_voting.profiles_with_ties")
    for seed in range(12):
        votes = random_votes(seed)
        rankings = [{item: place for place, item in enumerate(order)} for order in votes.orders()]
        counts = [int(weight) for weight in votes.weights]
        profile = profiles.ProfileWithTies(rankings, rcounts=counts, candidates=list(range(6)))
        found = certain(votes, 2, transfer=transfer)
        if found is not None:
            assert sorted(getattr(methods, PEERS[transfer])(profile, num_seats=2)) == found, seed


def test_votekit() -> None:
    elections = pytest.importorskip("votekit.elections")
    from votekit import RankBallot, RankProfile

    for seed in range(12):
        votes = random_votes(seed)
        ballots = [
            RankBallot(ranking=[{str(item)} for item in order], weight=float(weight))
            for order, weight in zip(votes.orders(), votes.weights, strict=True)
        ]
        found = certain(votes, 3, quota="droop_integer")
        if found is not None:
            profile = RankProfile(ballots=ballots, candidates=[str(item) for item in range(6)])
            count = elections.FastSTV(profile, n_seats=3, quota="droop")
            elected = {int(item) for tied in count.get_elected() for item in tied}
            assert sorted(elected) == found, seed


def test_scottish_elections(shared_data: Path) -> None:
    methods = pytest.importorskip("pref_voting.proportional_methods")
    profiles = pytest.importorskip("pref_voting.profiles_with_ties")
    for path in sorted((shared_data / "elections" / "scottish" / "5_cands").glob("*.csv")):
        votes, n_seats = scottish_table(path)
        rankings = [{item: place for place, item in enumerate(order)} for order in votes.orders()]
        profile = profiles.ProfileWithTies(
            rankings, rcounts=[int(weight) for weight in votes.weights], candidates=list(votes.items)
        )
        expected = sorted(methods.stv_scottish(profile, num_seats=n_seats))
        assert sorted(rf.committee.stv(votes, n_seats, transfer="scottish").members) == expected, path.name
