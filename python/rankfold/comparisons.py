"""Battles between two items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rankfold import _native
from rankfold.arrays import weight_vector
from rankfold.control import native_control
from rankfold.errors import InvalidInputError
from rankfold.pairwise_counts import PairwiseCounts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self, Unpack

    from numpy.typing import NDArray

    from rankfold.control import Control
    from rankfold.frames import ComparisonParts

__all__ = ["Comparisons"]


class Comparisons:
    """Battles: two items meet, one wins or they tie; with weights, times and segments.

    Immutable. Build them with :meth:`from_frame` or ``rankfold.read(path, a=..., b=..., winner=...)``. Every pairwise
    rule takes them, through :meth:`pairwise`.
    """

    __slots__ = ("_parts",)
    _parts: ComparisonParts

    def __init__(self) -> None:
        raise TypeError("Comparisons() has nothing to hold: write Comparisons.from_frame(frame, a=..., b=..., ...)")

    @classmethod
    def _from_parts(cls, parts: ComparisonParts) -> Self:
        comparisons = object.__new__(cls)
        object.__setattr__(comparisons, "_parts", parts)
        return comparisons

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Comparisons are immutable: cannot set {name}")

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        a: str,
        b: str,
        winner: str,
        outcomes: Mapping[Any, str] | None = None,
        weight: str | None = None,
        time: str | None = None,
        by: str | None = None,
    ) -> Self:
        """Battles from a data frame, one row each.

        Parameters
        ----------
        frame : data frame
            Polars, pandas, pyarrow or whatever else narwhals reads.
        a, b : str
            Columns of the two items.
        winner : str
            The column of the outcome: the winner's label, or a word such as ``a``, ``model_b``, ``tie``.
        outcomes : mapping, optional
            What other words mean: each value of ``winner`` as ``"a"``, ``"b"``, ``"tie"`` or ``"skip"``.
        weight : str, optional
            The column of weights; default 1 each.
        time : str, optional
            The column of times, kept for models that look at the order of battles.
        by : str, optional
            The column of segments (language, category), kept for rankings by segment.

        Raises
        ------
        InvalidInputError
            For an unknown column or outcome (column, row and value are named), an item that meets itself, a bad weight.
        MissingDependencyError
            Without narwhals: ``pip install 'rankfold[frame]'``.
        """
        from rankfold.frames import comparison_parts

        return cls._from_parts(
            comparison_parts(frame, a=a, b=b, winner=winner, outcomes=outcomes, weight=weight, time=time, by=by)
        )

    @property
    def n_comparisons(self) -> int:
        """How many battles there are."""
        return len(self._parts.first)

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return len(self._parts.items)

    @property
    def items(self) -> tuple[str | int, ...]:
        """The labels, in label order."""
        return tuple(self._parts.items)

    @property
    def first(self) -> NDArray[np.uint32]:
        """The index of the first item of each battle, shape (n_comparisons,)."""
        return self._parts.first

    @property
    def second(self) -> NDArray[np.uint32]:
        """The index of the second item of each battle, shape (n_comparisons,)."""
        return self._parts.second

    @property
    def outcome(self) -> NDArray[np.int8]:
        """1 where the first item won, -1 where the second did, 0 for a tie; shape (n_comparisons,)."""
        return self._parts.outcome

    @property
    def weights(self) -> NDArray[Any]:
        """The weight of each battle, shape (n_comparisons,)."""
        weights = self._parts.weights
        return np.ones(self.n_comparisons, dtype=np.int64) if weights is None else weights

    @property
    def time(self) -> NDArray[Any] | None:
        """The time of each battle, if the frame had one."""
        return self._parts.time

    @property
    def by(self) -> Any:
        """The segment of each battle, if the frame had one."""
        return self._parts.by

    @property
    def notes(self) -> tuple[Any, ...]:
        """What was noticed on reading: see :class:`rankfold.Note`."""
        return tuple(self._parts.notes)

    def pairwise(self, **control: Unpack[Control]) -> PairwiseCounts:
        """For each pair of items the weight of the battles that one won over the other.

        A battle is one voter who compares two items and says nothing of the others.
        """
        parts = self._parts
        weights = weight_vector(parts.weights, "(n_comparisons,)")
        if not len(parts.items):
            raise InvalidInputError("there are no battles, and so no items to count")
        return PairwiseCounts._wrap(
            _native.PairwiseCounts.from_comparisons(
                parts.first, parts.second, parts.outcome, weights, tuple(parts.items), native_control(control)
            )
        )

    def __len__(self) -> int:
        return self.n_comparisons

    def __repr__(self) -> str:
        n_ties = int(np.count_nonzero(self.outcome == 0))
        return f"Comparisons({self.n_comparisons} battles, {self.n_items} items, {n_ties} ties)"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._from_parts, (self._parts,)
