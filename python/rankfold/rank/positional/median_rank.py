"""Median rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["median_rank"]


@register(
    name="Median rank",
    inputs=PLACES,
    ties="tied items have the mean of their ranks; two middle ranks are averaged",
    complexity="O(n m log m)",
    properties=("anonymous", "neutral"),
    source="Dwork et al. 2001 (median rank aggregation)",
)
def median_rank(
    data: Any, *, missing: Literal["below", "absent", "compatible"] | None = None, **control: Unpack[Control]
) -> Ranking:
    """Rank by the weighted median of an item's ranks; lower is better.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    missing : {"below", "absent", "compatible"}, optional
        As for :func:`mean_rank`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are ranks from 1, halves included; NaN, and last, for an item that no ballot ranks under "absent".

    Raises
    ------
    InvalidInputError
        For another reading of unranked items.

    Notes
    -----
    The median is the mean of the smallest rank that half of the weight reaches and of the smallest that more than half
    does. Many items tie; read the tiers.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.median_rank([["a", "b", "c"], ["b", "a", "c"], ["c", "a", "b"]]).scores
    array([2., 2., 3.])
    """
    return evaluate("median_rank", {"missing": missing}, data, control)
