"""Robust rank aggregation: how unlikely ranks so good would be, were the ballots shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import MissingRank
    from rankfold.rank.ranking import Ranking

__all__ = ["robust_rank_aggregation"]


@register(
    name="Robust rank aggregation",
    inputs=PLACES,
    ties="tied items have the mean of their ranks; probabilities that agree to nine digits tie",
    complexity="O(n m log m), and O(sqrt(n)) a distinct rank of an item",
    properties=("anonymous", "neutral", "a few good ranks suffice"),
    source="Kolde et al. 2012",
)
def robust_rank_aggregation(data: Any, *, missing: MissingRank | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by how unlikely an item's best ranks are under chance; lower is better.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes; weights must be integers, which count voters.
    missing : {"below", "absent", "last", "list_length"}, optional
        The normalised rank of an item that a ballot does not rank. Default: the container's.

        - ``below``: the mean of the ranks left over, over the number of items.
        - ``absent``: none. The ballot says nothing of the item, and its ranks are taken over the number of items that
          it ranks.
        - ``last``: 1.
        - ``list_length``: the number of items that the ballot ranks, over that of all items; none for an empty ballot.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are probabilities, corrected for looking n times, at most 1; NaN, and last, for an item of which no
        ballot says anything.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell ranks.
    InvalidInputError
        For float weights.
    SizeLimitError
        From 2**31 voters on.

    Notes
    -----
    With the normalised ranks ``r_1 <= ... <= r_n`` of an item, rank over number of items, the score is
    ``min(1, n rho)``, ``rho = min_k P(Beta(k, n - k + 1) <= r_k)``: the probability that k or more of n uniform numbers
    are at most ``r_k``. An item needs good ranks on some ballots only, so the rule suits lists of which many are noise.
    The probabilities are sums of positive terms; an item whose probability is too small for a float has the score 0,
    and still a rank of its own.

    References
    ----------
    Kolde et al. 2012.

    Examples
    --------
    >>> import rankfold as rf
    >>> lists = [["a", "b", "c", "d"], ["a", "c", "b", "d"], ["d", "a", "b", "c"]]
    >>> rf.rank.robust_rank_aggregation(lists).scores.round(4)
    array([0.375, 1.   , 1.   , 1.   ])
    """
    return evaluate("robust_rank_aggregation", {"missing": missing}, data, control)
