"""What every mergeable state can do: be copied, shipped as bytes, saved, pickled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rankfold import _native as native
from rankfold.control import native_control
from rankfold.errors import InvalidTypeError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Literal, Self, Unpack

    from rankfold.ballots import Ballots
    from rankfold.control import Control
    from rankfold.rank import Ranking


def label_tuple(items: Sequence[str | int], name: str = "items") -> tuple[str | int, ...]:
    """The labels of a state, in their order; a text or a set is no list of labels."""
    if isinstance(items, (str, set, frozenset)) or not hasattr(items, "__iter__"):
        raise InvalidTypeError(f"{name} is of type {type(items).__name__}: expected a list of labels")
    return tuple(items)


class MergeableState:
    """A sum that can be stopped, shipped, merged and resumed.

    Laws: ``merge`` is associative and commutative, ``update`` in any split equals one ``update``, and
    ``from_bytes(state.to_bytes())`` is the state again. They hold bit for bit for counts and integer weights, and
    within 1e-12 relative for float weights.

    One thread may update a state while others read or merge it: each sees it before or after, never in between.
    """

    __slots__ = ("_native",)
    _native: Any
    _native_class: Any

    @classmethod
    def _wrap(cls, handle: object) -> Self:
        state = cls.__new__(cls)
        state._native = handle
        return state

    def merge(self, other: Self) -> Self:
        """Add another state over the same items to this one, and return this one.

        Raises
        ------
        IncompatibleStateError
            If the items differ, or their order. Nothing is changed then.
        """
        if not isinstance(other, type(self)):
            mine, theirs = type(self).__name__, type(other).__name__
            raise InvalidTypeError(f"cannot merge a {theirs} into {mine}: expected {mine}")
        self._native.merge(other._native)
        return self

    def copy(self) -> Self:
        """A state of its own with the same counts."""
        return self._wrap(self._native.copy())

    def to_bytes(self) -> bytes:
        """The state as bytes: versioned, little-endian, with a fingerprint of its items and a checksum."""
        content: bytes = self._native.to_bytes()
        return content

    @classmethod
    def from_bytes(cls, content: bytes | bytearray | memoryview) -> Self:
        """The state that :meth:`to_bytes` wrote.

        Raises
        ------
        CorruptStateError
            For any other bytes: cut, damaged, of another kind or of a newer version. Sizes are checked before memory is
            asked for.
        """
        return cls._wrap(cls._native_class.from_bytes(bytes(content)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write :meth:`to_bytes` to a file."""
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read what :meth:`save` wrote."""
        return cls.from_bytes(Path(path).read_bytes())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)


class ItemState(MergeableState):
    """A sum over votes on items."""

    __slots__ = ()

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return int(self._native.n_items)

    @property
    def items(self) -> tuple[str | int, ...]:
        """The labels, in the order of what is counted."""
        items: tuple[str | int, ...] = self._native.items
        return items


class State(ItemState):
    """A sum over ballots."""

    __slots__ = ()
    _default_rule: str

    @property
    def missing(self) -> Literal["below", "absent"]:
        """What an unranked item means unless a rule is told otherwise."""
        missing: Literal["below", "absent"] = self._native.missing
        return missing

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

    def finish(self, *, rule: str | None = None, **options: Any) -> Ranking:
        """Rank what was counted so far.

        Parameters
        ----------
        rule : str, optional
            Any rule that reads these counts; default ``schulze`` for pairs and ``borda`` for places.
        **options
            The rule's own, and those of :class:`rankfold.control.Control`.
        """
        from rankfold.rank import rank_by

        return rank_by(self, rule or self._default_rule, **options)
