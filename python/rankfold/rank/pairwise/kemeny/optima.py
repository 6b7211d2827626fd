"""All best orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.rank.pairwise.kemeny.votes import kemeny_votes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from rankfold.control import Control
    from rankfold.rank.pairwise.options import Missing

__all__ = ["KemenyOrders", "kemeny_all"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KemenyOrders:
    """The orders that cost the least.

    Attributes
    ----------
    items : tuple of str or int
        The labels in the order of the input.
    orders : tuple of tuple of str or int
        Best orders, each from best to worst; those come first that put lower labels in front.
    cost : int or float
        What each of them costs; an int if all weights are.
    n_optima : int or None
        How many there are in all, listed or not; None beyond 127 bits.
    settings : dict
        The options as they were applied.
    """

    items: tuple[str | int, ...]
    orders: tuple[tuple[str | int, ...], ...]
    cost: int | float
    n_optima: int | None
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all best orders are listed."""
        return self.n_optima == len(self.orders)

    def __len__(self) -> int:
        return len(self.orders)

    def __iter__(self) -> Iterator[tuple[str | int, ...]]:
        return iter(self.orders)

    def __getitem__(self, index: int) -> tuple[str | int, ...]:
        return self.orders[index]

    def __repr__(self) -> str:
        listed = "all listed" if self.complete else f"{len(self.orders)} of them listed"
        return f"KemenyOrders({len(self.items)} items, cost {self.cost}, {self.n_optima} best orders, {listed})"


def kemeny_all(
    data: Any, *, limit: int = 1000, missing: Missing | None = None, **control: Unpack[Control]
) -> KemenyOrders:
    """List the orders that contradict the least weight of preferences.

    Parameters
    ----------
    data : any that :func:`kemeny` takes
        The votes, or a square array.
    limit : int, default 1000
        The most orders to list, from 1 to 2**32; :attr:`KemenyOrders.complete` says whether there are more.
    missing : {"below", "absent"}, optional
        As for :func:`kemeny`.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    KemenyOrders
        The orders, and how many there are.

    Raises
    ------
    SizeLimitError
        If more than 22 items hang together through cycles of majorities and ties.

    Notes
    -----
    Every best order puts the components of the relation "a majority prefers it, or the two tie" one after the other.
    For each ``k`` items of a component ``O(k 2^k)`` time and ``O(2^k)`` memory, at most 32 MiB; then the size of what
    is listed.

    Examples
    --------
    >>> import rankfold as rf
    >>> found = rf.rank.kemeny_all([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]])
    >>> found.cost, found.orders
    (4, (('a', 'b', 'c'), ('b', 'c', 'a'), ('c', 'a', 'b')))
    """
    limit = integer("limit", limit, 1, 2**32)
    running = native_control(control)
    found = _native.kemeny_all(kemeny_votes(data, control), missing, limit, running)
    return KemenyOrders(
        found.items, tuple(found.orders), found.cost, found.n_optima, {"limit": limit, "missing": found.missing}
    )
