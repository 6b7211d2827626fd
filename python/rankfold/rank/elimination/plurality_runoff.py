"""Plurality with runoff: the two with the most first places, then the majority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["plurality_runoff"]


@register(
    name="Plurality with runoff",
    inputs=RANKINGS,
    ties="a shared best place is shared equally; a tie for the runoff and in it is resolved by tie_break",
    complexity="O(n m); parallel universes that of counting pairs",
    properties=("anonymous", "neutral unless lowest_label", "never a Condorcet loser unless simultaneous"),
    source="the two-round system",
    peers=(Peer("pref_voting", "plurality_with_runoff_put", "tie_break='parallel_universe'"),),
)
def plurality_runoff(
    data: Any,
    *,
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    **control: Unpack[Control],
) -> Ranking:
    """Hold a runoff between the two items with the most first places.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts forget the ballots and are refused.
    tie_break : {"simultaneous", "parallel_universe", "lowest_label"}, default "simultaneous"
        If several items tie for a place in the runoff: all of them take part, and whoever has the most first places
        among them wins; or every pair that the tie allows does, in a universe of its own, and whoever wins in one of
        them wins; or those with the lowest labels do. A tie in the runoff itself makes both win, or with
        ``"lowest_label"`` the lower one.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left: all but the finalists in the first, the loser in the second,
        the winner in the third. ``rounds`` holds the first places of each round, unless there are parallel universes.

    Raises
    ------
    InputKindError
        For counts of pairs or places, which forget the ballots.

    Notes
    -----
    In both rounds a ballot counts for the best of its items that are left, in equal shares where several tie. There are
    at most ``n_items * (n_items - 1) / 2`` universes, so they need no limit.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> rf.rank.plurality_runoff(votes).tiers
    (('b',), ('a',), ('c',))
    """
    return evaluate("plurality_runoff", {"tie_break": tie_break}, data, control)
