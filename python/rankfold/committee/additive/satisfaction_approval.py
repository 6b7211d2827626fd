"""Satisfaction approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import COUNTED_APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["satisfaction_approval"]


@register(
    name="satisfaction approval voting",
    inputs=COUNTED_APPROVALS,
    ties="items with equal points, compared as exact fractions, tie for a seat",
    complexity="O(approvals + k m)",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Brams and Kilgour 2014",
    peers=(Peer("abcvoting", "sav", difference="floats, which may split ties"),),
)
def satisfaction_approval(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """The items with the most points, where each voter shares one among the items approved of.

    Parameters
    ----------
    data : Approvals, ApprovalCounts or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.

    Returns
    -------
    Committee
        The score is the points of all members; the value of a round is that of the item elected in it.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    An item has ``sum of w_v / |A_v|`` over the voters ``v`` who approve of it, ``A_v`` being all that ``v`` approves
    of. Exact fractions, ``O(approvals + k m)``. With bounds as :func:`approval`. Source: Brams and Kilgour 2014.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b", "c"}, {"a", "b", "c"}, {"d"}])
    >>> rf.committee.satisfaction_approval(votes, 1)
    satisfaction_approval: 1 seats, score 1
    seat  item  value
       1  d         1
    """
    return evaluate("satisfaction_approval", {}, data, k, request)
