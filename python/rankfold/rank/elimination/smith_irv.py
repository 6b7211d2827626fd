"""Smith-IRV: instant runoff among the items of the Smith set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["smith_irv"]


@register(
    name="Smith-IRV",
    inputs=RANKINGS,
    ties="a shared best place is shared equally; a tie for elimination is resolved by tie_break",
    complexity="that of instant runoff, and of counting pairs once",
    properties=(
        "anonymous",
        "neutral unless lowest_label",
        "Condorcet consistent",
        "winners in the Smith set",
        "never a Condorcet loser",
    ),
    source="instant runoff within the set of Smith",
    peers=(
        Peer("pref_voting", "smith_irv"),
        Peer("pref_voting", "smith_irv_put", "tie_break='parallel_universe'"),
    ),
)
def smith_irv(
    data: Any,
    *,
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Hold an instant runoff among the items of the Smith set.

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
        The score of an item is the round in which it left: everybody outside of the Smith set in the first, if there is
        anybody. ``rounds`` holds the first places of each round.
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
    The Smith set is the smallest set each of whose members beats everybody outside. It is determined once, at the
    start; :func:`tideman_alternative` does so before every elimination.

    Examples
    --------
    >>> import rankfold as rf
    >>> cycle = [["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]
    >>> votes = rf.Ballots.from_orders(cycle, weights=[4, 3, 2])
    >>> rf.rank.smith_irv(votes).tiers
    (('a',), ('b',), ('c',), ('d',))
    """
    options = {"tie_break": tie_break, "limit": limit, "missing": missing}
    return evaluate("smith_irv", options, data, control)
