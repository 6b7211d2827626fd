"""Chamberlin and Courant's rule for approvals, refined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["lexicographic_chamberlin_courant"]


@register(
    name="lexicographic Chamberlin-Courant",
    inputs=APPROVALS,
    ties="committees with the same weights at all levels tie; of the equals the first in order is elected",
    complexity="exponential in the worst case",
    properties=("anonymous", "neutral", "monotone in approvals of members"),
    source="Chamberlin and Courant 1983; Lackner and Skowron 2023",
    peers=(Peer("abcvoting", "lexcc"),),
)
def lexicographic_chamberlin_courant(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """As many voters as possible have a member they approve of; then as many as possible two; and so on.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int
        How many seats there are.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.
        ``time_limit=`` ends the search with the best committee found so far, ``proven=False`` and
        ``stopped_early=True``.

    Returns
    -------
    Committee
        The score is the weight of the voters with at least one member they approve of.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Maximises ``(weight of voters with |A_v & S| >= 1, weight with >= 2, ...)``, compared from the left. Exact and
    proven, level by level; exponential in the worst case. Source: Chamberlin and Courant 1983 for the first level,
    Lackner and Skowron, *Multi-Winner Voting with Approval Preferences* (2023), for the order of levels.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"a", "c"}, {"d"}])
    >>> rf.committee.lexicographic_chamberlin_courant(votes, 3).members
    ('a', 'b', 'd')
    """
    return evaluate("lexicographic_chamberlin_courant", {}, data, k, request)
