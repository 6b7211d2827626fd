"""Instant runoff: the fewest first places leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["instant_runoff"]


@register(
    name="Instant runoff (ranked choice, alternative vote)",
    inputs=RANKINGS,
    ties="a shared best place is shared equally; a tie for elimination is resolved by tie_break",
    complexity="O(rounds distinct-ballots m)",
    properties=(
        "anonymous",
        "neutral unless lowest_label",
        "later no harm",
        "clone proof",
        "never a Condorcet loser unless simultaneous",
    ),
    source="Hare 1859, Ware 1871",
    peers=(
        Peer(
            "pref_voting",
            "instant_runoff",
            difference="a tied first place counts whole unless score_method='split'",
        ),
        Peer(
            "pref_voting",
            "instant_runoff_put",
            "tie_break='parallel_universe'",
            "a tied first place counts whole unless score_method='split'",
        ),
        Peer(
            "pref_voting",
            "instant_runoff_tb",
            "tie_break='lowest_label'",
            "the tied item that leaves is chosen by another order",
        ),
    ),
)
def instant_runoff(
    data: Any,
    *,
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    **control: Unpack[Control],
) -> Ranking:
    """Drop the item with the fewest first places, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts forget the ballots and are refused.
    tie_break : {"simultaneous", "parallel_universe", "lowest_label"}, default "simultaneous"
        If several items have the fewest first places: all leave at once (if that is everybody, they end tied); or each
        leaves in a universe of its own, and whoever wins in one of them wins; or only the one with the highest label
        leaves, so that lower labels stay.
    limit : int, default 1000
        For parallel universes: how many different sets of equally many items may be left in them.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left, so the winners have the highest; ``rounds`` holds the first
        places of each round.
        With parallel universes the score of an item is the latest round in which it leaves in one of them, and the
        winners share that of the longest; ``rounds`` is None where there are several.

    Raises
    ------
    InputKindError
        For counts of pairs or places, which forget the ballots.
    SizeLimitError
        For more sets than ``limit``: no outcome is made up from a part of the universes.

    Notes
    -----
    In each round a ballot counts for the best of its items that are left, in equal shares where several tie, and no
    more once none is left. The count goes on to the last item, majority or not, so that the whole order is known.

    Universes in which the same items are left are one from there on, so their number is that of sets and not of orders.
    Items without any first place leave in every order at the price of one.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> ranking = rf.rank.instant_runoff(votes)
    >>> ranking.order, ranking.rounds.tolist()[1]
    (('b', 'a', 'c'), [4.0, 5.0, nan])
    >>> tied = [["a"], ["a"], ["a"], ["b", "a"], ["b", "c"], ["c", "b"], ["c", "b"]]
    >>> rf.rank.instant_runoff(tied).winners
    ('a',)
    >>> rf.rank.instant_runoff(tied, tie_break="parallel_universe").winners
    ('a', 'b')
    """
    return evaluate("instant_runoff", {"tie_break": tie_break, "limit": limit}, data, control)
