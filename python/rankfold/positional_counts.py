"""How often each item stands at each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.state import State, label_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Self, Unpack

    import numpy as np
    from numpy.typing import NDArray

    from rankfold.ballots import Ballots
    from rankfold.control import Control
    from rankfold.rank import Ranking

__all__ = ["PositionalCounts"]


class PositionalCounts(State):
    """For each item the weight of the voters who put it at each place: what every positional rule reads.

    A mergeable state: stream ballots in with :meth:`update`, add states of other workers with :meth:`merge`, and rank
    with :meth:`finish`. It is exact, float weights included, so that merging equals counting together bit for bit.

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

    def __init__(self, items: Sequence[str | int], *, missing: Literal["below", "absent"] = "below") -> None:
        self._native = native.PositionalCounts(label_tuple(items), missing)

    @property
    def places(self) -> NDArray[np.float64]:
        """``places[i, p]``: weight of the voters with item ``i`` at place ``p``, 0 the best; shape (n_items, n_items).

        Tied items share the places they occupy equally, and so do the unranked items at the end of a ballot. Read-only.
        """
        return self._native.places

    def update(self, ballots: Ballots, **control: Unpack[Control]) -> Self:
        """Count more ballots over the same items, and return this state.

        Raises
        ------
        IncompatibleStateError
            If the items differ, or their order. Nothing is changed then, nor on any other error.
        """
        votes = getattr(ballots, "_native", None)
        if not isinstance(votes, native.Ballots):
            raise InvalidTypeError(f"update takes Ballots, got {type(ballots).__name__}")
        self._native.update(votes, native_control(control))
        return self

    def finish(self, *, rule: str = "borda", **options: Any) -> Ranking:
        """Rank what was counted so far by any rule that reads places; ``options`` are the rule's."""
        from rankfold.rank import rank_by

        return rank_by(self, rule, **options)

    def __repr__(self) -> str:
        return f'PositionalCounts({self.n_items} items, missing="{self.missing}")'
