"""Coombs: the most last places leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["coombs"]


@register(
    name="Coombs",
    inputs=RANKINGS,
    ties="a shared best or worst place is shared equally; a tie for elimination is resolved by tie_break",
    complexity="O(rounds distinct-ballots m); complete ballots without ties O(n (rounds + m))",
    properties=("anonymous", "neutral unless lowest_label", "never a Condorcet loser unless simultaneous"),
    source="Coombs",
    peers=(
        Peer("pref_voting", "coombs"),
        Peer("pref_voting", "coombs_put", "tie_break='parallel_universe'"),
        Peer(
            "pref_voting",
            "coombs_tb",
            "tie_break='lowest_label'",
            "the tied item that leaves is chosen by another order",
        ),
    ),
)
def coombs(
    data: Any,
    *,
    until: Literal["majority", "last"] = "majority",
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Drop the item with the most last places, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts forget the ballots and are refused.
    until : {"majority", "last"}, default "majority"
        Stop as soon as an item has more than half of the first places, counted as in :func:`instant_runoff`: all others
        leave in that round. Or go on to the last item, whatever first places say.
    tie_break : {"simultaneous", "parallel_universe", "lowest_label"}, default "simultaneous"
        If several items have the most last places: all leave at once (if that is everybody, they end tied); or each
        leaves in a universe of its own, and whoever wins in one of them wins; or only the one with the highest label
        leaves, so that lower labels stay.
    limit : int, default 1000
        For parallel universes: how many different sets of equally many items may be left in them.
    missing : {"below", "absent"}, optional
        Whether unranked items share the last place of a ballot, or the worst of its ranked items has it. Default: the
        container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left; ``rounds`` holds the last places of each round.
        With parallel universes the score of an item is the latest round in which it leaves in one of them, and the
        winners share that of the longest; ``rounds`` is None where there are several.

    Raises
    ------
    InputKindError
        For counts of pairs or places, which forget the ballots.
    SizeLimitError
        For more sets than ``limit``: no outcome is made up from a part of the universes.

    Notes
    -----
    In each round a ballot counts against the worst of the items that are left, in equal shares where several tie. A
    ballot that ties all that it compares counts against nobody: one that ranks none of them, or under
    ``missing="absent"`` only one.

    The two ways to end can have different winners: an item with a majority of first places may also have the most last
    ones.

    Examples
    --------
    >>> import rankfold as rf
    >>> orders = [["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]]
    >>> votes = rf.Ballots.from_orders(orders, weights=[5, 2, 2])
    >>> rf.rank.coombs(votes).winners, rf.rank.coombs(votes, until="last").winners
    (('a',), ('a',))
    >>> rf.rank.coombs(rf.Ballots.from_orders(orders, weights=[4, 3, 2])).order
    ('b', 'c', 'a')
    """
    options = {"until": until, "tie_break": tie_break, "limit": limit, "missing": missing}
    return evaluate("coombs", options, data, control)
