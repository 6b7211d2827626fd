"""The order with the least total footrule distance to the ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, evaluate, register

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.control import Control
    from rankfold.rank.ranking import Ranking

__all__ = ["footrule_optimal"]


@register(
    name="Footrule-optimal order",
    inputs=PLACES,
    ties="tied items have the mean of their ranks; of several optimal orders the first by labels, complete=False",
    complexity="O(n m log m) to collect ranks, then O(m^3)",
    properties=("anonymous", "neutral where the optimum is unique", "at most twice the least Kendall distance"),
    source="an assignment problem; twice: Diaconis and Graham",
)
def footrule_optimal(data: Any, *, missing: Literal["below"] | None = None, **control: Unpack[Control]) -> Ranking:
    """Find the order with the least total footrule distance to the ballots.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    missing : {"below"}, optional
        Unranked items tie below the ranked ones; a distance needs the ranks of all. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are positions from 1, no two the same; lower is better. ``cost`` is the distance, ``complete`` whether no
        other order is as close.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell ranks.
    InvalidInputError
        For incomplete ballots whose ``missing`` is "absent".
    SizeLimitError
        Above 16,384 items, or for sums beyond 128 bits.

    Notes
    -----
    The footrule between an order and a ballot is the sum over the items of how far their ranks are apart:
    ``cost = sum_v w_v sum_i |rank_v(i) - position(i)|``. So item i at position p has a cost of its own, and the best
    order is an assignment of items to positions, which is solved in integers. Of several optimal orders the one is
    returned whose labels come first in the order of a dictionary. An optimal order disagrees with the ballots about
    pairs at most twice as much as the best order in that sense does.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([list("ABCD"), list("BCAD"), list("CDAB")], weights=[2, 1, 2])
    >>> found = rf.rank.footrule_optimal(votes)
    >>> found.order, found.cost, found.complete
    (('C', 'B', 'A', 'D'), 18.0, True)
    """
    return evaluate("footrule_optimal", {"missing": missing}, data, control)
