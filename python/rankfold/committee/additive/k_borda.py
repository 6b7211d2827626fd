"""k-Borda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import COUNTED_RANKINGS, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import Request

__all__ = ["k_borda"]


@register(
    name="k-Borda",
    inputs=COUNTED_RANKINGS,
    ties="tied items share the points of their places, by ties=; items with equal points tie for a seat",
    complexity="O(n m + k m)",
    properties=("anonymous", "neutral", "committee monotone"),
    source="Debord 1992; Elkind, Faliszewski, Skowron and Slinko 2017",
)
def k_borda(
    data: Any,
    k: int,
    *,
    ties: Literal["average", "min", "max"] = "average",
    missing: Literal["below", "absent", "average", "zero_points", "compatible"] | None = None,
    **request: Unpack[Request],
) -> Committee:
    """The items with the most Borda points.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    k : int
        How many seats there are.
    ties : {"average", "min", "max"}, default "average"
        What tied items get: the mean, the least or the most of the points of their places.
    missing : {"below", "absent", "average", "zero_points", "compatible"}, optional
        How unranked items are read; default as the votes say.
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
        For a number of seats out of range, bounds that no committee keeps to, or a reading of unranked items that does
        not go with ``ties``.

    Notes
    -----
    The points, ties and unranked items are those of :func:`rankfold.rank.borda`: ``m - 1`` for the first place of
    ``m``, 0 for the last. Exact, ``O(n m + k m)``. With bounds as :func:`approval`. Source: Debord 1992; Elkind,
    Faliszewski, Skowron and Slinko 2017.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c"], ["a", "b", "c"], ["b", "a", "c"], ["c", "b", "a"], ["c", "b", "a"]]
    >>> rf.committee.k_borda(votes, 2).score
    Fraction(11, 1)
    """
    return evaluate("k_borda", {"ties": ties, "missing": missing}, data, k, request)
