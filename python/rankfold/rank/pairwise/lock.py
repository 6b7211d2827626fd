"""Rules that lock in wins one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing, PairTieBreak, Strength
    from rankfold.rank.ranking import Ranking

__all__ = ["ranked_pairs", "river"]


@register(
    name="Ranked pairs (Tideman)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; wins of equal strength are locked in as tie_break says",
    complexity="that of counting pairs, O(n m^2), and O(m^3); exponential where equal wins close cycles",
    properties=(
        "anonymous",
        "neutral in parallel universes",
        "Condorcet consistent",
        "elects from the Smith set",
        "clone proof without equal wins",
    ),
    source="Tideman 1987",
    peers=(
        Peer("pref_voting", "ranked_pairs"),
        Peer(
            "pref_voting",
            "ranked_pairs_tb",
            "tie_break='lowest_label'",
            "pairs of equal weights are locked in too, so that one item wins",
        ),
    ),
)
def ranked_pairs(
    data: Any,
    *,
    strength: Strength = "margins",
    tie_break: PairTieBreak = "parallel_universe",
    limit: int = 10_000,
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Lock in wins, the strongest first, but for those that would close a cycle.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    strength : {"margins", "winning_votes"}, default "margins"
        What a win is worth: its lead, or the weight of the winning side. On complete ballots without ties both order
        the wins alike.
    tie_break : {"parallel_universe", "lowest_label"}, default "parallel_universe"
        In which order wins of equal strength are locked in: in every order, and an item wins if it does so in one of
        them; or by the label of the winner of the pair and then of its loser. The second is fast, and renaming items
        can change its outcome: then ``complete`` is False.
    limit : int, default 10000
        How many states the search through those orders may look at. Wins that no order can rule out cost none.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the number of rivals that do not stand above it, through wins that were locked in, so
        the winners are those with n_items - 1. With several orders of equal wins, the highest score over all of them.

    Raises
    ------
    SizeLimitError
        Beyond ``limit`` states: raise it, or take ``tie_break="lowest_label"``.
    InputKindError
        For counts of places.

    Notes
    -----
    Finding all winners over all orders is NP-hard. The search branches on the wins that others of the same strength can
    rule out, and on nothing else. Pairs of equal weights are never locked in.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.ranked_pairs(votes).scores
    array([2., 1., 0.])
    >>> cycle = [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]
    >>> rf.rank.ranked_pairs(cycle).winners
    ('a', 'b', 'c')
    >>> ranking = rf.rank.ranked_pairs(cycle, tie_break="lowest_label")
    >>> ranking.winners, ranking.complete
    (('a',), False)
    """
    return evaluate(
        "ranked_pairs",
        {"strength": strength, "tie_break": tie_break, "limit": limit, "missing": missing},
        data,
        control,
    )


@register(
    name="River",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; wins of equal strength are locked in as tie_break says",
    complexity="that of counting pairs, O(n m^2), and O(m^2 log m); exponential where equal wins compete",
    properties=(
        "anonymous",
        "neutral in parallel universes",
        "Condorcet consistent",
        "elects from the Smith set",
    ),
    source="Heitzig",
    peers=(
        Peer("pref_voting", "river"),
        Peer(
            "pref_voting",
            "river_tb",
            "tie_break='lowest_label'",
            "pairs of equal weights are locked in too, so that one item wins",
        ),
    ),
)
def river(
    data: Any,
    *,
    strength: Strength = "margins",
    tie_break: PairTieBreak = "parallel_universe",
    limit: int = 10_000,
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Lock in wins as ranked pairs does, but only the first over each item.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    strength : {"margins", "winning_votes"}, default "margins"
        What a win is worth: its lead, or the weight of the winning side. On complete ballots without ties both order
        the wins alike.
    tie_break : {"parallel_universe", "lowest_label"}, default "parallel_universe"
        In which order wins of equal strength are locked in: in every order, and an item wins if it does so in one of
        them; or by the label of the winner of the pair and then of its loser. The second is fast, and renaming items
        can change its outcome: then ``complete`` is False.
    limit : int, default 10000
        How many states the search through those orders may look at. Wins that no order can rule out cost none.
    missing : {"below", "absent"}, optional
        As for :func:`copeland`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the number of rivals that do not stand above it, in the tree of wins that were locked
        in, so the winners are those with n_items - 1. With several orders of equal wins, the highest score over all of
        them.

    Raises
    ------
    SizeLimitError
        Beyond ``limit`` states: raise it, or take ``tie_break="lowest_label"``.
    InputKindError
        For counts of places.

    Notes
    -----
    What is locked in are trees: the roots win. An item far down a tree may well beat one higher up.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], weights=[4, 3, 2])
    >>> rf.rank.river(votes).scores
    array([2., 1., 0.])
    """
    return evaluate(
        "river", {"strength": strength, "tie_break": tie_break, "limit": limit, "missing": missing}, data, control
    )
