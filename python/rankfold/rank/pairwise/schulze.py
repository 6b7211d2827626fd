"""Schulze: the strongest paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing, Strength
    from rankfold.rank.ranking import Ranking

__all__ = ["schulze"]


@register(
    name="Schulze (beat path)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; pairs left open tie where their scores do",
    complexity="that of counting pairs, O(n m^2), and O(m^3)",
    properties=("anonymous", "neutral", "Condorcet consistent", "monotone", "clone proof", "reversal symmetric"),
    source="Schulze 2011",
    peers=(Peer("pref_voting", "beat_path", "strength='margins'"),),
)
def schulze(
    data: Any,
    *,
    strength: Strength = "winning_votes",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Rank by who beats whom along the strongest path of defeats.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    strength : {"winning_votes", "margins"}, default "winning_votes"
        What a defeat is worth: the weight of the winning side, or its lead. A path is worth its weakest defeat.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the number of rivals whose strongest path to it is no stronger than its own to them, so
        the winners are those with n_items - 1.

    Raises
    ------
    InputKindError
        For counts of places.

    Notes
    -----
    Floyd-Warshall over the widest paths, on integer ranks of the strengths, 8 or 16 cells at a time. The relation
    "has the stronger path" is a strict partial order; the scores extend it to a ranking.

    References
    ----------
    Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
    method", Social Choice and Welfare 36, 2011.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.schulze(votes).order
    ('a', 'b', 'c')
    """
    return evaluate("schulze", {"strength": strength, "missing": missing}, data, control)
