"""How often each item stands before each other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native as native
from rankfold.arrays import square_matrix
from rankfold.state import State, label_tuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Self

    import numpy as np
    from numpy.typing import ArrayLike, NDArray


__all__ = ["PairwiseCounts"]


class PairwiseCounts(State):
    """For each pair of items the weight of the voters who put one before the other: what every pairwise rule reads.

    What an unranked item means is left open, so one state serves every reading of it. A mergeable state: stream
    ballots in with :meth:`update`, add states of other workers with :meth:`merge`, and rank with :meth:`finish`.

    Parameters
    ----------
    items : sequence of str or int
        The labels of rows and columns, at most 32,768.
    missing : {"below", "absent"}, default "below"
        What an unranked item means unless a rule is told otherwise.

    Examples
    --------
    >>> import rankfold as rf
    >>> state = rf.PairwiseCounts(["a", "b", "c"])
    >>> for batch in ([["a", "b", "c"]], [["b", "a"], ["a", "c", "b"]]):
    ...     _ = state.update(rf.Ballots.from_orders(batch, items=["a", "b", "c"]))
    >>> state.wins
    array([[0, 2, 2],
           [1, 0, 1],
           [0, 1, 0]])
    >>> state.finish(rule="schulze").order
    ('a', 'b', 'c')
    """

    __slots__ = ()
    _native: native.PairwiseCounts
    _native_class = native.PairwiseCounts
    _default_rule = "schulze"

    def __init__(self, items: Sequence[str | int], *, missing: Literal["below", "absent"] = "below") -> None:
        self._native = native.PairwiseCounts(label_tuple(items), missing)

    @classmethod
    def from_matrix(
        cls,
        wins: ArrayLike,
        *,
        ties: ArrayLike | None = None,
        only_one: ArrayLike | None = None,
        total_weight: float | None = None,
        items: Sequence[str | int] | None = None,
        missing: Literal["below", "absent"] = "absent",
    ) -> Self:
        """Counts that were made elsewhere.

        Parameters
        ----------
        wins : array-like of shape (n_items, n_items)
            ``wins[i, j]`` is the weight of the voters with ``i`` before ``j``. Integers stay exact. Diagonals are
            ignored, here and below.
        ties : array-like of shape (n_items, n_items), optional
            The weight of the voters who rank both at the same place; symmetric.
        only_one : array-like of shape (n_items, n_items), optional
            ``only_one[i, j]`` is the weight of the voters who rank ``i`` and leave ``j`` unranked.
        total_weight : float, optional
            The weight of all voters; default the largest that a pair shows.
        items : sequence of str or int, optional
            Labels; default 0, 1, 2, ...
        missing : {"below", "absent"}, default "absent"
            What an unranked item means unless a rule is told otherwise.

        Raises
        ------
        InvalidInputError
            For matrices that are not square or not of one size, a negative or NaN cell, ties that are not symmetric.

        Examples
        --------
        >>> import rankfold as rf
        >>> counts = rf.PairwiseCounts.from_matrix([[0, 3], [1, 0]], items=["x", "y"])
        >>> rf.rank.copeland(counts).winners
        ('x',)
        """
        return cls._wrap(
            native.PairwiseCounts.from_matrix(
                square_matrix("wins", wins),
                None if ties is None else square_matrix("ties", ties),
                None if only_one is None else square_matrix("only_one", only_one),
                total_weight,
                items,
                missing,
            )
        )

    @property
    def wins(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """``wins[i, j]``: weight of the voters who rank both, ``i`` strictly before ``j``. Read-only."""
        return self._native.wins

    @property
    def ties(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """``ties[i, j]``: weight of the voters who rank both at the same place. Read-only."""
        return self._native.ties

    @property
    def only_one(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """``only_one[i, j]``: weight of the voters who rank ``i`` and leave ``j`` unranked. Read-only."""
        return self._native.only_one

    @property
    def total_weight(self) -> float:
        """The weight of all voters, those with empty ballots included."""
        return self._native.total_weight

    def preference(self, missing: Literal["below", "absent"] | None = None) -> NDArray[np.int64] | NDArray[np.float64]:
        """``[i, j]``: weight of the voters who prefer ``i`` to ``j``, with unranked items read as ``missing`` says.

        ``wins`` where unranked items are not compared, ``wins + only_one`` where they stand below all ranked ones.
        """
        return self._native.preference(missing)

    def __repr__(self) -> str:
        kind = "exact integers" if self.wins.dtype.kind == "i" else "floats"
        return f'PairwiseCounts({self.n_items} items, weight {self.total_weight:g}, {kind}, missing="{self.missing}")'
