"""Sets of winners that take a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing
    from rankfold.rank.ranking import Ranking

__all__ = ["banks", "bipartisan_set", "slater"]


@register(
    name="Banks set",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; a pair of equal weights is no link; the members tie",
    complexity="that of counting pairs, O(n m^2), and a search that is exponential at worst",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "within the uncovered set (Bordes, McKelvey)",
    ),
    source="Banks 1985",
    peers=(Peer("pref_voting", "banks"),),
)
def banks(data: Any, *, limit: int = 1_000_000, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the first items of chains of wins that cannot be extended.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    limit : int, default 1000000
        How many chains the search may look at.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Members have score 1 and all others 0.

    Raises
    ------
    SizeLimitError
        Beyond ``limit`` chains.
    InputKindError
        For counts of places.

    Notes
    -----
    In a chain every item beats all that follow. An item is in the set if it is the first of a chain that nobody can be
    added to, at any place: if it has a chain that nobody beats all of.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.banks([["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]).winners
    ('a', 'b', 'c')
    """
    return evaluate("banks", {"limit": limit, "missing": missing}, data, control)


@register(
    name="Bipartisan set (essential set where pairs tie)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; a pair of equal weights is a draw; the members tie",
    complexity="that of counting pairs, O(n m^2), and some tens of times O(k^3) for k items in the Smith set",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "within the uncovered set (Gillies)",
    ),
    source="Laffond, Laslier, Le Breton 1993; with ties Dutta, Laslier 1999",
    peers=(
        Peer(
            "pref_voting", "bipartisan", difference="where pairs tie, what one lottery draws that its solver happens on"
        ),
    ),
)
def bipartisan_set(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the items that the maximal lottery over majorities may draw.

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
        Members have score 1 and all others 0.

    Raises
    ------
    InputKindError
        For counts of places.

    Notes
    -----
    Two players name an item each, and the one whose item beats the other's wins. The set holds the items that an
    optimal strategy may name: the support of :func:`maximal_lottery` with ``by="signs"``. Where pairs tie there may be
    several optimal strategies, and the set holds what any of them names. Exact, whatever the size.

    References
    ----------
    Laffond, Laslier, Le Breton, "The bipartisan set of a tournament game", Games and Economic Behavior 1993.
    Dutta, Laslier, "Comparison functions and choice correspondences", Social Choice and Welfare 1999.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.bipartisan_set([["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]).winners
    ('a', 'b', 'c')
    """
    return evaluate("bipartisan_set", {"missing": missing}, data, control)


@register(
    name="Slater",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; pairs of equal weights cost nothing; the members tie",
    complexity="that of counting pairs, O(n m^2), and O(k 2^k) for a cycle of k items",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "within the Smith set",
    ),
    source="Slater 1961",
    peers=(Peer("pref_voting", "slater"),),
)
def slater(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the first items of the orders that disagree with the fewest wins.

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
        Members have score 1 and all others 0.

    Raises
    ------
    SizeLimitError
        For a cycle (a strongly connected component of the wins) of more than 22 items whose order matters.
    InputKindError
        For counts of places.

    Notes
    -----
    An order disagrees with a win that puts the loser first, and every win counts one, however clear it is. Only items
    on a common cycle have to be put in order together; there the best order is found over all subsets.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.slater([["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]).winners
    ('a', 'b', 'c')
    """
    return evaluate("slater", {"missing": missing}, data, control)
