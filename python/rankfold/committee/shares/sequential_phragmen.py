"""Phragmén's sequential rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["sequential_phragmen"]


@register(
    name="Phragmén's sequential rule",
    inputs=APPROVALS,
    ties="items that lead to exactly the same load tie for a seat",
    complexity="O(approvals + k m + approvals of the supporters of members)",
    properties=("anonymous", "neutral", "committee monotone", "proportional justified representation"),
    source="Phragmén 1894; Brill, Freeman, Janson and Lackner 2017",
    peers=(Peer("abcvoting", "seqphragmen"), Peer("pabutools", "sequential_phragmen", difference="costs of projects")),
)
def sequential_phragmen(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Seat by seat, the item for which the voters who approve of it get the least load.

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
        The value of a round is the load per unit of weight of those who approve of the item elected in it; None for
        items that nobody approves of, which come last.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Each member is a load of 1. Electing ``c`` makes the loads ``x`` of all voters ``v`` who approve of it equal to ``(1
    + sum of w[v] x[v]) / (sum of w[v])``; the item with the least such load is elected. Decisions are exact: floats
    with a bound on their error choose, and fractions where the bounds overlap.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"c", "d"}], weights=[2, 1])
    >>> elected = rf.committee.sequential_phragmen(votes, 3)
    >>> elected.members, [str(entry.value) for entry in elected.rounds]
    (('a', 'b', 'c'), ['1/2', '1', '1'])
    """
    return evaluate("sequential_phragmen", {}, data, k, request)
