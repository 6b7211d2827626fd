"""Minimax: the worst defeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing
    from rankfold.rank.ranking import Ranking

__all__ = ["minimax"]


@register(
    name="Minimax (Simpson-Kramer)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=("anonymous", "neutral", "Condorcet consistent (not by opposition with partial ballots)", "monotone"),
    source="Simpson 1969, Kramer 1977",
    peers=(
        Peer("pref_voting", "minimax", "by='margins'"),
        Peer("votenrank", "minimax('winning_votes')", "missing='absent'"),
        Peer("votenrank", "minimax('margins')", "by='margins', missing='absent'"),
        Peer("votenrank", "minimax('pairwise_opposition')", "by='opposition', missing='absent'"),
    ),
)
def minimax(
    data: Any,
    *,
    by: Literal["winning_votes", "margins", "opposition"] = "winning_votes",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Rank by the worst defeat, the smaller the better.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    by : {"winning_votes", "margins", "opposition"}, default "winning_votes"
        What a rival's win measures: the weight that prefers the rival, 0 unless it wins; that weight less the weight
        against it, negative where the rival loses; or that weight, win or lose. On complete ballots without ties all
        three order the items alike, up to items that nobody beats.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are minus the largest measure over all rivals.

    Raises
    ------
    InputKindError
        For counts of places.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[3, 2, 2])
    >>> rf.rank.minimax(votes).scores
    array([-4., -5., -5.])
    """
    return evaluate("minimax", {"by": by, "missing": missing}, data, control)
