"""Approval at k: the weight of the ballots that rank an item among their first k."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["approval_at_k"]


@register(
    name="k-approval (top-k count)",
    inputs=PLACES,
    ties="the places left above the cut are shared (average), go to all (max) or to nobody (min) who ties across it",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "consistent", "monotone"),
    source="classical",
)
def approval_at_k(data: Any, *, k: int, ties: Ties = "average", **control: Unpack[Control]) -> Ranking:
    """Rank by the weight of the ballots that have an item among their first k.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    k : int
        How many of the first places count, at least 1. A ballot that ranks fewer items gives its weight to all of them.
    ties : {"average", "min", "max"}, default "average"
        What each of t items gets that tie across the cut, with s places left above it: s/t, nothing, or 1.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are weights of voters.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell places.
    InvalidInputError
        For k below 1.

    Notes
    -----
    ``O(n_voters * n_items)``. An unranked item gets nothing, however few items a ballot ranks. With ``k=1`` this is
    :func:`plurality`.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.approval_at_k([["a", "b", "c"], ["b", "c"], ["c"]], k=2).scores
    array([1., 2., 2.])
    """
    return evaluate("approval_at_k", {"k": k, "ties": ties}, data, control)
