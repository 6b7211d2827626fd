"""Committees by transferable votes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import rankfold as rf
from benches.peers import peer
from benches.report import Bar, Row, measure
from benches.timing import Contestant, Settings
from benches.votes import order_lists

if TYPE_CHECKING:
    from collections.abc import Callable

METHODS = "pref_voting.proportional_methods"
ITEMS, SEATS = 20, 5


def rows(settings: Settings) -> list[Row]:
    """Gregory transfers against the fastest peer, Meek's against the one that has them, and all on a large election."""
    return [
        _gregory(settings),
        _meek(settings),
        *[_alone(transfer, settings) for transfer in ("scottish", "last_parcel", "meek", "warren")],
        _expanding(settings),
    ]


def _counted(transfer: str, seats: int, **options: Any) -> Callable[[rf.Ballots], rf.committee.TransferableVote]:
    return lambda votes: rf.committee.stv(votes, seats, transfer=transfer, **options)  # type: ignore[arg-type]


def _gregory(settings: Settings) -> Row:
    orders = order_lists(settings.size(5_000), ITEMS)
    row = measure(
        "stv, from Ballots, with the table",
        f"{len(orders):,} x {ITEMS}, {SEATS} seats",
        settings,
        own=Contestant(
            "rankfold",
            _counted("weighted_inclusive", SEATS, quota="droop_integer"),
            lambda: rf.Ballots.from_orders(orders, items=list(range(ITEMS))),
            read=lambda count: sorted(count.members),
        ),
        peer=peer(
            "votekit.elections",
            lambda elections, profile: elections.FastSTV(profile, n_seats=SEATS, tiebreak="borda"),
            prepare=lambda: _votekit_profile(orders),
            read=lambda count: sorted(int(item) for tied in count.get_elected() for item in tied),
        ),
    )
    met = row.peer is None or row.peer.seconds >= 20 * row.rankfold
    return replace(row, bar=None if row.peer is None or settings.quick else Bar("20x votekit", met))


def _votekit_profile(orders: list[list[int]]) -> Any:
    from votekit import RankBallot, RankProfile

    ballots = [RankBallot(ranking=[{str(item)} for item in order], weight=1.0) for order in orders]
    return RankProfile(ballots=ballots, candidates=[str(item) for item in range(ITEMS)])


def _meek(settings: Settings) -> Row:
    """At a size that the peer comes to the end of."""
    orders, seats = order_lists(settings.size(200), 8), 3
    profiles = peer("pref_voting.profiles", lambda profiles, orders: profiles.Profile(orders))
    row = measure(
        "stv by Meek, from Ballots, with the table",
        f"{len(orders):,} x 8, {seats} seats",
        settings,
        own=Contestant(
            "rankfold",
            _counted("meek", seats),
            lambda: rf.Ballots.from_orders(orders, items=list(range(8))),
            read=lambda count: sorted(count.members),
        ),
        peer=profiles
        and peer(
            METHODS,
            lambda methods, profile: methods.stv_meek(profile, num_seats=seats),
            prepare=lambda: profiles.run(orders),
            read=sorted,
        ),
    )
    met = row.peer is None or row.peer.seconds >= 300 * row.rankfold
    return replace(row, bar=None if row.peer is None or settings.quick else Bar("300x pref_voting", met))


def _alone(transfer: str, settings: Settings) -> Row:
    orders = order_lists(settings.size(5_000), ITEMS)
    return measure(
        f"stv by {transfer}, from Ballots, with the table",
        f"{len(orders):,} x {ITEMS}, {SEATS} seats",
        settings,
        own=Contestant("rankfold", _counted(transfer, SEATS), lambda: rf.Ballots.from_orders(orders)),
    )


def _expanding(settings: Settings) -> Row:
    orders = order_lists(settings.size(5_000), ITEMS)
    return measure(
        "expanding_approvals, from Ballots",
        f"{len(orders):,} x {ITEMS}, {SEATS} seats",
        settings,
        own=Contestant(
            "rankfold",
            lambda votes: rf.committee.expanding_approvals(votes, SEATS),
            lambda: rf.Ballots.from_orders(orders),
        ),
    )
