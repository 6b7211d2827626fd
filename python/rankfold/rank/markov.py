"""Rules that let a walk over the items run until it forgets where it began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PAIRS, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

    Missing = Literal["below", "absent"]

__all__ = ["mc4", "rank_centrality"]


@register(
    name="MC4 (Markov chain)",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; shares within 1e-9 of each other tie",
    complexity="that of counting pairs, O(n m^2), and O(m^3)",
    properties=("anonymous", "neutral"),
    source="Dwork, Kumar, Naor, Sivakumar 2001 (MC4)",
    peers=(Peer("mc4", "mc4_aggregator", difference="moves unless a strict majority is against it, so ties move"),),
)
def mc4(data: Any, *, teleport: float = 0.05, missing: Missing | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by the time that a walk spends which moves to whatever a majority prefers.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    teleport : float, default 0.05
        The probability, between 1e-9 and 1, of going to an item drawn from all. Without it the walk would stay for ever
        where no majority leads away; the smaller it is, the less an item gets that others beat.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are shares of time, which sum to 1.

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.
    InvalidInputError
        For ``teleport`` out of range.

    Notes
    -----
    At item i one of all items is drawn, i included; the walk goes there if more weight prefers it to i than the other
    way round, and stays at i otherwise. Shares are floats, right to about 1e-13 of their size; those within 1e-9 of
    each other are equal on paper, and tie. ``O(n_items**3)`` after counting.

    References
    ----------
    Dwork, Kumar, Naor, Sivakumar, "Rank aggregation methods for the web", WWW 2001.
    Grassmann, Taksar, Heyman, "Regenerative analysis and steady state distributions for Markov chains", Operations
    Research 1985.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.mc4([["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"]])
    mc4: 3 items
    rank  item      score
       1  a      0.909091
       2  b     0.0665188
       3  c     0.0243902
    """
    return evaluate("mc4", {"teleport": teleport, "missing": missing}, data, control)


@register(
    name="Rank centrality",
    inputs=PAIRS,
    ties="a tie inside a ballot counts for neither side; shares within 1e-9 of each other tie",
    complexity="that of counting pairs, O(n m^2), and O(m^3)",
    properties=("anonymous", "neutral"),
    source="Negahban, Oh, Shah 2017",
    peers=(
        Peer(
            "choix",
            "rank_centrality",
            difference="returns logarithms, centred; its alpha is added in another way",
        ),
    ),
)
def rank_centrality(
    data: Any, *, regularization: float = 0.0, missing: Missing | None = None, **control: Unpack[Control]
) -> Ranking:
    """Rank by the time that a walk spends which moves to a rival as often as the rival is preferred.

    Parameters
    ----------
    data : Ballots, ScoreTable, PairwiseCounts, Comparisons or list of ballots
        The votes.
    regularization : float, default 0.0
        A weight added to both sides of every pair, compared or not. Above 0 every set of votes has an answer.
    missing : {"below", "absent"}, optional
        Whether an unranked item loses to the ranked ones or is not compared. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are shares of time, which sum to 1. Where votes follow the Bradley-Terry model, they tend to its
        strengths.

    Raises
    ------
    InputKindError
        For counts of places, which do not tell pairs.
    InvalidInputError
        If ``regularization`` is 0 and no chain of wins leads from some item to another: an item that never lost would
        get all the time, and those below it no order. Two items are named. Also for ``regularization`` out of range.

    Notes
    -----
    The walk goes from i to j at the rate W[j, i] / (W[i, j] + W[j, i]) where the two were compared. Shares are floats,
    right to about 1e-13 of their size; those within 1e-9 of each other are equal on paper, and tie. ``O(n_items**3)``
    after counting.

    References
    ----------
    Negahban, Oh, Shah, "Rank centrality: ranking from pairwise comparisons", Operations Research 2017.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> wins = rf.PairwiseCounts.from_matrix(np.array([[0, 3, 3], [1, 0, 2], [1, 2, 0]]), items=["a", "b", "c"])
    >>> rf.rank.rank_centrality(wins).scores
    array([0.6, 0.2, 0.2])
    """
    return evaluate("rank_centrality", {"regularization": regularization, "missing": missing}, data, control)
