"""Monroe's rule by greedy choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["greedy_monroe"]


@register(
    name="greedy Monroe",
    inputs=APPROVALS,
    ties="items that as many voters approve of, of those not represented yet, tie for a seat",
    complexity="O(k (approvals + n log n))",
    properties=("anonymous", "neutral"),
    source="Skowron, Faliszewski and Slinko 2015",
    peers=(Peer("abcvoting", "greedy-monroe", difference="represents the voters that stand first"),),
)
def greedy_monroe(data: Any, k: int, **request: Unpack[ApprovalRequest]) -> Committee:
    """In each round the item that the most voters without a representative approve of, who then have one.

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

    Returns
    -------
    Committee
        The score is how many voters are represented; the value of a round is how many its item represents.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.
        For weights that are floats.

    Notes
    -----
    Of ``n`` voters a member represents at most ``n // k + 1`` in the first ``n % k`` rounds, ``n // k`` after. Where
    more approve of it, those go first who approve of the fewest items that are not elected yet; then those whose set
    comes first, member by member in the order that breaks ties. So the order of voters does not matter. Source:
    Skowron, Faliszewski and Slinko 2015, for rankings.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a"}, {"a"}, {"a", "b"}, {"a", "b"}, {"c"}, {"c"}])
    >>> found = rf.committee.greedy_monroe(votes, 2)
    >>> found.members, found.score
    (('a', 'c'), Fraction(5, 1))
    """
    return evaluate("greedy_monroe", {}, data, k, request)
