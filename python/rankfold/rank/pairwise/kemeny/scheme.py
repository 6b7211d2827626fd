"""What a pair of items costs, by what consensus and vote say of it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.errors import InvalidInputError, InvalidTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import Self

    from rankfold.rank.pairwise.options import Missing

    Number = int | float | Fraction | Decimal

__all__ = ["TieScheme", "tie_scheme"]

#: Schemes that take no number, so that their names say all.
_NAMES = ("strict", "half", "extended")


class TieScheme:
    """Costs of pairs of items, for votes and consensus with ties and gaps.

    The consensus puts ``x`` before ``y``, or ties them. A vote adds ``before[k]`` in the first case and ``tied[k]`` in
    the second, with ``k`` by what it says itself: 0 ``x`` before ``y``, 1 ``y`` before ``x``, 2 a tie, 3 only ``x``
    ranked, 4 only ``y`` ranked, 5 neither ranked. These are the vectors ``B`` and ``T`` of corankco.

    Parameters
    ----------
    before : sequence of 6 numbers
        Costs where the consensus has an order: ``before[0] = 0``, ``before[1] > 0``, ``before[3] <= before[4]``.
    tied : sequence of 6 numbers
        Costs where the consensus has a tie: ``tied[2] = 0``, ``tied[0] = tied[1]``, ``tied[3] = tied[4]``.

    Raises
    ------
    InvalidInputError
        For vectors that break these rules, a negative or infinite cost, or costs whose common denominator does not fit
        into 63 bits.

    Notes
    -----
    Numbers are exact: an int, a ``Fraction`` and a ``Decimal`` as they are written, and a float as the binary fraction
    that it is; so ``Fraction(1, 10)`` is not ``0.1``.

    Examples
    --------
    >>> import rankfold as rf
    >>> from rankfold.rank import TieScheme
    >>> TieScheme.unifying(0.5)
    TieScheme.unifying(1/2)
    >>> TieScheme([0, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 1]).vectors() == TieScheme.extended().vectors()
    True
    """

    __slots__ = ("_name", "_numbers")
    _name: str
    _numbers: tuple[Fraction, ...]

    def __init__(self, before: Sequence[Number], tied: Sequence[Number]) -> None:
        self._set("own", (*_costs("before", before), *_costs("tied", tied)))

    def _set(self, name: str, numbers: tuple[Fraction, ...]) -> None:
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_numbers", numbers)
        self.vectors()

    @classmethod
    def _named(cls, name: str, *numbers: Fraction) -> Self:
        scheme = object.__new__(cls)
        scheme._set(name, numbers)
        return scheme

    @classmethod
    def strict(cls) -> Self:
        """A tie in a vote costs nothing, and one in the consensus 1 wherever the vote has an order.

        That is as much as a contradiction, so ties in the consensus never pay. Unranked items are left to ``missing``.
        """
        return cls._named("strict")

    @classmethod
    def half(cls) -> Self:
        """A tie in one of vote and consensus costs 1/2.

        Unranked items are left to ``missing``: ``"below"`` makes it ``unifying(1/2)``, ``"absent"`` ``induced(1/2)``.
        """
        return cls._named("half")

    @classmethod
    def unifying(cls, p: Number) -> Self:
        """A tie in one of vote and consensus costs ``p``; unranked items are tied below the ranked ones.

        This is the distance ``K^(p)`` of Fagin et al. to votes completed in this way: a metric from ``p = 1/2`` on.

        Parameters
        ----------
        p : number
            From 0 to 1.
        """
        return cls._named("unifying", _number("p", p))

    @classmethod
    def induced(cls, p: Number) -> Self:
        """As :meth:`unifying`, but a vote says nothing of items that it does not rank."""
        return cls._named("induced", _number("p", p))

    @classmethod
    def pseudodistance(cls, p: Number) -> Self:
        """As :meth:`unifying`, but a vote says nothing of two items of which it ranks neither."""
        return cls._named("pseudodistance", _number("p", p))

    @classmethod
    def extended(cls) -> Self:
        """Contradictions among ranked items cost 1, and every tie in the consensus that the vote does not have."""
        return cls._named("extended")

    @property
    def name(self) -> str:
        """The name; ``"own"`` for vectors of one's own."""
        return self._name

    def vectors(self, missing: Missing = "below") -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """The costs ``before`` and ``tied``.

        Parameters
        ----------
        missing : {"below", "absent"}, default "below"
            What an unranked item means, for ``strict`` and ``half``; the others say so themselves.
        """
        before, tied, denominator = _native.tie_scheme_vectors(self._native, missing)
        return tuple(Fraction(n, denominator) for n in before), tuple(Fraction(n, denominator) for n in tied)

    @property
    def _native(self) -> tuple[str, list[int], int]:
        denominator = math.lcm(*(number.denominator for number in self._numbers))
        numerators = [int(number * denominator) for number in self._numbers]
        if any(abs(n) >= 2**63 for n in (denominator, *numerators)):
            raise InvalidInputError(
                f"the costs of {self!r} have no common denominator below 2**63: expected simpler fractions, such as "
                "Fraction(1, 10) instead of 0.1"
            )
        return self._name, numerators, denominator

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a TieScheme is immutable: cannot set {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._name, self._numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TieScheme):
            return NotImplemented
        return (self._name, self._numbers) == (other._name, other._numbers)

    def __hash__(self) -> int:
        return hash((self._name, self._numbers))

    def __repr__(self) -> str:
        numbers = [str(number) for number in self._numbers]
        if self._name == "own":
            return f"TieScheme([{', '.join(numbers[:6])}], [{', '.join(numbers[6:])}])"
        return f"TieScheme.{self._name}({', '.join(numbers)})"


def tie_scheme(scheme: object) -> TieScheme:
    """The scheme, or the one of this name."""
    if isinstance(scheme, TieScheme):
        return scheme
    if not isinstance(scheme, str):
        raise InvalidTypeError(f"scheme is of type {type(scheme).__name__}: expected a TieScheme or its name")
    if scheme in ("unifying", "induced", "pseudodistance"):
        raise InvalidInputError(f"scheme = {scheme!r} needs a penalty: write TieScheme.{scheme}(p) with 0 <= p <= 1")
    if scheme not in _NAMES:
        expected = ", ".join(map(repr, _NAMES))
        raise InvalidInputError(f"scheme = {scheme!r}: expected {expected} or a TieScheme")
    return TieScheme._named(scheme)


def _again(name: str, numbers: tuple[Fraction, ...]) -> TieScheme:
    """What unpickling calls."""
    return TieScheme._named(name, *numbers)


def _costs(name: str, values: Sequence[Number]) -> list[Fraction]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise InvalidTypeError(f"{name} is of type {type(values).__name__}: expected 6 numbers")
    costs = [_number(f"{name}[{place}]", value) for place, value in enumerate(values)]
    if len(costs) != 6:
        raise InvalidInputError(f"{name} has {len(costs)} entries: expected 6")
    return costs


def _number(name: str, value: Any) -> Fraction:
    """The exact value of a number, of Python's or of NumPy's."""
    # NumPy's numbers become Python's.
    value = value.item() if hasattr(value, "item") and not hasattr(value, "__len__") else value
    if isinstance(value, (bool, str)):
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a number")
    try:
        return Fraction(value)
    except (ValueError, OverflowError):
        raise InvalidInputError(f"{name} = {value}: expected a finite number") from None
    except TypeError:
        raise InvalidTypeError(f"{name} is of type {type(value).__name__}: expected a number") from None
