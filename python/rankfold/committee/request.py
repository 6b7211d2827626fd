"""What every rule of committees is asked, beside its own options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rankfold import _native
from rankfold.arguments import integer
from rankfold.committee.bounds import group_parts
from rankfold.control import Control
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["ApprovalRequest", "Request", "native_request", "split"]


class Request(Control, total=False):
    """Keywords that every rule of committees takes, with those of :class:`rankfold.control.Control`.

    Attributes
    ----------
    groups : mapping of label to items, or sequence of labels, optional
        Groups of items by name, which may overlap; or the group of each item, in the order of the items of the data.
    lower, upper : mapping of label to int, optional
        How many seats a group has to have, at least and at most; a group that is left out has no such bound.
    tie_break : "lowest_label" or sequence of labels, default "lowest_label"
        Who wins a tie: the lowest label (integers by value, then strings by their UTF-8 bytes), or whoever stands first
        in this list of all items, such as a lot that was drawn.
    outcomes : {"one", "all"}, default "one"
        Whether to list the one committee that the tie-break elects, or every committee that some tie-break elects.
    limit : int, default 1000
        With ``outcomes="all"``: the most committees to list; ``complete`` says whether these are all.
    """

    groups: Mapping[str | int, Iterable[str | int]] | Sequence[str | int] | None
    lower: Mapping[str | int, int] | None
    upper: Mapping[str | int, int] | None
    tie_break: str | Sequence[str | int]
    outcomes: Literal["one", "all"]
    limit: int


class ApprovalRequest(Request, total=False):
    """Keywords that every rule on approvals takes, with those of :class:`Request`.

    Attributes
    ----------
    threshold : int, optional
        For rankings: how many places are approved of, as in :meth:`rankfold.Approvals.from_ballots`.
    costs : "ignore", optional
        Files may give items different costs, which rules with seats do not know. They are refused unless this says to
        take every item as one seat.
    """

    threshold: int | None
    costs: Literal["ignore"] | None


_REQUEST = frozenset(Request.__annotations__) - frozenset(Control.__annotations__)


def split(keywords: Mapping[str, Any]) -> tuple[dict[str, Any], Control]:
    """The keywords of a request, and those of control (in which unknown ones end, to be refused)."""
    asked = {name: value for name, value in keywords.items() if name in _REQUEST}
    control = {name: value for name, value in keywords.items() if name not in _REQUEST}
    return asked, control  # type: ignore[return-value]


def native_request(
    k: int, items: tuple[str | int, ...], asked: Mapping[str, Any]
) -> tuple[_native.CommitteeRequest, dict[str, Any]]:
    """The request, checked, and how it was read."""
    seats = integer("k", k, 1, max(len(items), 1))
    groups = group_parts(asked.get("groups"), asked.get("lower"), asked.get("upper"), items, seats)
    tie_break = asked.get("tie_break", "lowest_label")
    outcomes = asked.get("outcomes", "one")
    if outcomes not in ("one", "all"):
        raise InvalidInputError(f"outcomes = {outcomes!r}: expected 'one' or 'all'")
    limit = integer("limit", asked.get("limit", 1000), 1, 2**31)
    native = _native.CommitteeRequest(seats, groups, _priority(tie_break), limit if outcomes == "all" else None)
    settings = {
        "k": seats,
        "tie_break": tie_break if isinstance(tie_break, str) else list(tie_break),
        "outcomes": outcomes,
        **({"limit": limit} if outcomes == "all" else {}),
        **({"bounds": {label: [low, high] for label, _, low, high in groups}} if groups else {}),
    }
    return native, settings


def _priority(tie_break: object) -> list[str | int] | None:
    if isinstance(tie_break, str):
        if tie_break != "lowest_label":
            raise InvalidInputError(f"tie_break = {tie_break!r}: expected 'lowest_label' or a list of all items")
        return None
    if not isinstance(tie_break, (list, tuple)):
        kind = type(tie_break).__name__
        raise InvalidTypeError(f"tie_break is of type {kind}: expected 'lowest_label' or a list of all items")
    return list(tie_break)
