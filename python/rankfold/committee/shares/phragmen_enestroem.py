"""The rule of Phragmén and Eneström."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["phragmen_enestroem"]


@register(
    name="rule of Phragmén and Eneström",
    inputs=APPROVALS,
    ties="items with exactly as much behind them tie for a seat",
    complexity="O(approvals + supporters of the items that may have the most, each round)",
    properties=("anonymous", "neutral"),
    source="Janson 2016, section 18.5",
    peers=(Peer("abcvoting", "phragmen-enestroem"),),
)
def phragmen_enestroem(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Seat by seat, the item with the most behind it; the votes for it lose the price of a seat.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.

    Returns
    -------
    Committee
        The value of a round is what the votes for the item elected in it had left: exactly while that number is short
        (hundreds of bits; it doubles in length from round to round), then rounded to a float. ``exact`` is False in the
        rare case that a tie or a purchase was taken for exact after thousands of bits could not tell.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    A vote starts with the weight of its voter, and a seat costs ``p``, the weight of all divided by ``k``. If the votes
    for the item have ``B > p`` left, each keeps the part ``1 - p / B``; otherwise they lose all. Decisions are made by
    intervals of floats, then by equal histories of votes, by exact fractions, and by long intervals.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"c", "d"}], weights=[2, 1])
    >>> elected = rf.committee.phragmen_enestroem(votes, 3)
    >>> elected.members, [str(entry.value) for entry in elected.rounds]
    (('a', 'b', 'c'), ['2', '1', '1'])
    """
    return evaluate("phragmen_enestroem", {}, data, k, request)
