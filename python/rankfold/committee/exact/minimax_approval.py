"""Minimax approval voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["minimax_approval"]


@register(
    name="minimax approval voting",
    inputs=APPROVALS,
    ties="committees with the same largest distance tie; of the equals the first in order is elected",
    complexity="exponential in the worst case; mostly within a second for 100 voters and items",
    properties=("anonymous", "neutral"),
    source="Brams, Kilgour and Sanver 2007",
    peers=(Peer("abcvoting", "minimaxav"),),
)
def minimax_approval(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """The committee that nobody is far from.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
        A voter of weight 0 does not count; other weights make no difference.
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
        The score is the largest Hamming distance of a voter: how many items are approved of and not elected, or elected
        and not approved of. Fewer is better; ``bound`` is the least that is possible.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Minimises ``max over voters v of |A_v| + k - 2 |A_v & S|``. Exact and proven; exponential in the worst case. Which
    committees are within a distance is a question of covering, which the search for the highest worth answers. Source:
    Brams, Kilgour and Sanver 2007.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"a", "b"}, {"c", "d"}])
    >>> found = rf.committee.minimax_approval(votes, 2)
    >>> found.members, found.score
    (('a', 'c'), Fraction(2, 1))
    """
    return evaluate("minimax_approval", {}, data, k, request)
