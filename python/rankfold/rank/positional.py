"""Rules that look at the place of an item on each ballot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.arrays import score_vector
from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

    Ties = Literal["average", "min", "max"]
    Missing = Literal["below", "absent", "average", "zero_points", "compatible"]

__all__ = ["borda", "mean_rank", "median_rank", "plurality", "positional"]


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
    missing: Literal["below", "average", "zero_points"] | None = None,
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
