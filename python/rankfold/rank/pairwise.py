"""Rules that look at pairs of items alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

    Missing = Literal["below", "absent"]

__all__ = ["condorcet_winner", "copeland", "minimax", "schulze"]


@register(
    name="Copeland",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; so does a pair of equal weights",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=("anonymous", "neutral", "Condorcet consistent", "monotone"),
    source="Copeland 1951 (wins less losses)",
    peers=(
        Peer("pref_voting", "copeland"),
        Peer("votenrank", "copeland('difference')", "missing='absent'"),
    ),
)
def copeland(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by rivals beaten less rivals lost to.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are whole numbers from -(n_items - 1) to n_items - 1.

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.

    Notes
    -----
    Item i beats j if the weight that prefers i is larger than the weight that prefers j.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.copeland([["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"]]).scores
    array([ 2.,  0., -2.])
    """
    return evaluate("copeland", {"missing": missing}, data, control)


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
    strength: Literal["winning_votes", "margins"] = "winning_votes",
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


@register(
    name="Condorcet winner",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; without a winner all items tie",
    complexity="that of counting pairs, O(n m^2), and O(m)",
    properties=("anonymous", "neutral", "may find no winner"),
    source="Condorcet 1785",
    peers=(Peer("pref_voting", "condorcet", difference="all items win where there is no Condorcet winner"),),
)
def condorcet_winner(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the item that beats every other one, if there is one.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The winner has score 1 and all others 0. Without one all score 0 and tie, and ``winners`` is empty.

    Raises
    ------
    InputKindError
        For counts of places.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.condorcet_winner([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]).winners
    ()
    """
    return evaluate("condorcet_winner", {"missing": missing}, data, control)
