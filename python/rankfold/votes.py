"""What containers of votes share: voters with weights, items with labels, and what is known of the source."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

    from rankfold import _native as native
    from rankfold.notes import Note

__all__ = ["Votes"]


class Votes:
    """Votes of voters on items. Immutable: checked and copied once, and then trusted by every rule."""

    __slots__ = ("_meta", "_native", "_notes")
    _native: native.Ballots | native.Approvals
    _notes: tuple[Note, ...]
    _meta: Mapping[str, Any]

    @classmethod
    def _wrap(cls, handle: object, notes: tuple[Note, ...] = (), meta: Mapping[str, Any] | None = None) -> Self:
        votes = object.__new__(cls)
        object.__setattr__(votes, "_native", handle)
        object.__setattr__(votes, "_notes", notes)
        object.__setattr__(votes, "_meta", MappingProxyType(dict(meta or {})))
        return votes

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} are immutable: cannot set {name}")

    @property
    def n_voters(self) -> int:
        """How many voters there are, those included who name no item."""
        return self._native.n_voters

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return self._native.n_items

    @property
    def items(self) -> tuple[str | int, ...]:
        """The labels, in the order in which results list them."""
        return self._native.items

    @property
    def weights(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """The weight of each voter, shape (n_voters,); read-only."""
        return self._native.weights

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was noticed when a file was read: see :class:`rankfold.Note`."""
        return self._notes

    @property
    def meta(self) -> Mapping[str, Any]:
        """What else a file said: see :func:`rankfold.read`."""
        return self._meta

    def __len__(self) -> int:
        return self.n_voters
