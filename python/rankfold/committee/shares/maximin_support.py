"""The maximin support method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["maximin_support"]


@register(
    name="maximin support method",
    inputs=APPROVALS,
    ties="items that lead to exactly the same least support tie for a seat",
    complexity="a few maximum flows for each item that may be the best of a round",
    properties=("anonymous", "neutral", "committee monotone", "proportional justified representation"),
    source="Sánchez-Fernández, Fernández, Fisteus and Brill 2016",
    peers=(
        Peer("abcvoting", "maximin-support"),
        Peer("pabutools", "maximin_support"),
    ),
)
def maximin_support(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Seat by seat, the item with which the least supported member is supported the most.

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
        The value of a round is the least support of the members elected so far; the score is that of the committee.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Each voter may divide its weight among the members that it approves of; their least support is made as large as
    possible. By duality that is the least ``weight of those who approve of one of T, divided by |T|``, over the sets
    ``T`` of members; maximum flows in integers find it, so decisions are exact. With more members it only shrinks, so
    that bounds from earlier rounds spare most flows.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"c", "d"}], weights=[3, 2])
    >>> elected = rf.committee.maximin_support(votes, 3)
    >>> elected.members, [str(entry.value) for entry in elected.rounds]
    (('a', 'c', 'b'), ['3', '2', '3/2'])
    """
    return evaluate("maximin_support", {}, data, k, request)
