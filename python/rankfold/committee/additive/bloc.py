"""Bloc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import COUNTED_RANKINGS, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import Request

__all__ = ["bloc"]


@register(
    name="Bloc",
    inputs=COUNTED_RANKINGS,
    ties="items that tie across the k-th place share what is left, by ties=; items with equal points tie for a seat",
    complexity="O(n m + k m)",
    properties=("anonymous", "neutral"),
    source="Elkind, Faliszewski, Skowron and Slinko 2017",
)
def bloc(
    data: Any,
    k: int,
    *,
    ties: Literal["average", "min", "max"] = "average",
    **request: Unpack[Request],
) -> Committee:
    """The items that stand among the first ``k`` of the most ballots.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    k : int
        How many seats there are, and how many places of each ballot count.
    ties : {"average", "min", "max"}, default "average"
        What each of ``t`` items gets that tie across the cut, with ``p`` places left above it: ``p/t``, nothing, or 1.
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
    The points are those of :func:`rankfold.rank.approval_at_k`: an unranked item gets none. Exact, ``O(n m + k m)``.
    With bounds as :func:`approval`. More seats may turn a member out. Source: Elkind, Faliszewski, Skowron and
    Slinko 2017.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c"], ["a", "b", "c"], ["b", "a", "c"], ["c", "b", "a"], ["c", "b", "a"]]
    >>> rf.committee.bloc(votes, 2).members
    ('b', 'a')
    """
    return evaluate("bloc", {"ties": ties}, data, k, request)
