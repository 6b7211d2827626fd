"""Sums of ranks as a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native as native
from rankfold.arguments import integer
from rankfold.control import native_control
from rankfold.rank.sums.clients import read_clients
from rankfold.state import MergeableState

if TYPE_CHECKING:
    from typing import Self, Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.rank.sums.clients import Validate, Vectors

__all__ = ["RankSums"]


class RankSums(MergeableState):
    """Exact sums of ranks, to which clients are added as they come.

    A mergeable state: feed it with :meth:`update`, add the sums of other servers with :meth:`merge`, and read
    :attr:`sums`. Whatever the order and the split, the result is that of one :func:`sum_of_ranks`, bit for bit, float
    weights included.

    Parameters
    ----------
    n_items : int
        How many items every client ranks; between 1 and 2**31.

    Examples
    --------
    >>> import rankfold as rf
    >>> state = rf.rank.RankSums(3)
    >>> state.update(ranks=[0, 2, 1]).update(permutations=[[0, 1, 2], [2, 0, 1]])
    RankSums(3 items, 3 clients)
    >>> state.sums
    array([1, 5, 3])
    """

    __slots__ = ()
    _native: native.RankSums
    _native_class = native.RankSums

    def __init__(self, n_items: int) -> None:
        self._native = native.RankSums(integer("n_items", n_items, 1, 2**31))

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return self._native.n_items

    @property
    def n_clients(self) -> int:
        """How many clients were added, those of weight 0 included."""
        return self._native.n_clients

    @property
    def total_weight(self) -> float:
        """The weight of all clients."""
        return self._native.total_weight

    @property
    def sums(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """The sum of each item's ranks so far, shape (n_items,): int64, or float64 after float weights. Read-only."""
        return self._native.sums

    def update(
        self,
        *,
        ranks: Vectors | None = None,
        permutations: Vectors | None = None,
        weights: ArrayLike | None = None,
        validate: Validate = "range",
        **control: Unpack[Control],
    ) -> Self:
        """Add clients, and return this state.

        Parameters are those of :func:`sum_of_ranks`; a single vector of shape (n_items,) is one client. Several clients
        in one call are added in one sweep over the sums.

        Raises
        ------
        IncompatibleStateError
            For another number of items.
        InvalidInputError, InvalidTypeError, SizeLimitError
            As :func:`sum_of_ranks`. Nothing is changed then, nor on any other error.
        """
        self._native.update(*read_clients(ranks, permutations, weights, validate), native_control(control))
        return self

    def __repr__(self) -> str:
        return f"RankSums({self.n_items} items, {self.n_clients} clients)"
