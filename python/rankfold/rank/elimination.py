"""Rules that drop items round by round."""

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
    properties=("anonymous", "neutral if simultaneous", "later no harm", "clone proof"),
    source="Hare 1859, Ware 1871",
    peers=(
        Peer(
            "pref_voting",
            "instant_runoff",
            difference="a tied first place counts whole unless score_method='split'",
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
    tie_break: Literal["simultaneous", "lowest_label"] = "simultaneous",
    **control: Unpack[Control],
) -> Ranking:
    """Drop the item with the fewest first places, again and again.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts forget the ballots and are refused.
    tie_break : {"simultaneous", "lowest_label"}, default "simultaneous"
        If several items have the fewest first places: all leave at once (if that is everybody, they end tied), or only
        the one with the highest label, so that lower labels stay.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left, so the winners have the highest; ``rounds`` holds the first
        places of each round.

    Raises
    ------
    InputKindError
        For counts of pairs or places.

    Notes
    -----
    In each round a ballot counts for the best of its items that are left, in equal shares where several tie, and no
    more once none is left. The count goes on to the last item, majority or not, so that the whole order is known.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> ranking = rf.rank.instant_runoff(votes)
    >>> ranking.order, ranking.rounds.tolist()[1]
    (('b', 'a', 'c'), [4.0, 5.0, nan])
    """
    return evaluate("instant_runoff", {"tie_break": tie_break}, data, control)
