"""Mean rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["mean_rank"]


@register(
    name="Mean rank",
    inputs=PLACES,
    ties="tied items have the mean of their ranks",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "consistent where ballots are complete"),
    source="equivalent to Borda on complete ballots",
    peers=(Peer("MTEB", "Borda", difference="printed as n_items minus the mean rank, summed"),),
)
def mean_rank(
    data: Any, *, missing: Literal["below", "absent", "compatible"] | None = None, **control: Unpack[Control]
) -> Ranking:
    """Rank by the mean of an item's ranks; lower is better.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    missing : {"below", "absent", "compatible"}, optional
        The rank of an unranked item: the mean of those left over, none at all (the mean is taken over the ballots that
        rank the item, with ranks among the ranked ones), or its expected rank over all compatible complete rankings.
        Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are ranks from 1; NaN, and last, for an item that no ballot ranks under "absent".

    Raises
    ------
    InvalidInputError
        For another reading of unranked items.

    Notes
    -----
    ``O(n_voters * n_items)``. Under "absent" an item that only easy ballots rank gains; "compatible" does not have
    that fault.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.mean_rank([["a", "b", "c"], ["b", "a", "c"]]).scores
    array([1.5, 1.5, 3. ])
    """
    return evaluate("mean_rank", {"missing": missing}, data, control)
