"""Sets of approved items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.approval_counts import ApprovalCounts
from rankfold.arguments import integer
from rankfold.arrays import approval_matrix, weight_vector
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError
from rankfold.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self, Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.ballots import Ballots
    from rankfold.control import Control
    from rankfold.notes import Note

__all__ = ["Approvals"]


class Approvals(Votes):
    """Which items each voter approves of, with weights.

    Immutable. Votes are checked and copied once, into two bytes an approval, and then trusted by every rule. Build them
    with :meth:`from_sets`, :meth:`from_array`, :meth:`from_ballots`, :meth:`from_frame` or :func:`rankfold.read`. A
    voter who approves of no item and one who approves of all of them are voters like any other, and differ: rules that
    give each voter an equal share of the committee count both.

    Notes
    -----
    At most 65,534 items and 2**32 - 1 voters. Weights are summed exactly, as those of :class:`rankfold.Ballots`.
    """

    __slots__ = ()
    _native: native.Approvals

    def __init__(self) -> None:
        raise TypeError("Approvals() has nothing to hold: write Approvals.from_sets(...), from_array, from_ballots")

    @classmethod
    def from_sets(
        cls,
        sets: Iterable[Iterable[Any]],
        *,
        items: Sequence[str | int] | None = None,
        weights: ArrayLike | None = None,
    ) -> Self:
        """Approvals from sets of labels.

        Parameters
        ----------
        sets : iterable of iterables
            One set a voter: a set, frozenset, list or tuple of labels (``str`` or ``int``), in any order. It may be
            empty.
        items : sequence of str or int, optional
            The items, in the order in which results list them. Default: those that somebody approves of, in label
            order (integers by value, then strings by their UTF-8 bytes).
        weights : array-like of shape (n_voters,), optional
            At least 0; default 1 each.

        Raises
        ------
        InvalidInputError
            For an item twice in a set, a label that is not among ``items``, a bad weight.
        InvalidTypeError
            For a set that is a text (``"ab"`` instead of ``{"a", "b"}``), or a label of another type.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Approvals.from_sets([{"a", "b"}, {"b"}, set()], items=["a", "b", "c"], weights=[3, 2, 1])
        Approvals(3 voters, 3 items, 3 approvals, weight 6)
        """
        return cls._wrap(native.Approvals.from_sets(sets, items, weight_vector(weights)))

    @classmethod
    def from_array(
        cls,
        approved: ArrayLike,
        *,
        items: Sequence[str | int] | None = None,
        weights: ArrayLike | None = None,
        **control: Unpack[Control],
    ) -> Self:
        """Approvals from a boolean matrix.

        Parameters
        ----------
        approved : array-like of bool, shape (n_voters, n_items)
            Whether each voter approves of each item.
        items : sequence of str or int, optional
            Labels of the columns; default 0, 1, 2, ...
        weights : array-like of shape (n_voters,), optional
            At least 0; default 1 each.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidTypeError
            For an array of another type: numbers may be ranks or scores.
        InvalidInputError
            For a wrong shape or a bad weight.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Approvals.from_array([[True, False], [True, True]], items=["a", "b"]).sets()
        [('a',), ('a', 'b')]
        """
        cells = approval_matrix(approved)
        handle = native.Approvals.from_array(cells, items, weight_vector(weights), native_control(control))
        return cls._wrap(handle)

    @classmethod
    def from_ballots(cls, ballots: Ballots, *, threshold: int, **control: Unpack[Control]) -> Self:
        """The items on the best places of each ballot.

        Parameters
        ----------
        ballots : Ballots
            Rankings.
        threshold : int
            How many places are approved of: an item is if fewer than so many items stand strictly above it. Items tied
            at the last of these places are all approved of; an unranked item never is.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For a threshold below 1.

        Examples
        --------
        >>> import rankfold as rf
        >>> votes = rf.Ballots.from_orders([["a", "b", "c"], ["c", ("a", "b")], ["b"]])
        >>> rf.Approvals.from_ballots(votes, threshold=2).sets()
        [('a', 'b'), ('a', 'b', 'c'), ('b',)]
        """
        handle = getattr(ballots, "_native", None)
        if not isinstance(handle, native.Ballots):
            raise InvalidTypeError(f"ballots is of type {type(ballots).__name__}: expected Ballots")
        places = integer("threshold", threshold, 1, 2**31)
        made = native.Approvals.from_ballots(handle, places, native_control(control))
        return cls._wrap(made, ballots.notes, ballots.meta)

    @classmethod
    def from_frame(
        cls, frame: Any, *, voter: str | None = None, item: str | None = None, weight: str | None = None
    ) -> Self:
        """Approvals from a data frame: polars, pandas, pyarrow or whatever else narwhals reads.

        Parameters
        ----------
        frame : data frame
            *Long*, one row an approval, with columns that ``voter`` and ``item`` name; a row without an item makes a
            voter who need not approve of anybody. Or *wide*, one row a voter and one column an item, holding True and
            False or 1 and 0.
        voter, item : str, optional
            Columns of the long form.
        weight : str, optional
            The column of the voters' weights; in the long form constant within a voter.

        Raises
        ------
        InvalidInputError
            For an unknown column, a cell that is neither yes nor no (column and row are named), an item twice in a set.
        MissingDependencyError
            Without narwhals: ``pip install 'rankfold[frame]'``.
        """
        from rankfold.frames import approval_parts

        parts = approval_parts(frame, voter=voter, item=item, weight=weight)
        return cls.from_sets(parts.sets, items=parts.items, weights=parts.weights)

    @property
    def n_approvals(self) -> int:
        """How many approvals there are, over all voters, whatever their weights."""
        return self._native.n_approvals

    def sets(self) -> list[tuple[Any, ...]]:
        """The set of each voter, in item order."""
        return self._native.sets()

    def counts(self, **control: Unpack[Control]) -> ApprovalCounts:
        """For each item the weight of the voters who approve of it, by the number of items that they approve of.

        Notes
        -----
        ``O(n_voters + n_approvals)``, and ``O(n_items)`` for each size of a set that occurs.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Approvals.from_sets([{"a", "b"}, {"a"}, set()]).counts().support
        array([2., 1.])
        """
        return ApprovalCounts._wrap(self._native.counts(native_control(control)))

    def merged(self, **control: Unpack[Control]) -> Self:
        """The same votes with equal sets folded into one that carries their weight, in a canonical order.

        Examples
        --------
        >>> import rankfold as rf
        >>> merged = rf.Approvals.from_sets([{"b"}, {"a", "b"}, {"b"}]).merged()
        >>> merged.sets(), merged.weights.tolist()
        ([('a', 'b'), ('b',)], [1, 2])
        """
        return self._wrap(self._native.merged(native_control(control)), self._notes, self._meta)

    def __repr__(self) -> str:
        counts = f"{self.n_voters} voters, {self.n_items} items, {self.n_approvals} approvals"
        return f"Approvals({counts}, weight {self.weights.sum():g})"

    def __reduce__(self) -> tuple[Any, ...]:
        weights = self._native.exact_weights() or self.weights
        return _rebuild, (self.sets(), self.items, weights, self._notes, dict(self._meta))


def _rebuild(
    sets: list[tuple[Any, ...]],
    items: tuple[str | int, ...],
    weights: NDArray[np.int64] | tuple[list[int], int],
    notes: tuple[Note, ...],
    meta: dict[str, Any],
) -> Approvals:
    """What a pickle calls. Float weights come as the exact numbers that they are, which sums of them need."""
    integers = None if isinstance(weights, tuple) else weights
    handle = native.Approvals.from_sets(sets, items, integers)
    if isinstance(weights, tuple):
        handle = handle.with_exact_weights(*weights)
    return Approvals._wrap(handle, notes, meta)
