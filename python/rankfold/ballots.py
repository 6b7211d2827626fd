"""Rankings of items by voters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.arrays import flag_vector, position_matrix, score_matrix, weight_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError
from rankfold.pairwise_counts import PairwiseCounts
from rankfold.positional_counts import PositionalCounts
from rankfold.votes import Votes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from typing import Literal, Self, Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.notes import Note

__all__ = ["Ballots"]

_SHAPE = "(n_voters, n_items)"


class Ballots(Votes):
    """Rankings of items by voters: complete, top-k, partial, with ties, or empty; with weights.

    Immutable. Votes are checked and copied once, into one or two bytes a cell, and then trusted by every rule. Build
    them with :meth:`from_orders`, :meth:`from_positions`, :meth:`from_scores`, :meth:`from_frame` or
    :func:`rankfold.read`.

    Notes
    -----
    At most 65,534 items and 2**36 cells. Integer weights are summed exactly and must stay below 2**61 in total; float
    weights are summed exactly too, over one power of two, and must lie within 16 orders of magnitude of each other.
    """

    __slots__ = ()
    _native: native.Ballots

    def __init__(self) -> None:
        raise TypeError("Ballots() has nothing to hold: write Ballots.from_orders(...), from_positions, from_scores")

    @classmethod
    def from_orders(
        cls,
        orders: Iterable[Iterable[Any]],
        *,
        items: Sequence[str | int] | None = None,
        weights: ArrayLike | None = None,
        missing: Literal["below", "absent"] = "below",
    ) -> Self:
        """Ballots from lists of labels, best first.

        Parameters
        ----------
        orders : iterable of iterables
            One ballot a voter. An entry is a label (``str`` or ``int``), or an inner list, tuple or set of labels that
            are tied. A ballot may leave items out, or be empty.
        items : sequence of str or int, optional
            The items, in the order in which results list them. Default: those on the ballots, in label order (integers
            by value, then strings by their UTF-8 bytes).
        weights : array-like of shape (n_voters,), optional
            At least 0; default 1 each.
        missing : {"below", "absent"}, default "below"
            What an unranked item means unless a rule is told otherwise: tied below all ranked ones, or not compared.

        Raises
        ------
        InvalidInputError
            For an item twice on a ballot, a label that is not among ``items``, a bad weight.
        InvalidTypeError
            For a ballot that is a text (``"ab"`` instead of ``["a", "b"]``), a set or a mapping, or a label of another
            type.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Ballots.from_orders([["a", "b", "c"], ["b", ("a", "c")], ["c"]], weights=[3, 2, 1])
        Ballots(3 voters, 3 items, weight 6, with ties, incomplete: missing="below")
        """
        return cls._wrap(native.Ballots.from_orders(orders, items, weight_vector(weights), missing))

    @classmethod
    def from_positions(
        cls,
        positions: ArrayLike,
        *,
        items: Sequence[str | int] | None = None,
        weights: ArrayLike | None = None,
        missing: Literal["below", "absent"] = "below",
        **control: Unpack[Control],
    ) -> Self:
        """Ballots from rank numbers.

        Parameters
        ----------
        positions : array-like of int, shape (n_voters, n_items)
            The rank that each voter gives to each item: 1 is best, equal numbers tie, 0 (or a masked cell, or NaN) is
            unranked. Only the order counts: 1, 2, 2, 4 and 1, 5, 5, 9 are the same ballot.
        items : sequence of str or int, optional
            Labels of the columns; default 0, 1, 2, ...
        weights : array-like of shape (n_voters,), optional
            At least 0; default 1 each.
        missing : {"below", "absent"}, default "below"
            As for :meth:`from_orders`.
        **control
            See :class:`rankfold.control.Control`.

        Raises
        ------
        InvalidInputError
            For a negative or fractional rank, a wrong shape, a bad weight.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Ballots.from_positions([[1, 2, 3], [2, 1, 0]], items=["a", "b", "c"]).orders()
        [['a', 'b', 'c'], ['b', 'a']]
        """
        matrix = position_matrix(positions)
        return cls._wrap(
            native.Ballots.from_positions(matrix, items, weight_vector(weights), missing, native_control(control))
        )

    @classmethod
    def from_scores(
        cls,
        scores: ArrayLike,
        *,
        higher_is_better: bool | Sequence[bool] | NDArray[np.bool_] = True,
        items: Sequence[str | int] | None = None,
        weights: ArrayLike | None = None,
        missing: Literal["below", "absent"] = "below",
        **control: Unpack[Control],
    ) -> Self:
        """Ballots from scores: each voter ranks the items by the scores it gives; equal scores tie.

        Parameters
        ----------
        scores : array-like of float, shape (n_voters, n_items)
            NaN or a masked cell is unranked.
        higher_is_better : bool or sequence of bool, default True
            For all voters, or one each.
        items, weights, missing, **control
            As for :meth:`from_positions`.

        Raises
        ------
        InvalidInputError
            For an infinite score, a wrong shape, a bad weight.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Ballots.from_scores([[0.9, 0.5, float("nan")]], items=["a", "b", "c"]).orders()
        [['a', 'b']]
        """
        matrix = score_matrix(scores, _SHAPE)
        lower = 1 - flag_vector("higher_is_better", higher_is_better, len(matrix), "(n_voters,)")
        weights = weight_vector(weights)
        return cls._wrap(native.Ballots.from_scores(matrix, lower, items, weights, missing, native_control(control)))

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        voter: str | None = None,
        item: str | None = None,
        rank: str | None = None,
        score: str | None = None,
        higher_is_better: bool = True,
        weight: str | None = None,
        missing: Literal["below", "absent"] = "below",
    ) -> Self:
        """Ballots from a data frame: polars, pandas, pyarrow or whatever else narwhals reads.

        Parameters
        ----------
        frame : data frame
            *Long*, one row a voter and item, with columns that ``voter``, ``item`` and ``rank`` (or ``score``) name;
            or *wide*, one row a voter and one column an item, holding rank numbers (0 or null: unranked).
        voter, item, rank, score : str, optional
            Columns of the long form. A row without a rank or score leaves the item unranked.
        higher_is_better : bool, default True
            The direction of ``score``.
        weight : str, optional
            The column of the voters' weights; in the long form constant within a voter.
        missing : {"below", "absent"}, default "below"
            As for :meth:`from_orders`.

        Raises
        ------
        InvalidInputError
            For an unknown column, a text where a number is expected (column and row are named), an item twice on a
            ballot.
        MissingDependencyError
            Without narwhals: ``pip install 'rankfold[frame]'``.
        """
        from rankfold.frames import ballot_parts

        parts = ballot_parts(frame, voter=voter, item=item, rank=rank, score=score, weight=weight)
        if parts.scores is not None:
            return cls.from_scores(
                parts.scores,
                items=parts.items,
                weights=parts.weights,
                missing=missing,
                higher_is_better=higher_is_better,
            )
        assert parts.positions is not None  # the parts hold one or the other
        return cls.from_positions(parts.positions, items=parts.items, weights=parts.weights, missing=missing)

    @property
    def is_complete(self) -> bool:
        """Whether every voter ranks every item."""
        return self._native.is_complete

    @property
    def has_ties(self) -> bool:
        """Whether some voter ranks two items at the same place."""
        return self._native.has_ties

    @property
    def missing(self) -> Literal["below", "absent"]:
        """What an unranked item means unless a rule is told otherwise."""
        return self._native.missing

    @property
    def groups(self) -> NDArray[np.int64] | None:
        """The group of each voter, numbered from 0, if these are the rows of a table with groups."""
        return self._native.groups

    def positions(self) -> NDArray[np.int64]:
        """Competition ranks (1, 2, 2, 4; 0 unranked) of shape (n_voters, n_items); read-only."""
        return self._native.positions()

    def orders(self) -> list[list[Any]]:
        """Each ballot as :meth:`from_orders` takes it, a tied group as a tuple."""
        return self._native.orders()

    def merged(self, **control: Unpack[Control]) -> Self:
        """The same votes with equal ballots folded into one that carries their weight, in a canonical order.

        Examples
        --------
        >>> import rankfold as rf
        >>> merged = rf.Ballots.from_orders([["b", "a"], ["a", "b"], ["b", "a"]]).merged()
        >>> merged.orders(), merged.weights.tolist()
        ([['a', 'b'], ['b', 'a']], [1, 2])
        """
        return self._wrap(self._native.merged(native_control(control)), self._notes, self._meta)

    def pairwise(self, **control: Unpack[Control]) -> PairwiseCounts:
        """For each pair of items the weight of the voters who put one before the other.

        Notes
        -----
        ``O(n_voters * n_items**2)`` comparisons, 64 at a time.

        Examples
        --------
        >>> import rankfold as rf
        >>> rf.Ballots.from_orders([["a", "b"], ["a", "b"], ["b", "a"]]).pairwise().wins
        array([[0, 2],
               [1, 0]])
        """
        return PairwiseCounts._wrap(self._native.pairwise(native_control(control)))

    def positional(self, **control: Unpack[Control]) -> PositionalCounts:
        """For each item the weight of the voters who put it at each place."""
        return PositionalCounts._wrap(self._native.positional(native_control(control)))

    def to_preflib(self, path: str | os.PathLike[str], *, title: str = "") -> None:
        """Write the ballots as a PrefLib file, equal ones merged.

        Parameters
        ----------
        path : path
            Ends in ``.soc`` (complete, no ties), ``.soi`` (no ties), ``.toc`` (complete) or ``.toi``.
        title : str, optional
            The file's title.

        Raises
        ------
        InvalidInputError
            If the ballots do not fit the suffix, or have weights that are not integers.
        """
        from rankfold.read.preflib_format import format_preflib

        path = Path(path)
        kind = path.suffix.removeprefix(".")
        fitting = self._preflib_kinds()
        if kind not in fitting:
            expected = ", ".join(f".{name}" for name in fitting)
            text = f"{path.name}: these ballots do not fit the suffix {path.suffix!r}: expected {expected}"
            raise InvalidInputError(text)
        merged = self.merged()
        labels = [str(label) for label in self.items]
        text = format_preflib(merged.positions(), merged.weights, labels, file_name=path.name, title=title, kind=kind)
        try:
            content = text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InvalidInputError(f"{path.name}: {error}: expected labels and a title that UTF-8 can write") from None
        path.write_bytes(content)

    def _preflib_kinds(self) -> tuple[str, ...]:
        if self.has_ties:
            return ("toc", "toi") if self.is_complete else ("toi",)
        return ("soc", "soi", "toc", "toi") if self.is_complete else ("soi", "toi")

    def __repr__(self) -> str:
        complete = "complete" if self.is_complete else f'incomplete: missing="{self.missing}"'
        ties = "with ties" if self.has_ties else "no ties"
        weight = self.weights.sum()
        return f"Ballots({self.n_voters} voters, {self.n_items} items, weight {weight:g}, {ties}, {complete})"

    def __reduce__(self) -> tuple[Any, ...]:
        weights = self._native.exact_weights() or self.weights
        return _rebuild, (
            self.positions(),
            self.items,
            weights,
            self.missing,
            self.groups,
            self._notes,
            dict(self._meta),
        )


def _rebuild(
    positions: NDArray[np.int64],
    items: tuple[str | int, ...],
    weights: NDArray[np.int64] | tuple[list[int], int],
    missing: Literal["below", "absent"],
    groups: NDArray[np.int64] | None,
    notes: tuple[Note, ...],
    meta: dict[str, Any],
) -> Ballots:
    """What a pickle calls. Float weights come as the exact numbers that they are, which sums of them need."""
    integers = None if isinstance(weights, tuple) else weights
    handle = Ballots.from_positions(positions, items=items, weights=integers, missing=missing)._native
    if isinstance(weights, tuple):
        handle = handle.with_exact_weights(*weights)
    if groups is not None:
        handle = handle.with_groups(groups, int(groups.max(initial=-1)) + 1)
    return Ballots._wrap(handle, notes, meta)
