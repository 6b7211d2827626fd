"""The method of equal shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rankfold.committee.registry import APPROVALS, Peer, evaluate, register, votes_for
from rankfold.committee.request import Request
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from rankfold.approvals import Approvals
    from rankfold.committee.committee import Committee

__all__ = ["PricedRequest", "equal_shares"]

#: Above this, floats skip integers.
_EXACT = 2**53


class PricedRequest(Request, total=False):
    """Keywords of a rule on approvals that has costs of its own, with those of :class:`Request`.

    Attributes
    ----------
    threshold : int, optional
        For rankings: how many places are approved of, as in :meth:`rankfold.Approvals.from_ballots`.
    """

    threshold: int | None


@register(
    name="method of equal shares",
    inputs=APPROVALS,
    ties="items with exactly the same share tie for a round; so do those that the completion cannot tell apart",
    complexity="O(approvals + k m log m + approvals of candidates for the least share); add_one repeats that",
    properties=("anonymous", "neutral", "extended justified representation"),
    source="Peters and Skowron 2020; with costs, Peters, Pierczyński and Skowron 2021",
    peers=(
        Peer("abcvoting", "equal-shares", difference="without costs"),
        Peer("pabutools", "method_of_equal_shares", options="costs, budget", difference="completions are rules"),
    ),
)
def equal_shares(
    data: Any,
    k: int | None = None,
    *,
    completion: Literal["phragmen", "approval", "add_one"] | None = "phragmen",
    costs: Mapping[Any, float] | Literal["ignore"] | None = None,
    budget: float | None = None,
    utility: Literal["cost", "cardinality"] = "cost",
    **request: Unpack[PricedRequest],
) -> Committee:
    """Voters get equal money; members are paid in equal shares by those who approve of them.

    Parameters
    ----------
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    k : int, optional
        How many seats there are, if there is no ``budget``.
    completion : {"phragmen", "approval", "add_one"} or None, default "phragmen"
        What happens once nobody can be paid for: Phragmén's rounds, with the money left over as loads below zero; the
        most approved items; the rule again with more money, see the notes; or nothing, which may leave seats empty.
    costs : mapping of item to number, or "ignore", optional
        With a ``budget``: what each item costs, above 0; every item needs one. Default: ``data.meta["costs"]``, as
        files give them. With seats: "ignore" takes every item as one seat where a file gives different costs.
    budget : float, optional
        How much may be spent, above 0, instead of a number of seats. Not with groups, whose bounds are numbers of
        seats.
    utility : {"cost", "cardinality"}, default "cost"
        With costs: whether a member is worth what it costs to those who approve of it, or 1.
    **request
        Groups and their bounds, how ties are broken, what is listed: see
        :class:`PricedRequest`. ``completion="add_one"`` lists one outcome.

    Returns
    -------
    Committee
        With a budget: as many members as are paid for, perhaps none. With seats: ``k`` members, or fewer without a
        completion; then lower bounds of groups are only kept within reach. The value of a round is the share per unit
        of weight, with ``utility="cost"`` per unit of cost; in Phragmén's rounds the load, in those of approval the
        weight of those who approve.

    Raises
    ------
    InputKindError
        For rankings without a threshold.
    InvalidInputError
        For a number of seats out of range, bounds that no committee keeps to, both or neither of ``k`` and ``budget``,
        items without a cost, costs that are not above 0, ``add_one`` with ``outcomes="all"``.

    Notes
    -----
    A voter of weight ``w`` starts with ``w k / n`` of money, where ``n`` is the weight of all; a seat costs 1. In each
    round the share ``q`` of an item is the least number such that ``sum of min(rest[v], q w[v]) = 1`` over those who
    approve of it. The item with the least share is elected, and they pay that. With costs, the money is ``w budget /
    n``, the price of an item is its cost, and the item with the least share per unit of worth is elected.

    ``add_one`` runs the rule without completion with more and more money. For seats, all voters together get one seat
    more each time, until all seats are taken. With a budget, each unit of weight gets one unit of money more, until no
    other item that somebody approves of fits the budget, or the members would cost more than the budget, which takes
    the outcome before. How often that is depends on the votes: ``time_limit`` stops it.

    Decisions are exact: floats with a bound on their error choose, and fractions where the bounds overlap. Float costs
    are taken as the binary numbers that they are.

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a", "b"}, {"a", "b"}, {"a", "c"}, {"d"}])
    >>> rf.committee.equal_shares(votes, 2).members
    ('a', 'b')
    >>> rf.committee.equal_shares(votes, 2, completion=None).members
    ('a',)
    >>> costs = {"a": 300, "b": 200, "c": 100, "d": 100}
    >>> rf.committee.equal_shares(votes, costs=costs, budget=400).members
    ('a', 'd')
    """
    options: dict[str, Any] = {"completion": completion, "utility": utility}
    if budget is None:
        if costs not in (None, "ignore"):
            raise InvalidInputError("costs are given without budget=: expected how much may be spent")
        if k is None:
            raise InvalidInputError("k = None: expected a number of seats, or costs and a budget")
        return evaluate("equal_shares", options, data, k, {**request, "costs": costs})
    if costs == "ignore":
        raise InvalidInputError("costs = 'ignore' with a budget: expected a mapping of item to cost")
    if k is not None:
        raise InvalidInputError(f"k = {k!r} and budget = {budget!r}: expected one of them")
    votes, left = votes_for("equal_shares", APPROVALS, data, {**request, "costs": "ignore"})
    prices = _costs(cast("Approvals", votes), costs)
    amounts = {"costs": np.array([_amount(f"costs[{item!r}]", cost) for item, cost in prices.items()], np.float64)}
    native: dict[str, Any] = {**options, **amounts, "budget": _amount("budget", budget)}
    found = evaluate("equal_shares", native, votes, max(len(votes.items), 1), {**left, "costs": "ignore"})
    settings = {**found.settings, "k": None, "costs": prices, "budget": budget}
    return found._with_settings(settings)


def _costs(votes: Approvals, costs: Mapping[Any, float] | None) -> dict[str | int, float]:
    """The cost of each item, in the order of the items."""
    given = votes.meta.get("costs") if costs is None else costs
    if given is None:
        raise InvalidInputError("costs = None: the votes come without costs; expected a mapping of item to cost")
    if not isinstance(given, Mapping):
        raise InvalidTypeError(f"costs is of type {type(given).__name__}: expected a mapping of item to cost")
    known = set(votes.items)
    for item in given:
        if item not in known:
            raise InvalidInputError(f"costs[{item!r}]: there is no such item")
    missing = [item for item in votes.items if item not in given]
    if missing:
        raise InvalidInputError(f"costs has no cost of {missing[0]!r}: expected one for each item")
    return {item: given[item] for item in votes.items}


def _amount(name: str, value: Any) -> float:
    """A number that a float holds exactly."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a number")
    if isinstance(value, int) and abs(value) > _EXACT:
        raise InvalidInputError(f"{name} = {value} is too large: expected an integer of at most 2**53")
    return float(value)
