"""Groups of items, and how many seats they have to have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rankfold.arguments import integer
from rankfold.errors import InvalidInputError, InvalidTypeError
from rankfold.labels import checked_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["group_parts", "proportional_bounds"]

#: A group: its label, its items, and its bounds.
Parts = list[tuple[str | int, list[str | int], int, int]]


def group_parts(
    groups: object,
    lower: Mapping[str | int, int] | None,
    upper: Mapping[str | int, int] | None,
    items: tuple[str | int, ...],
    k: int,
) -> Parts:
    """The groups with their bounds, checked as far as that takes no votes."""
    if groups is None:
        for name, bounds in (("lower", lower), ("upper", upper)):
            if bounds:
                raise InvalidInputError(f"{name} is given without groups=: expected the groups that it is about")
        return []
    named = _named(groups, items)
    for name, bounds in (("lower", lower), ("upper", upper)):
        if bounds is not None and not isinstance(bounds, Mapping):
            raise InvalidTypeError(f"{name} is of type {type(bounds).__name__}: expected a mapping of group to seats")
        for label in bounds or {}:
            if label not in named:
                expected = ", ".join(map(repr, named))
                raise InvalidInputError(f"{name}[{label!r}]: there is no such group: expected one of {expected}")
    parts = []
    for label, members in named.items():
        least = integer(f"lower[{label!r}]", (lower or {}).get(label, 0), 0, 2**31)
        most = integer(f"upper[{label!r}]", (upper or {}).get(label, k), 0, 2**31)
        if least > most:
            raise InvalidInputError(f"lower[{label!r}] = {least} is above upper[{label!r}] = {most}")
        parts.append((label, members, least, most))
    return parts


def _named(groups: object, items: tuple[str | int, ...]) -> dict[str | int, list[str | int]]:
    if isinstance(groups, Mapping):
        return {label: _members(label, members) for label, members in groups.items()}
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        kind = type(groups).__name__
        raise InvalidTypeError(
            f"groups is of type {kind}: expected a mapping of group to items, or a group for each item"
        )
    of_item = checked_labels("groups", list(groups), len(items))
    named: dict[str | int, list[str | int]] = {label: [] for label in dict.fromkeys(of_item)}
    for item, label in zip(items, of_item, strict=True):
        named[label].append(item)
    return named


def _members(label: str | int, members: Any) -> list[str | int]:
    if isinstance(members, str) or not isinstance(members, Iterable):
        kind = type(members).__name__
        raise InvalidTypeError(f"groups[{label!r}] is of type {kind}: expected a list of items")
    return list(members)


def proportional_bounds(
    groups: Mapping[str | int, Iterable[str | int]] | Sequence[str | int], k: int, *, n_items: int | None = None
) -> tuple[dict[str | int, int], dict[str | int, int]]:
    """Bounds that give each group the share of seats that it has of the items, rounded down and up.

    Parameters
    ----------
    groups : mapping of label to items, or sequence of labels
        As every rule takes them.
    k : int
        How many seats there are.
    n_items : int, optional
        How many items there are; default the number of items in some group.

    Returns
    -------
    lower, upper : dict of label to int
        ``floor(k |G| / m)`` and ``ceil(k |G| / m)``. For groups that do not overlap some committee keeps to them.

    Raises
    ------
    InvalidInputError
        For more seats than items, or ``n_items`` below the number of items in groups.

    Examples
    --------
    >>> import rankfold as rf
    >>> rf.committee.proportional_bounds(["red", "red", "red", "blue"], k=2)
    ({'red': 1, 'blue': 0}, {'red': 2, 'blue': 1})
    """
    if not isinstance(groups, Mapping):
        groups = list(groups) if isinstance(groups, Iterable) and not isinstance(groups, str) else groups
        named = _named(groups, tuple(range(len(groups))) if isinstance(groups, list) else ())
    else:
        named = _named(groups, ())
    in_groups = len({item for members in named.values() for item in members})
    total = in_groups if n_items is None else integer("n_items", n_items, in_groups, 2**31)
    seats = integer("k", k, 1, max(total, 1))
    sizes = {label: len(set(members)) for label, members in named.items()}
    lower = {label: seats * size // total for label, size in sizes.items()}
    upper = {label: -(-seats * size // total) for label, size in sizes.items()}
    return lower, upper
