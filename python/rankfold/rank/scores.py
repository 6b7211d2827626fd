"""Rules that look at the scores themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["mean_score"]


@register(
    name="Mean score",
    inputs=("ScoreTable",),
    ties="equal means tie",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "not invariant to the scale of a row"),
    source="the usual leaderboard average, for comparison",
    peers=(Peer("pandas", "DataFrame.mean", difference="sums are rounded on the way, so equal means need not tie"),),
)
def mean_score(data: Any, **control: Unpack[Control]) -> Ranking:
    """Rank by the weighted mean of an item's scores.

    Parameters
    ----------
    data : ScoreTable
        All rows must have one direction; a mean of an accuracy and an error rate says nothing.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are means over the rows that score the item; NaN, and last, if none does.

    Raises
    ------
    InputKindError
        For anything but a table.
    InvalidInputError
        If rows differ in their direction.

    Notes
    -----
    ``O(n_rows * n_items)``. Each sum is exact and rounded once, so the order of rows cannot matter. One row with a wide
    range can decide alone, and an item that skips the hard rows gains: the reasons to rank by :func:`borda` instead.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.mean_score(rf.ScoreTable([[0.5, 0.75], [0.25, 0.5]], items=["a", "b"])).scores
    array([0.375, 0.625])
    """
    return evaluate("mean_score", {}, data, control)
