"""Checks of justified representation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.committee.committee import Committee
from rankfold.committee.registry import APPROVALS, votes_for
from rankfold.committee.representation.verdict import Group, Prices, Representation
from rankfold.control import Control, native_control
from rankfold.errors import InvalidTypeError

if TYPE_CHECKING:
    from typing import Literal, Unpack

__all__ = ["VotesControl", "check"]


class VotesControl(Control, total=False):
    """Keywords of a call that reads approvals, with those of :class:`rankfold.control.Control`.

    Attributes
    ----------
    threshold : int, optional
        For rankings: how many places are approved of, as in :meth:`rankfold.Approvals.from_ballots`.
    """

    threshold: int | None


def check(
    members: Committee | Iterable[str | int],
    data: Any,
    axiom: Literal["jr", "pjr", "ejr", "ejr_plus", "priceability"],
    *,
    k: int | None = None,
    **control: Unpack[VotesControl],
) -> Representation:
    """Whether a committee represents the groups of voters that deserve it.

    Parameters
    ----------
    members : Committee or iterable of labels
        The committee.
    data : Approvals or list of sets
        The votes; rankings with ``threshold=``.
    axiom : {"jr", "pjr", "ejr", "ejr_plus", "priceability"}
        What is asked, see the notes.
    k : int, optional
        How many seats are shared, if not all of them are taken; default the number of members.
    **control
        See :class:`VotesControl`.

    Returns
    -------
    Representation
        True in a condition if the axiom is met; with a group that it is not met for, or with prices.

    Raises
    ------
    InvalidInputError
        For a member that is no item or stands twice, fewer seats than members, an axiom that does not exist.
    InputKindError
        For rankings without a threshold.

    Notes
    -----
    A group of voters deserves ``l`` seats if its weight is at least ``l / k`` of that of all.

    ========  ==========================================================================================
    jr        of a group that deserves a seat and agrees on an item, somebody approves of a member
    pjr       a group that deserves ``l`` seats and agrees on ``l`` items approves of ``l`` members together
    ejr       in such a group, somebody approves of ``l`` members
    ejr_plus  the same for groups that deserve ``l`` seats and agree on one item that is not a member
    ========  ==========================================================================================

    ``ejr_plus`` implies ``ejr``, that implies ``pjr``, and that ``jr``. ``jr`` and ``ejr_plus`` take ``O(approvals + k
    m)``. ``ejr`` and ``pjr`` hold wherever ``ejr_plus`` does; elsewhere groups are searched for, which is exponential
    at worst. ``priceability`` asks whether voters with equal money could have paid for the members, each only for those
    that it approves of and each member at the same price, so that those who approve of another item have no more than
    its price left. An exact linear program decides it, for small elections. All answers are exact.

    Sources: Aziz et al. 2017 (jr, ejr); Sánchez-Fernández et al. 2017 (pjr); Brill and Peters 2023 (ejr_plus); Peters
    and Skowron 2020 (priceability).

    Examples
    --------
    >>> import rankfold as rf
    >>> votes = rf.Approvals.from_sets([{"a"}, {"b"}, {"b"}, {"a", "c"}])
    >>> bool(rf.committee.check(["a", "b"], votes, "ejr_plus"))
    True
    >>> found = rf.committee.check(["a", "c"], votes, "jr").group
    >>> found.voters, found.items, found.seats, found.represented, str(found.weight), str(found.required)
    ((1, 2), ('b',), 1, 0, '2', '2')
    """
    votes, left = votes_for("check", APPROVALS, data, {**control, "costs": "ignore"})
    if isinstance(members, Committee):
        labels = list(members.members)
    elif isinstance(members, str) or not isinstance(members, Iterable):
        raise InvalidTypeError(f"members is of type {type(members).__name__}: expected a Committee or labels of items")
    else:
        labels = list(members)
    if not isinstance(axiom, str):
        raise InvalidTypeError(f"axiom is of type {type(axiom).__name__}: expected a str")
    seats = integer("k", len(labels) if k is None else k, 0, 2**31)
    holds, group, prices = _native.check_committee(votes._native, labels, seats, axiom, native_control(left))
    return Representation(
        axiom=axiom,
        holds=holds,
        group=None if group is None else Group(tuple(group[0]), *group[1:]),
        prices=None if prices is None else Prices(prices[0], tuple(prices[1])),
        members=tuple(labels),
        k=seats,
    )
