"""Benham: instant runoff until somebody beats all others left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["benham"]


@register(
    name="Benham",
    inputs=RANKINGS,
    ties="a shared best place is shared equally; a tie for elimination is resolved by tie_break",
    complexity="that of instant runoff, and of counting pairs once",
    properties=(
        "anonymous",
        "neutral unless lowest_label",
        "Condorcet consistent",
        "never a Condorcet loser unless simultaneous",
    ),
    source="Benham",
    peers=(
        Peer("pref_voting", "benham"),
        Peer("pref_voting", "benham_put", "tie_break='parallel_universe'"),
        Peer(
            "pref_voting",
            "benham_tb",
            "tie_break='lowest_label'",
            "the tied item that leaves is chosen by another order",
        ),
    ),
)
def benham(
    data: Any,
    *,
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Drop the item with the fewest first places until one beats every other that is left.

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
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared, where pairs decide. First places are
        counted as in :func:`instant_runoff`. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        The score of an item is the round in which it left. Whoever is left beside the winner leaves in the round before
        it, all at once, so they tie. ``rounds`` holds the first places of each round.
        With parallel universes the score of an item is the latest round in which it leaves in one of them, and the
        winners share that of the longest; ``rounds`` is None where there are several.

    Raises
    ------
    InputKindError
        For counts of pairs or places, which forget the ballots.
    SizeLimitError
        For more sets than ``limit``: no outcome is made up from a part of the universes.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> rf.rank.benham(votes).tiers
    (('b',), ('a', 'c'))
    >>> rf.rank.benham([["a", "b", "c"], ["a", "b", "c"], ["b", "c", "a"], ["b", "c", "a"], ["c", "a", "b"]]).order
    ('a', 'b', 'c')
    """
    options = {"tie_break": tie_break, "limit": limit, "missing": missing}
    return evaluate("benham", options, data, control)
