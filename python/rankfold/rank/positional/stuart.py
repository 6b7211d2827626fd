"""Stuart's Q: the probability that all of an item's ranks would be so good, if ballots were shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import MissingRank
    from rankfold.rank.ranking import Ranking

__all__ = ["stuart"]


@register(
    name="Stuart's Q",
    inputs=PLACES,
    ties="tied items have the mean of their ranks; probabilities that agree to nine digits tie",
    complexity="O(n m log m), and O(n^2) a distinct rank of an item",
    properties=("anonymous", "neutral", "all ranks count"),
    source="Stuart et al.",
)
def stuart(data: Any, *, missing: MissingRank | None = None, **control: Unpack[Control]) -> Ranking:
    """Rank by how unlikely all of an item's ranks together are under chance; lower is better.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes; weights must be integers, which count voters.
    missing : {"below", "absent", "last", "list_length"}, optional
        As for :func:`robust_rank_aggregation`. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are probabilities; NaN, and last, for an item of which no ballot says anything.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell ranks.
    InvalidInputError
        For float weights.
    SizeLimitError
        For more than 10,000 voters.

    Notes
    -----
    With the normalised ranks ``r_1 <= ... <= r_n`` of an item the score is ``Q = P(U_(k) <= r_k for all k)``, where
    ``U_(k)`` is the k-th smallest of n uniform numbers. The usual recursion,
    ``V_k = sum_i (-1)**(i-1) V_(k-i) / i! r_(n-k+1)**i`` and ``Q = n! V_n``, cancels: of random ranks by sixty
    voters floats keep two digits, by eighty none. Here all terms are positive, and twelve digits are right for any
    number of voters.

    Examples
    --------
    >>> import rankfold as rf
    >>> lists = [["a", "b", "c", "d"], ["a", "c", "b", "d"], ["d", "a", "b", "c"]]
    >>> rf.rank.stuart(lists).scores.round(4)
    array([0.0625, 0.4062, 0.7812, 0.5781])
    """
    return evaluate("stuart", {"missing": missing}, data, control)
