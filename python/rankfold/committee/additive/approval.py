"""Approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import COUNTED_APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["approval"]


@register(
    name="approval voting",
    inputs=COUNTED_APPROVALS,
    ties="items with equal weight behind them tie for a seat",
    complexity="O(approvals + k m)",
    properties=("anonymous", "neutral", "committee monotone", "strategy-proof with dichotomous preferences"),
    source="Weber 1977; Brams and Fishburn 1978",
    peers=(Peer("abcvoting", "av"), Peer("pabutools", "greedy_utilitarian_welfare", difference="costs of projects")),
)
def approval(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """The items that the most voters approve of.

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
        The score is the weight of all approvals of members; the value of a round is that of the item elected in it.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Exact. With bounds of groups that do not overlap, the best item that leaves them within reach is elected again and
    again; where groups overlap, committees are searched, and there are no rounds.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"a", "c"}, {"d"}])
    >>> rf.committee.approval(votes, 2).members
    ('a', 'b')
    >>> rf.committee.approval(votes, 2, groups={"late": ["c", "d"]}, lower={"late": 1}).members
    ('a', 'c')
    """
    return evaluate("approval", {}, data, k, request)
