"""Phragmén's optimal rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["minimax_phragmen"]


@register(
    name="minimax Phragmén",
    inputs=APPROVALS,
    ties="committees with exactly the same maximal load tie",
    complexity="exponential in k: branch and bound over committees, with a few maximum flows for each set",
    properties=("anonymous", "neutral"),
    source="Phragmén 1893; Brill, Freeman, Janson and Lackner 2017",
    peers=(Peer("abcvoting", "minimaxphragmen"),),
)
def minimax_phragmen(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """The committee whose loads can be divided among voters so that the greatest one is least.

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
        The score is the greatest load per unit of weight, which no committee undercuts; None if every committee has a
        member that nobody approves of. Then all committees tie.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Each member is a load of 1, divided among those who approve of it. For a committee, the least greatest load is the
    reciprocal of the support that :func:`maximin_support` speaks of. The search is exact and meant for tens of items;
    it stops at ``time_limit`` with an error. Without the lexicographic refinement of later loads.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"c", "d"}, {"b", "c"}])
    >>> elected = rf.committee.minimax_phragmen(votes, 2, outcomes="all")
    >>> elected.outcomes, str(elected.score)
    ((('b', 'c'),), '2/3')
    """
    return evaluate("minimax_phragmen", {}, data, k, request)
