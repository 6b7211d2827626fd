"""Sequential proportional approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["sequential_pav"]


@register(
    name="sequential proportional approval voting",
    inputs=APPROVALS,
    ties="items that add equally much tie for a seat",
    complexity="O(approvals) and, for each member, the sizes of its supporters' sets",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Thiele 1895",
    peers=(Peer("abcvoting", "seqpav"),),
)
def sequential_pav(
    data: Any,
    k: int,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """The item whose supporters are the least represented joins, again and again.

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
        The score is the score of :func:`pav`; the value of a round is what the item elected in it added.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    In each round a supporter of whom ``u`` approved items are elected already counts ``1/(u + 1)`` of its weight.
    Exact: fractions decide, in integers over a common denominator. ``O(approvals)`` and, for each member, the sizes of
    its supporters' sets, or fewer. The score is at least ``1 - 1/e`` of the highest. Source: Thiele 1895.

    Examples
    --------
    >>> import rankfold as rf
    >>> sets = [{"a", "b"}, {"a", "b"}, {"a", "b"}, {"c"}]
    >>> rf.committee.sequential_pav(sets, 2)
    sequential_pav: 2 seats, score 9/2
    seat  item  value
       1  a         3
       2  b       1.5
    """
    return evaluate("sequential_pav", {}, data, k, request)
