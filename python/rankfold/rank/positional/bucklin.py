"""Bucklin: first places, then second places too, and so on until an item has a majority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["bucklin"]


@register(
    name="Bucklin",
    inputs=PLACES,
    ties="as for k-approval in each round; one round and one weight in it tie",
    complexity="O(n m log m)",
    properties=("anonymous", "neutral", "monotone", "a majority of first places wins"),
    source="classical",
    peers=(
        Peer("pref_voting", "bucklin"),
        Peer("pref_voting", "bucklin_for_truncated_linear_orders"),
        Peer("pref_voting", "simplified_bucklin", "form='simplified'"),
    ),
)
def bucklin(
    data: Any,
    *,
    form: Literal["full", "simplified"] = "full",
    ties: Ties = "average",
    **control: Unpack[Control],
) -> Ranking:
    """Rank by the round in which an item has a majority, then by its weight in that round.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    form : {"full", "simplified"}, default "full"
        Of the items that first have a majority in the same round, the one with more weight is better; or all are the
        same.
    ties : {"average", "min", "max"}, default "average"
        As for :func:`approval_at_k`, in each round.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are m - r plus the item's share of the weight in round r, the first in which it has a majority; plus 1 in
        the simplified form. For an item that never has one, the share in the last round, which is 1/2 at most.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell places.

    Notes
    -----
    In round r an item has its weight by ``approval_at_k(k=r)``, so a ballot never counts for what it does not rank. A
    majority is more than half of the weight of the ballots that rank anything. Comparisons are exact.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.bucklin(votes)
    bucklin: 3 items
    rank  item    score
       1  b     1.77778
       2  a     1.66667
       3  c     1.55556
    """
    return evaluate("bucklin", {"form": form, "ties": ties}, data, control)
