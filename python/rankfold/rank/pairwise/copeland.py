"""Rules that count rivals beaten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing
    from rankfold.rank.ranking import Ranking

__all__ = ["copeland", "llull"]


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
    name="Llull",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; a pair of equal weights counts for both",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "monotone",
    ),
    source="Llull, 13th century (a point for a tie)",
    peers=(Peer("pref_voting", "llull"),),
)
def llull(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by rivals that do not beat the item.

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
        Scores are whole numbers from 0 to n_items - 1.

    Raises
    ------
    InputKindError
        For counts of places.

    Notes
    -----
    A rival beaten and a rival tied with count one point each. :func:`copeland` gives a tie half of that: its wins less
    losses order the items as wins and half of the ties do.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c", "d"], ["b", "a", "c", "d"], ["c", "d", "b", "a"], ["a", "c", "b", "d"]]
    >>> rf.rank.llull(votes).scores, rf.rank.copeland(votes).scores
    (array([3., 3., 2., 0.]), array([ 2.,  1.,  0., -3.]))
    """
    return evaluate("llull", {"missing": missing}, data, control)
