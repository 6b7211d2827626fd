"""Borda: how many items stand below, summed over the ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import Missing, Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["borda"]


@register(
    name="Borda",
    inputs=PLACES,
    ties="tied items share the mean (average), the least (min) or the most (max) of their places' points",
    complexity="O(n m); complete ballots without ties near the speed of memory",
    properties=("anonymous", "neutral", "consistent", "monotone", "never a Condorcet loser"),
    source="Borda 1781; levels: Colombo et al. 2022; missing='compatible': Himmi et al. 2024",
    peers=(
        Peer("pref_voting", "borda"),
        Peer("votenrank", "borda", "ties='min'"),
    ),
)
def borda(
    data: Any,
    *,
    levels: Literal[1, 2] = 1,
    ties: Ties = "average",
    missing: Missing | None = None,
    **control: Unpack[Control],
) -> Ranking:
    """Rank by how many items stand below, summed over the ballots.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes. Rows of a table are ballots, with the weights of the rows.
    levels : {1, 2}, default 1
        1: every row has one vote. 2: the totals of each group of rows are ranked, and each group has one vote with that
        ranking, so that a task with many instances counts no more than one with few. Needs groups.
    ties : {"average", "min", "max"}, default "average"
        The points of tied items: mean, least or most of those of the places that they occupy.
    missing : {"below", "absent", "average", "zero_points", "compatible"}, optional
        The points of the m - r items that a ballot with r ranked ones leaves out. Default: the container's.

        - ``below``: they tie below the ranked ones.
        - ``absent``: they are not compared; each comparison not made counts 1/2 to both sides.
        - ``average``: they get (m - r - 1)/2 each, whatever ``ties`` says.
        - ``zero_points``: nothing.
        - ``compatible``: the mean over all complete rankings that the ballot is compatible with: (m - 1)/2, and a
          ranked item at (mid-)rank k of r gets m - k (m + 1)/(r + 1).
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are points: from 0 for the last place to n_items - 1 for the first, times the weight, summed.

    Raises
    ------
    InputKindError
        For pairwise data, or counts with ``levels=2``.
    InvalidInputError
        For ``levels=2`` without groups, or ``absent`` and ``compatible`` with another reading of ties than the average.

    Notes
    -----
    ``O(n_voters * n_items)``. Points are added as exact fractions.

    References
    ----------
    Colombo, Noiry, Irurozki, Clemencon, "What are the best systems? New perspectives on NLP benchmarking", NeurIPS
    2022.
    Himmi, Irurozki, Noiry, Clemencon, Colombo, "Towards more robust NLP system evaluation: handling missing scores in
    benchmarks", Findings of EMNLP 2024.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.borda([["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]])
    borda: 3 items
    rank  item  score
       1  b         5
       2  a         3
       3  c         1
    """
    return evaluate("borda", {"levels": levels, "ties": ties, "missing": missing}, data, control)
