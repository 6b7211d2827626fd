"""Split Cycle, and the rule that picks among its winners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing, Strength
    from rankfold.rank.ranking import Ranking

__all__ = ["split_cycle", "stable_voting"]


@register(
    name="Split Cycle",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; often several items win",
    complexity="that of counting pairs, O(n m^2), and O(m^3)",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "elects from the Smith set",
        "monotone",
    ),
    source="Holliday and Pacuit",
    peers=(Peer("pref_voting", "split_cycle"),),
)
def split_cycle(
    data: Any, *, strength: Strength = "margins", missing: Missing | None = None, **control: Unpack[Control]
) -> Ranking:
    """Drop the weakest wins of every cycle, and rank by rivals that still defeat an item.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    strength : {"margins", "winning_votes"}, default "margins"
        What a win is worth: its lead, or the weight of the winning side. On complete ballots without ties both order
        the wins alike.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the number of rivals that do not defeat it, so the winners are those with n_items - 1.

    Raises
    ------
    InputKindError
        For counts of places.

    Notes
    -----
    A win of i over j counts as a defeat if it is stronger than the weakest win of every chain from j back to i. As for
    :func:`schulze` the strongest such chains come from Floyd-Warshall on integer ranks of the strengths.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.split_cycle(votes).scores
    array([2., 1., 1.])
    """
    return evaluate("split_cycle", {"strength": strength, "missing": missing}, data, control)


@register(
    name="Stable voting",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; items of equal pairs may win together",
    complexity="that of counting pairs, O(n m^2), and O(k^3) for each set of k items; exponential at worst",
    properties=(
        "anonymous",
        "neutral",
        "Condorcet consistent",
        "elects from the winners of Split Cycle",
    ),
    source="Holliday and Pacuit",
    peers=(Peer("pref_voting", "stable_voting"),),
)
def stable_voting(
    data: Any,
    *,
    strength: Strength = "margins",
    limit: int = 10_000,
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Elect who is undefeated and, without a rival that it beats clearly, would win again.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    strength : {"margins", "winning_votes"}, default "margins"
        What orders the pairs: the lead of an item over its rival, or the weight that prefers it. On complete ballots
        without ties both order them alike.
    limit : int, default 10000
        How many sets of items the recursion may look at.
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
        Beyond ``limit`` sets of items.
    InputKindError
        For counts of places.

    Notes
    -----
    Of all pairs (i, j) with i undefeated under :func:`split_cycle`, from the strongest down whether i wins the pair or
    not, the first counts for which i is a winner by this same rule among the items without j. A set of items with one
    undefeated member is decided at once; every other one is looked at once.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.stable_voting(votes).winners
    ('a',)
    """
    return evaluate("stable_voting", {"strength": strength, "limit": limit, "missing": missing}, data, control)
