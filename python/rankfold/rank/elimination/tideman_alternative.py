"""Tideman's alternative: in turn the Smith set stays and the fewest first places leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import RANKINGS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["tideman_alternative"]


@register(
    name="Tideman's alternative method",
    inputs=RANKINGS,
    ties="a shared best place is shared equally; a tie for elimination is resolved by tie_break",
    complexity="that of instant runoff, and of counting pairs once; O(m^2) bits of pairs a round",
    properties=(
        "anonymous",
        "neutral unless lowest_label",
        "Condorcet consistent",
        "winners in the Smith set",
        "never a Condorcet loser",
    ),
    source="Tideman",
    peers=(
        Peer("pref_voting", "tideman_alternative_smith"),
        Peer("pref_voting", "tideman_alternative_smith_put", "tie_break='parallel_universe'"),
        Peer(
            "pref_voting",
            "tideman_alternative_gocha",
            "within='schwartz'",
            "items outside of the set come back once those who beat them have left",
        ),
        Peer(
            "pref_voting",
            "tideman_alternative_gocha_put",
            "within='schwartz', tie_break='parallel_universe'",
            "items outside of the set come back once those who beat them have left",
        ),
    ),
)
def tideman_alternative(
    data: Any,
    *,
    within: Literal["smith", "schwartz"] = "smith",
    tie_break: Literal["simultaneous", "parallel_universe", "lowest_label"] = "simultaneous",
    limit: int = 1000,
    missing: Literal["below", "absent"] | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Keep the Smith set, drop its item with the fewest first places, and so on in turn.

    Parameters
    ----------
    data : Ballots, ScoreTable or list of ballots
        The votes. Counts forget the ballots and are refused.
    within : {"smith", "schwartz"}, default "smith"
        The set that stays. Smith: the smallest set each of whose members beats everybody outside. Schwartz: all
        smallest sets none of whose members is beaten from outside, taken together; a part of the Smith set.
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
        The score of an item is the round in which it left. Those outside of the set leave in a round of their own, all
        at once, so they tie. ``rounds`` holds the first places of each round.
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
    Who has left does not come back. With the Smith set it could not; with the Schwartz set an item may be outside only
    because of one that leaves later.

    Examples
    --------
    >>> import rankfold as rf
    >>> cycle = [["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]
    >>> votes = rf.Ballots.from_orders(cycle, weights=[4, 3, 2])
    >>> rf.rank.tideman_alternative(votes).tiers
    (('a',), ('b',), ('c',), ('d',))
    """
    options = {"within": within, "tie_break": tie_break, "limit": limit, "missing": missing}
    return evaluate("tideman_alternative", options, data, control)
