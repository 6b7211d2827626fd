"""The consensus rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["consensus_rule"]


@register(
    name="consensus rule",
    inputs=APPROVALS,
    ties="items with exactly as much behind them tie for a seat",
    complexity="O(k approvals)",
    properties=("anonymous", "neutral"),
    source="Lackner 2020, as perpetual consensus",
    peers=(Peer("abcvoting", "consensus-rule"),),
)
def consensus_rule(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """Seat by seat, the item whose voters have saved the most; they pay for it and may go into debt.

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
        The value of a round is the sum of the budgets above zero of those who approve of the item elected in it.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    In each round the budget of every voter grows by its weight. The item is elected whose approving voters have the
    most in budgets above zero. They, and not those who approve without money, share a price of the weight of all voters
    in proportion to their weights. Decisions are exact.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"c", "d"}], weights=[2, 1])
    >>> elected = rf.committee.consensus_rule(votes, 3)
    >>> elected.members, [str(entry.value) for entry in elected.rounds]
    (('a', 'c', 'b'), ['2', '2', '3'])
    """
    return evaluate("consensus_rule", {}, data, k, request)
