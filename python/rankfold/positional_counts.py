"""How often each item stands at each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native as native
from rankfold.state import State, label_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray


__all__ = ["PositionalCounts"]


class PositionalCounts(State):
    """For each item the weight of the voters who put it at each place: what every positional rule reads.

    A mergeable state: stream ballots in with :meth:`update`, add states of other workers with :meth:`merge`, and rank
    with :meth:`finish`, or elect with :func:`rankfold.committee.sntv`, :func:`rankfold.committee.bloc` or
    :func:`rankfold.committee.k_borda`. It is exact, float weights included, so that merging equals counting together
    bit for bit.

    Parameters
    ----------
    items : sequence of str or int
        The labels.
    missing : {"below", "absent"}, default "below"
        What an unranked item means unless a rule is told otherwise.

    Examples
    --------
    >>> import rankfold as rf
    >>> state = rf.PositionalCounts(["a", "b"])
    >>> state.update(rf.Ballots.from_orders([["a", "b"], ["b", "a"], ["b"]], items=["a", "b"])).places
    array([[1., 2.],
           [2., 1.]])
    >>> state.finish(rule="borda").scores
    array([1., 2.])
    """

    __slots__ = ()
    _native: native.PositionalCounts
    _native_class = native.PositionalCounts
    _default_rule = "borda"

    def __init__(self, items: Sequence[str | int], *, missing: Literal["below", "absent"] = "below") -> None:
        self._native = native.PositionalCounts(label_tuple(items), missing)

    @property
    def places(self) -> NDArray[np.float64]:
        """``places[i, p]``: weight of the voters with item ``i`` at place ``p``, 0 the best; shape (n_items, n_items).

        Tied items share the places they occupy equally, and so do the unranked items at the end of a ballot. Read-only.
        """
        return self._native.places

    def __repr__(self) -> str:
        return f'PositionalCounts({self.n_items} items, missing="{self.missing}")'
