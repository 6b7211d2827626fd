"""E Pluribus Hugo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["e_pluribus_hugo"]


@register(
    name="E Pluribus Hugo",
    inputs=APPROVALS,
    ties="items that leave in the same round leave together; a tie is broken where that is more than may leave",
    complexity="O(approvals + m^2 + approvals of the supporters of items that leave)",
    properties=("anonymous", "neutral"),
    source="Quinn and Schneier 2016",
    peers=(Peer("abcvoting", "eph"),),
)
def e_pluribus_hugo(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Of the items with the fewest points, the least approved one leaves, until ``k`` are left.

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
        The value of a round is the weight of those who approve of the item that leaves.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Each voter divides a point among the items that it approves of and that are left. Those with no more points than the
    second fewest are up for exclusion; those of them with the least weight of approving voters leave. Several that tie
    leave together, as far as there are more than ``k`` left; with groups, one after the other, as the bounds allow.
    Decisions are exact. The Hugo Awards choose their finalists by this rule.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"c"}, {"b", "d"}])
    >>> elected = rf.committee.e_pluribus_hugo(votes, 2)
    >>> elected.members, [entry.item for entry in elected.rounds]
    (('a', 'b'), ['d', 'c'])
    """
    return evaluate("e_pluribus_hugo", {}, data, k, request)
