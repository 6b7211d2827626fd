"""Rules that look at the scores themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

    MissingScore = Literal["zero_points", "worst"]

__all__ = ["majority_judgment", "mean_score", "score_voting", "star"]


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


@register(
    name="Score voting (range voting)",
    inputs=("ScoreTable",),
    ties="equal totals tie",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "consistent", "monotone", "not invariant to the scale of a row"),
    source="classical",
)
def score_voting(data: Any, *, missing: MissingScore | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by the weighted total of an item's scores.

    Parameters
    ----------
    data : ScoreTable
        A row a voter. All rows must have one direction.
    missing : {"zero_points", "worst"}, optional
        What a missing cell counts as: a score of 0, or the worst score that the row gives; a row without any score then
        counts for nothing. A table with missing cells needs one of the two.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are totals.

    Raises
    ------
    InputKindError
        For anything but a table.
    InvalidInputError
        If rows differ in their direction; for missing cells without ``missing``.
    SizeLimitError
        For a total that is too large for a float.

    Notes
    -----
    ``O(n_rows * n_items)``. Each total is exact and rounded once. For the mean over the rows that score an item see
    :func:`mean_score`.

    Examples
    --------
    >>> import rankfold as rf
    >>> table = rf.ScoreTable([[5, 3, 0], [1, 4, float("nan")]], items=["a", "b", "c"])
    >>> rf.rank.score_voting(table, missing="worst").scores
    array([6., 7., 1.])
    """
    return evaluate("score_voting", {"missing": missing}, data, control)


@register(
    name="STAR (score, then automatic runoff)",
    inputs=("ScoreTable",),
    ties="all that tie for the last place in the runoff enter it; a tie in it goes to the higher total",
    complexity="O(n m)",
    properties=("anonymous", "neutral", "never a Condorcet loser unless more than two enter the runoff"),
    source="score, then automatic runoff",
)
def star(data: Any, *, missing: MissingScore | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by total scores, but let the two highest meet in a runoff.

    Parameters
    ----------
    data : ScoreTable
        A row a voter. All rows must have one direction.
    missing : {"zero_points", "worst"}, optional
        As for :func:`score_voting`, in the totals and in the runoff.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are totals, by which the items outside of the runoff are ranked. ``rounds`` holds the totals and then,
        for each finalist, the weight of the rows that score it above another one, summed over the others; NaN for the
        rest.

    Raises
    ------
    InputKindError
        For anything but a table.
    InvalidInputError
        If rows differ in their direction; for missing cells without ``missing``.
    SizeLimitError
        For a total that is too large for a float.

    Notes
    -----
    No label decides. All that tie for the first place enter the runoff; or the first alone, and all that tie for the
    second. So more than two may enter it. A tie in the runoff goes to the higher total; with equal totals it stays.

    Examples
    --------
    >>> import rankfold as rf
    >>> table = rf.ScoreTable([[5, 4, 0], [5, 4, 1], [0, 3, 2]], items=["a", "b", "c"])
    >>> found = rf.rank.star(table)
    >>> found.order, found.rounds
    (('a', 'b', 'c'), array([[10., 11.,  3.],
           [ 2.,  1., nan]]))
    """
    return evaluate("star", {"missing": missing}, data, control)


@register(
    name="Majority judgment",
    inputs=("ScoreTable",),
    ties="one median: grades in the middle are taken away until medians differ; equal grades tie",
    complexity="O(n m log n)",
    properties=("anonymous", "neutral", "monotone", "only the order of grades matters"),
    source="Balinski and Laraki",
)
def majority_judgment(data: Any, *, missing: MissingScore | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by the median of an item's scores, and by what is around it.

    Parameters
    ----------
    data : ScoreTable
        A row a judge, whose scores are grades that mean the same for all judges. All rows must have one direction.
    missing : {"zero_points", "worst"}, optional
        As for :func:`score_voting`: the grade that a missing cell counts as.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are majority grades: the median, the worse of two grades in the middle. NaN without rows.

    Raises
    ------
    InputKindError
        For anything but a table.
    InvalidInputError
        If rows differ in their direction; for missing cells without ``missing``.

    Notes
    -----
    Of items with the same majority grade, one such grade is taken away from each, and the medians of the rest are
    compared, and so on. That is the same as to compare grades from the middle outwards, the worse side first at each
    step; so it is done without taking anything away, for any weights.

    Examples
    --------
    >>> import rankfold as rf
    >>> table = rf.ScoreTable([[3, 2], [2, 2], [0, 1]], items=["a", "b"])
    >>> found = rf.rank.majority_judgment(table)
    >>> found.scores, found.order
    (array([2., 2.]), ('b', 'a'))
    """
    return evaluate("majority_judgment", {"missing": missing}, data, control)
