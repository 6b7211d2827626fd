"""Dowdall: one point for a first place, half a point for a second, a third for a third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold.rank.registry import PLACES, Peer, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.positional.readings import MissingPoints, Ties
    from rankfold.rank.ranking import Ranking

__all__ = ["dowdall"]


@register(
    name="Dowdall",
    inputs=PLACES,
    ties="tied items share the mean, the last (min) or the first (max) of their places' points",
    complexity="O(n m log m) to count places, then O(m^2) products of O(m) bits",
    properties=("anonymous", "neutral", "consistent", "monotone"),
    source="Rofin et al. 2023, for leaderboards",
    peers=(
        Peer("pref_voting", "dowdall", difference="sums are rounded on the way, so equal totals need not tie"),
        Peer(
            "votenrank",
            "dowdall",
            "ties='max'",
            "sums are rounded on the way, so equal totals need not tie",
        ),
    ),
)
def dowdall(
    data: Any, *, ties: Ties = "average", missing: MissingPoints | None = None, **control: Unpack[Control]
) -> Ranking:
    """Rank by 1/r points for the place r, summed over the ballots.

    Parameters
    ----------
    data : Ballots, ScoreTable, PositionalCounts or list of ballots
        The votes.
    ties : {"average", "min", "max"}, default "average"
        The points of tied items: the mean of those of the places that they occupy, of the last or of the first.
    missing : {"below", "average", "zero_points"}, optional
        As for :func:`positional`. Default: the container's.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    Ranking
        Scores are points.

    Raises
    ------
    InputKindError
        For pairwise data, which does not tell places.
    InvalidInputError
        For incomplete ballots whose ``missing`` is "absent".
    SizeLimitError
        Above 32,768 items, whose points have too many digits.

    Notes
    -----
    The points are exact fractions, so 1/2 and 1/3 + 1/6 tie.

    References
    ----------
    Rofin et al., EACL 2023 (arXiv 2210.05769), whose Vote'n'Rank gives tied models the
    points of the first of their places: ``ties="max"``.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.rank.dowdall([["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]]).tiers
    (('b',), ('a',), ('c',))
    """
    return evaluate("dowdall", {"ties": ties, "missing": missing}, data, control)
