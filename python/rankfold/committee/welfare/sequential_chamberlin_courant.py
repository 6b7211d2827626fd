"""Sequential Chamberlin and Courant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import SCORES, Peer, evaluate, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import ApprovalRequest

__all__ = ["sequential_chamberlin_courant"]


@register(
    name="sequential Chamberlin-Courant",
    inputs=SCORES,
    ties="items that add equally much tie for a seat; ties and unranked items in ballots by ties and missing",
    complexity="O(n m) and, for each member, a pass over the ballots to which it matters",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Lu and Boutilier 2011",
    peers=(Peer("abcvoting", "seqcc", options='scores="approval"'),),
)
def sequential_chamberlin_courant(
    data: Any,
    k: int,
    *,
    scores: Literal["borda", "approval"] | Sequence[float | Fraction] = "borda",
    ties: Literal["average", "min", "max"] = "average",
    missing: Literal["below", "absent", "average", "zero_points"] | None = None,
    **request: Unpack[ApprovalRequest],
) -> Committee:
    """The item that adds the most to what the best members are worth to voters joins, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes; with ``scores="approval"`` approvals, a list of sets, or rankings with ``threshold=``.
    k : int
        How many seats there are.
    scores : {"borda", "approval"} or sequence of numbers, default "borda"
        What an item is worth to a voter: the number of items below it, 1 if it is approved of, or so much for each
        place, the best first; numbers of at least 0 that do not increase, as the exact numbers that they are.
    ties : {"average", "min", "max"}, default "average"
        What tied items are worth: the mean, the least or the most of their places.
    missing : {"below", "absent", "average", "zero_points"}, optional
        How unranked items are read, as by :func:`rankfold.rank.positional`; default as the votes say.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`rankfold.committee.request.ApprovalRequest`.

    Returns
    -------
    Committee
        The score is the score of :func:`chamberlin_courant`; the value of a round is what the item elected in it added.

    Raises
    ------
    InputKindError
        For approvals where ``scores`` asks for rankings, and the other way round.
    InvalidInputError
        For a number of seats out of range, scores that increase or do not fit, or bounds that no committee keeps to.

    Notes
    -----
    In each round a voter counts what the item is worth to it above its best member, if it is. Exact. Rankings are read
    in place, and a ballot only in rounds that give it a better member. The score is at least ``1 - 1/e`` of the
    highest. Source: Lu and Boutilier 2011.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c", "d"], ["a", "b", "c", "d"], ["d", "c", "b", "a"]]
    >>> rf.committee.sequential_chamberlin_courant(votes, 2).members
    ('a', 'd')
    """
    return evaluate(
        "sequential_chamberlin_courant", {"scores": scores, "ties": ties, "missing": missing}, data, k, request
    )
