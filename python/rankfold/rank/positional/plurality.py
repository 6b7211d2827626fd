"""Plurality: the weight of first places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["plurality"]


@register(
    name="Plurality",
    inputs=PLACES,
    ties="a shared first place is shared (average), given to all (max) or to nobody (min)",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "consistent", "monotone"),
    source="classical",
    peers=(
        Peer(
            "pref_voting",
            "plurality",
            difference="on profiles with ties a shared first place is refused",
        ),
        Peer("votenrank", "plurality", "ties='min'"),
    ),
)
def plurality(data: Any, *, ties: Ties = "average", **control: Unpack[Control]) -> Ranking:
    """Rank by the weight of first places.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    ties : {"average", "min", "max"}, default "average"
        What each of t items gets that share a ballot's first place: 1/t, nothing, or 1.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are weights of voters.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell places.

    Notes
    -----
    ``O(n_voters * n_items)``. A ballot that ranks nothing gives nothing.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.plurality([["a", "b"], ["a"], ["b", "a"]]).scores
    array([2., 1.])
    """
    return evaluate("plurality", {"ties": ties}, data, control)
