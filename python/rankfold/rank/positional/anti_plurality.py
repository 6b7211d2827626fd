"""Anti-plurality: the fewest last places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import MissingPoints, Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["anti_plurality"]


@register(
    name="Anti-plurality (veto)",
    inputs=PLACES,
    ties="a shared last place is shared (average), counts against all (min) or against nobody (max)",
    complexity="O(n m log m)",
    properties=("anonymous", "neutral", "consistent", "monotone"),
    source="classical",
    peers=(Peer("pref_voting", "anti_plurality"),),
)
def anti_plurality(
    data: Any, *, ties: Ties = "average", missing: MissingPoints | None = None, **control: Unpack[Control]
) -> Ranking:
    """Rank by the weight of last places, the fewest first.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    ties : {"average", "min", "max"}, default "average"
        What each of t items loses that share a ballot's last place: 1/t, 1, or nothing.
    missing : {"below", "average", "zero_points"}, optional
        Whether unranked items share the last place, ties read as ``ties`` says or averaged whatever it says, or lose
        nothing. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are minus the weights of voters.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell places.
    InvalidInputError
        For incomplete ballots whose ``missing`` is "absent".

    Notes
    -----
    It is :func:`positional` with the points 0, ..., 0, -1.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.anti_plurality([["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"]]).scores
    array([ 0., -1., -2.])
    """
    return evaluate("anti_plurality", {"ties": ties, "missing": missing}, data, control)
