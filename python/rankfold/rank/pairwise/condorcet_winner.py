"""The Condorcet winner, and what Black does without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing
    from rankfold.rank.ranking import Ranking

__all__ = ["black", "condorcet_winner"]


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


@register(
    name="Black",
    inputs=RANKINGS,
    ties="a tie inside a ballot counts for neither side of the pair, and shares the Borda points",
    complexity="that of counting pairs, O(n m^2)",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "monotone",
    ),
    source="Black 1958",
    peers=(Peer("pref_voting", "blacks", difference="reads complete ballots without ties alone"),),
)
def black(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Take the Condorcet winner, or rank by Borda where there is none.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts know pairs or places and are refused.
    missing : {"below", "absent"}, optional
        As for :func:`copeland` and :func:`rankfold.rank.borda`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        That of :func:`condorcet_winner` if there is one: score 1 and 0. Else that of :func:`rankfold.rank.borda`:
        points.

    Raises
    ------
    InputKindError
        For counts, which do not know both pairs and places.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.black([["a", "b", "c"], ["a", "c", "b"], ["b", "c", "a"]]).scores
    array([1., 0., 0.])
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.black(votes).scores
    array([10., 10.,  7.])
    """
    return evaluate("black", {"missing": missing}, data, control)
