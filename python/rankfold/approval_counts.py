"""How many approve of each item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.state import ItemState, label_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Self, Unpack

    import numpy as np
    from numpy.typing import NDArray

    from rankfold.approvals import Approvals
    from rankfold.committee import Committee
    from rankfold.control import Control

__all__ = ["ApprovalCounts"]


class ApprovalCounts(ItemState):
    """For each item the weight of the voters who approve of it, by the number of items that they approve of.

    A mergeable state, and all that additive rules read: stream approvals in with :meth:`update`, add states of other
    workers with :meth:`merge`, and give it to :func:`rankfold.committee.approval` or
    :func:`rankfold.committee.satisfaction_approval`. It is exact, float weights included, so that merging equals
    counting together bit for bit.

    Parameters
    ----------
    items : sequence of str or int
        The labels.

    Notes
    -----
    Two bytes are read for each approval; the state takes 16 bytes for each item and each size of a set that occurs.

    Examples
    --------
    >>> import rankfold as rf
    >>> state = rf.ApprovalCounts(["a", "b", "c"])
    >>> for batch in [[{"a", "b"}, {"a"}], [{"c"}, set()]]:
    ...     state = state.update(rf.Approvals.from_sets(batch, items=["a", "b", "c"]))
    >>> state.support, state.voters
    (array([2., 1., 1.]), 4.0)
    >>> state.finish(2).members
    ('a', 'b')
    >>> rf.committee.satisfaction_approval(state, 2).members
    ('a', 'c')
    """

    __slots__ = ()
    _native: native.ApprovalCounts
    _native_class = native.ApprovalCounts

    def __init__(self, items: Sequence[str | int]) -> None:
        self._native = native.ApprovalCounts(label_tuple(items))

    @property
    def support(self) -> NDArray[np.float64]:
        """Weight of the voters who approve of each item, rounded once; shape (n_items,). Read-only."""
        return self._native.support

    @property
    def voters(self) -> float:
        """Weight of all voters, those who approve of no item included."""
        return self._native.voters

    def update(self, approvals: Approvals, **control: Unpack[Control]) -> Self:
        """Count more approvals over the same items, and return this state.

        Raises
        ------
        IncompatibleStateError
            If the items differ, or their order. Nothing is changed then, nor on any other error.

        Notes
        -----
        ``O(n_voters + n_approvals)``, and ``O(n_items)`` for each size of a set that occurs.
        """
        votes = getattr(approvals, "_native", None)
        if not isinstance(votes, native.Approvals):
            raise InvalidTypeError(f"update takes Approvals, got {type(approvals).__name__}")
        self._native.update(votes, native_control(control))
        return self

    def finish(
        self, k: int, *, rule: Literal["approval", "satisfaction_approval"] = "approval", **request: Any
    ) -> Committee:
        """Elect a committee by what was counted so far.

        Parameters
        ----------
        k : int
            How many seats there are.
        rule : {"approval", "satisfaction_approval"}, default "approval"
            The rule.
        **request
            See :class:`rankfold.committee.request.Request`.
        """
        from rankfold.committee.registry import rule_info

        committee: Committee = rule_info(rule).function(self, k, **request)
        return committee

    def __repr__(self) -> str:
        return f"ApprovalCounts({self.n_items} items, {self.voters:g} voters)"
