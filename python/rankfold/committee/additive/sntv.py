"""Single non-transferable vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import COUNTED_RANKINGS, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import Request

__all__ = ["sntv"]


@register(
    name="single non-transferable vote",
    inputs=COUNTED_RANKINGS,
    ties="a first place that items share is shared, by ties=; items with equal points tie for a seat",
    complexity="O(n m + k m)",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Elkind, Faliszewski, Skowron and Slinko 2017",
)
def sntv(
    data: Any,
    k: int,
    *,
    ties: Literal["average", "min", "max"] = "average",
    **request: Unpack[Request],
) -> Committee:
    """The items with the most first places.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    k : int
        How many seats there are.
    ties : {"average", "min", "max"}, default "average"
        What a first place that ``t`` items share gives each: ``1/t``, nothing, or 1.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:``rankfold.committee.request.Request``.

    Returns
    -------
    Committee
        The score is the points of all members; the value of a round is that of the item elected in it.

    Raises
    ------
    InputKindError
        For approvals.
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    The points are those of :func:`rankfold.rank.plurality`: a ballot that ranks nothing gives none, so readings of
    unranked items do not matter. Exact, ``O(n m + k m)``. With bounds as :func:`approval`. Source: Elkind, Faliszewski,
    Skowron and Slinko 2017.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c"], ["a", "b", "c"], ["b", "a", "c"], ["c", "b", "a"], ["c", "b", "a"]]
    >>> rf.committee.sntv(votes, 2).members
    ('a', 'c')
    """
    return evaluate("sntv", {"ties": ties}, data, k, request)
