"""Baldwin: the lowest Borda points leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["baldwin"]


@register(
    name="Baldwin",
    inputs=PAIRS,
    ties="a tie inside a ballot counts half to both; a tie for elimination is resolved by tie_break",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=("anonymous", "neutral unless lowest_label", "Condorcet consistent", "never a Condorcet loser"),
    source="Baldwin",
    peers=(
        Peer("pref_voting", "baldwin"),
        Peer("pref_voting", "baldwin_put", "tie_break='parallel_universe'"),
        Peer(
            "pref_voting",
            "baldwin_tb",
            "tie_break='lowest_label'",
            "the tied item that leaves is chosen by another order",
        ),
        Peer(
            "votenrank",
            "baldwin",
            difference="tied items get the least of their places' points, so the two differ where a row has ties",
        ),
    ),
)
def baldwin(
    data: Any,
    *,
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Drop the item with the lowest Borda points among those left, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    tie_break : {"simultaneous", "parallel_universe", "lowest_label"}, default "simultaneous"
        If several items have the lowest points: all leave at once (if that is everybody, they end tied); or each leaves
        in a universe of its own, and whoever wins in one of them wins; or only the one with the highest label leaves,
        so that lower labels stay.
    limit : int, default 1000
        For parallel universes: how many different sets of equally many items may be left in them.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left; ``rounds`` holds the Borda points of each round.
        With parallel universes the score of an item is the latest round in which it leaves in one of them, and the
        winners share that of the longest; ``rounds`` is None where there are several.

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.
    SizeLimitError
        For more sets than ``limit``: no outcome is made up from a part of the universes.

    Notes
    -----
    Borda points among those left are sums over pairs: one for a win, half of one for a tie and for a comparison that is
    not made. So pairs are counted once, and points are brought up to date with each item that leaves.

    An item that beats every other one is always above the mean of the points, so it stays.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> ranking = rf.rank.baldwin(votes)
    >>> ranking.order, ranking.rounds[0].tolist()
    (('a', 'b', 'c'), [10.0, 10.0, 7.0])
    """
    options = {"tie_break": tie_break, "limit": limit, "missing": missing}
    return evaluate("baldwin", options, data, control)
