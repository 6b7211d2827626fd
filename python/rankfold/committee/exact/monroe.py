"""Monroe's rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["monroe"]


@register(
    name="Monroe",
    inputs=APPROVALS,
    ties="committees that represent as many voters tie; of the equals the first in order is elected",
    complexity="a maximum flow for a committee; exponential in the worst case",
    properties=("anonymous", "neutral"),
    source="Monroe 1995",
    peers=(Peer("abcvoting", "monroe"),),
)
def monroe(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Members that represent equal shares of the voters, as many as possible of whom approve of theirs.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
        A weight is a number of voters, so it has to be an integer.
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
        The score is how many voters are assigned to a member they approve of.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.
        For weights that are floats.

    Notes
    -----
    Every voter is assigned to one member, and every member to ``n / k`` voters, rounded down or up. Exact and proven;
    exponential in the worst case. Source: Monroe 1995.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a"}, {"a"}, {"a"}, {"a", "b"}, {"c"}, {"b"}])
    >>> found = rf.committee.monroe(votes, 2)
    >>> found.members, found.score
    (('a', 'b'), Fraction(5, 1))
    """
    return evaluate("monroe", {}, data, k, request)
