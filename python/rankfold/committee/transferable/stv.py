"""The single transferable vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import RANKINGS, Peer, evaluate, register
from rankfold.committee.transferable.stages import TransferableVote

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.request import Request

__all__ = ["stv"]

_DIFFERENCE = "ties, which are broken at random or by position"


@register(
    name="single transferable vote",
    inputs=RANKINGS,
    ties="ties inside ballots are refused; ties for a seat, a surplus or exclusion by previous stages, then by lot",
    complexity="O(n m); for Meek and Warren O(n m) a stage",
    properties=("anonymous", "neutral", "proportional for solid coalitions"),
    source="Hare 1859; Meek 1969; Hill, Wichmann and Woodall 1987; Scottish Statutory Instrument 2007 No. 42",
    peers=(
        Peer("votekit", "FastSTV", 'quota="droop_integer"', _DIFFERENCE),
        Peer("pyrankvote", "single_transferable_vote", "", "passes on all papers of an item at the same value"),
        Peer("pref_voting", "stv_wig", "", _DIFFERENCE),
        Peer("pref_voting", "stv_scottish", 'transfer="scottish"', _DIFFERENCE + "; passes on a surplus again"),
        Peer("pref_voting", "stv_meek", 'transfer="meek"', _DIFFERENCE),
        Peer("pref_voting", "stv_warren", 'transfer="warren"', _DIFFERENCE),
        Peer("pref_voting", "stv_last_parcel", 'transfer="last_parcel"', _DIFFERENCE + "; one surplus after another"),
    ),
)
def stv(
    data: Any,
    k: int,
    *,
    transfer: Literal["weighted_inclusive", "last_parcel", "scottish", "meek", "warren"] = "weighted_inclusive",
    quota: Literal["droop", "droop_integer", "hare"] | None = None,
    previous_stages: Literal["backwards", "forwards", "none"] = "backwards",
    **request: Unpack[Request],
) -> TransferableVote:
    """Elect by transferable votes, and tell every stage of the count.

    Each voter has one vote, for the best item on the ballot that is in the race. An item that reaches the quota is
    elected, and what it has above the quota is passed on. Where nobody reaches it, the item with the fewest votes is
    excluded, and all its votes are passed on. As soon as there is a seat for each item that is left, all of them are
    elected.

    Parameters
    ----------
    data : Ballots or list of ballots
        Rankings without ties. Items that a ballot leaves out get nothing of it; a ballot that ranks nobody does not
        count.
    k : int
        How many seats there are.
    transfer : str, default "weighted_inclusive"
        How a surplus is passed on: ``"weighted_inclusive"``, by all papers of the item at an equal part of their value;
        ``"last_parcel"``, by those that came last; ``"scottish"``, as in Scottish councils; ``"meek"``, by letting each
        elected item keep a part of every vote that comes by, whenever it comes; ``"warren"``, by letting it take an
        equal amount instead.
    quota : {"droop", "droop_integer", "hare"}, optional
        With ``n`` votes, ``n / (k + 1)``, the next whole number above that, or ``n / k``; an item reaches it with just
        as many. Default ``"droop_integer"`` for Scottish transfers and ``"droop"`` for all others. Meek's and Warren's
        are of the votes that are not exhausted, in each stage anew; these and the Scottish know their own quota alone.
    previous_stages : {"backwards", "forwards", "none"}, default "backwards"
        Between items with equal votes, the latest stage in which they differ decides, or the first, or none. Then the
        lot does: ``tie_break``.
    **request
        Groups and their bounds, how lots are drawn, what is listed: see :class:`rankfold.committee.request.Request`.

    Returns
    -------
    TransferableVote
        Members in the order of election. The value of a round is what the item had then. ``complete`` tells whether no
        lot was drawn that could matter.

    Raises
    ------
    InvalidInputError
        For ballots with ties; for a quota that the transfer does not know; for ``outcomes="all"`` with Meek's or
        Warren's transfers; for weights that are not whole numbers with Scottish transfers.

    Notes
    -----
    *Exact.* Values of papers are fractions, or integers in the fifth decimal for the Scottish, and all comparisons are
    exact. Meek's and Warren's amounts solve equations of high degree; they are bounded from both sides, and ``exact``
    says whether those bounds decided every comparison. Where they did not, the votes are taken to be equal.

    *All surpluses at once.* Items elected in the same stage pass on their surpluses together, to those who are in the
    race then, so that their order does not matter. In Scotland the largest goes first.

    *Bounds.* An item whose election would put the bounds out of reach is excluded at once, and its votes are passed on;
    one whose exclusion would do so is not excluded.

    ``O(n m)`` for ``n`` papers and ``m`` items, and as much in each stage for Meek and Warren.

    Examples
    --------
    >>> import rankfold as rf
    >>> ballots = [["orange"], ["pear", "orange"], ["chocolate", "strawberry"], ["chocolate", "burger"]]
    >>> votes = rf.Ballots.from_orders([*ballots, ["strawberry"], ["burger"]], weights=[4, 2, 8, 4, 1, 1])
    >>> count = rf.committee.stv(votes, 3, quota="droop_integer")
    >>> count
    stv: 3 seats, quota 6: chocolate, orange, strawberry
                 1    2  3   4
    burger       1    3  3
    chocolate    12*  6  6   6
    orange       4    4  6*  6
    pear         2    2
    strawberry   1    5  5   5*
    (exhausted)  0    0  0   3
    >>> count.stages[1].action, count.stages[1].items, count.stages[1].transferred
    ('surplus', ('chocolate',), Fraction(6, 1))
    """
    options = {"transfer": transfer, "quota": quota, "previous_stages": previous_stages}
    return evaluate("stv", options, data, k, request, result=TransferableVote)
