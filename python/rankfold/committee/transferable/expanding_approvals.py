"""The expanding approvals rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold.committee.registry import RANKINGS, evaluate, register

if TYPE_CHECKING:
    from typing import Unpack

    from rankfold.committee.committee import Committee
    from rankfold.committee.request import Request

__all__ = ["expanding_approvals"]


@register(
    name="expanding approvals rule",
    inputs=RANKINGS,
    ties="an item is approved of from the place on that it shares; items with equal weight behind them tie for a seat",
    complexity="O(n m k)",
    properties=("anonymous", "neutral", "proportional for solid coalitions, ties included"),
    source="Aziz and Lee 2020",
)
def expanding_approvals(
    data: Any,
    k: int,
    *,
    quota: Literal["droop", "droop_integer", "hare"] = "droop",
    **request: Unpack[Request],
) -> Committee:
    """Elect whoever reaches the quota while voters approve of more and more places.

    Each voter has one vote. First voters approve of their best items, then of the next place too, and so on. As long as
    an item has the quota behind it, the one with the most is elected, and its supporters pay the quota together, each
    the same part of what they have left.

    Parameters
    ----------
    data : Ballots or list of ballots
        Rankings; ties are welcome. An item is approved of at the first place, the second, ... that has fewer items
        above it than its number says. Items that a ballot leaves out are approved of together, after all others, under
        ``missing="below"``, and never under ``"absent"``.
    k : int
        How many seats there are.
    quota : {"droop", "droop_integer", "hare"}, default "droop"
        With ``n`` votes, ``n / (k + 1)``, the next whole number above that, or ``n / k``. Enough is just as many.
    **request
        Groups and their bounds, how ties are broken, what is listed: see :class:`rankfold.committee.request.Request`.

    Returns
    -------
    Committee
        Members in the order of election. The value of a round is the weight behind the item.

    Raises
    ------
    InvalidInputError
        For a number of seats out of range, or bounds that no committee keeps to.

    Notes
    -----
    Exact: what voters have left are fractions. Seats that are left when every place is approved of, as may happen with
    bounds, with ``"droop_integer"`` or with items that are absent, go to the items with the most behind them.

    ``O(n m k)`` for ``n`` voters and ``m`` items. The rules of Aziz and Lee (2020) are a family, and differ in whom of
    the items that reach the quota they elect.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Ballots.from_orders([["a", "b", "c"], [("b", "c"), "a"], ["c", "b", "a"]], weights=[4, 3, 2])
    >>> committee = rf.committee.expanding_approvals(votes, 2)
    >>> committee.members, committee.rounds[1].value
    (('c', 'a'), Fraction(4, 1))
    """
    return evaluate("expanding_approvals", {"quota": quota}, data, k, request)
