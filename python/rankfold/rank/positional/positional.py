"""Positional scoring: points for places that you choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.arrays import score_vector
from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control
    from rankfold.rank.positional.readings import MissingPoints, Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["positional"]


@register(
    name="Positional scoring",
    inputs=PLACES,
    ties="tied items share the mean, the last or the first of their places' points",
    complexity="O(n m) to count places, then O(m^2)",
    properties=("anonymous", "neutral", "consistent"),
    source="Young 1975",
    peers=(Peer("pref_voting", "scoring_rule", difference="the points are a function of the place"),),
)
def positional(
    data: Any,
    *,
    weights: Sequence[float] | NDArray[Any],
    ties: Ties = "average",
    missing: MissingPoints | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Rank by points for places that you choose.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    weights : array-like of float, shape (n_items,)
        The points of each place, the best first; any finite numbers.
    ties : {"average", "min", "max"}, default "average"
        The points of tied items: the mean of those of the places that they occupy, of the last or of the first.
    missing : {"below", "average", "zero_points"}, optional
        As for :func:`borda`. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are points.

    Raises
    ------
    InvalidInputError
        Unless there is one finite weight a place; for incomplete ballots whose ``missing`` is "absent".

    Notes
    -----
    The points are taken as the exact numbers that their floats are, and all sums are exact.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.positional([["a", "b", "c"], ["b", "a", "c"]], weights=[3, 1, 0]).scores
    array([4., 4., 0.])
    """
    points = tuple(score_vector("weights", weights, "(n_items,)").tolist())
    return evaluate("positional", {"weights": points, "ties": ties, "missing": missing}, data, control)
