"""Nanson: whoever is below the mean of the Borda points leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["nanson"]


@register(
    name="Nanson",
    inputs=PAIRS,
    ties="a tie inside a ballot counts half to both; whole groups leave, so there is no tie to break",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=("anonymous", "neutral", "Condorcet consistent", "never a Condorcet loser"),
    source="Nanson",
    peers=(
        Peer("pref_voting", "strict_nanson"),
        Peer("pref_voting", "weak_nanson", "form='weak'"),
    ),
)
def nanson(
    data: Any,
    *,
    form: Literal["strict", "weak"] = "strict",
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Drop all items below the mean of the Borda points among those left, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    form : {"strict", "weak"}, default "strict"
        Who leaves: the items below the mean, or those that do not surpass it.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left; ``rounds`` holds the Borda points of each round.

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.

    Notes
    -----
    Borda points among those left are sums over pairs: one for a win, half of one for a tie and for a comparison that is
    not made. So pairs are counted once, and points are brought up to date with each item that leaves.

    Where all that are left have the mean, they end tied. There is no ``tie_break``: whole groups leave by the rule
    itself, and no item is picked among equals.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.nanson(votes).tiers
    (('a',), ('b',), ('c',))
    >>> rf.rank.nanson([["a", "b", "c"], ["c", "b", "a"], ["a", "b", "c"]], form="weak").tiers
    (('a',), ('b', 'c'))
    """
    return evaluate("nanson", {"form": form, "missing": missing}, data, control)
