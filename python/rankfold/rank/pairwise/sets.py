"""Sets of winners that are found without a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing
    from rankfold.rank.ranking import Ranking

__all__ = ["schwartz_set", "smith_set", "uncovered_set"]


@register(
    name="Smith set (GETCHA, top cycle)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; the members tie",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
    ),
    source="Smith 1973",
    peers=(Peer("pref_voting", "top_cycle"),),
)
def smith_set(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the smallest set whose members beat every item outside of it.

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
    The first k items by Copeland score beat all others if and only if these scores add up to k (m - k).

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.smith_set([["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]).winners
    ('a', 'b', 'c')
    """
    return evaluate("smith_set", {"missing": missing}, data, control)


@register(
    name="Schwartz set (GOCHA)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; the members tie",
    complexity="that of counting pairs, O(n m^2), and O(m^2)",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "within the Smith set",
    ),
    source="Schwartz",
    peers=(Peer("pref_voting", "gocha"),),
)
def schwartz_set(data: Any, *, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the items that reach, through a chain of wins, everyone who can reach them.

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
    It is the union of the smallest sets no member of which is beaten from outside. Without pairs of equal weights it is
    the Smith set.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = [["a", "b", "c"], ["b", "c", "a"]]
    >>> rf.rank.smith_set(votes).winners, rf.rank.schwartz_set(votes).winners
    (('a', 'b', 'c'), ('a', 'b'))
    """
    return evaluate("schwartz_set", {"missing": missing}, data, control)


@register(
    name="Uncovered set",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; pairs of equal weights count as version says; the members tie",
    complexity="that of counting pairs, O(n m^2), and O(m^3) in steps of 64",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "within the Smith set",
    ),
    source="Gillies, Fishburn, Bordes, McKelvey",
    peers=(
        Peer("pref_voting", "uc_gill"),
        Peer("pref_voting", "uc_fish", "version='fishburn'"),
        Peer("pref_voting", "uc_bordes", "version='bordes'"),
        Peer("pref_voting", "uc_mckelvey", "version='mckelvey'"),
    ),
)
def uncovered_set(
    data: Any,
    *,
    version: Literal["gillies", "fishburn", "bordes", "mckelvey"] = "gillies",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Find the items that no rival covers: that no rival is better than in every respect.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    version : {"gillies", "fishburn", "bordes", "mckelvey"}, default "gillies"
        When j covers i. Gillies: j beats i, and whoever beats j beats i. Fishburn: whoever beats j beats i, and
        somebody beats i who does not beat j. Bordes: j beats i, and whoever beats or ties j beats or ties i. McKelvey:
        j covers i by Gillies and by Bordes. Without pairs of equal weights all say the same.
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

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.uncovered_set([["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]).winners
    ('a', 'b', 'c')
    """
    return evaluate("uncovered_set", {"version": version, "missing": missing}, data, control)
