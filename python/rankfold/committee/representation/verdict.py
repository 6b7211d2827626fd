"""What a check of a committee returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["Group", "Prices", "Representation"]


@dataclass(frozen=True, slots=True)
class Group:
    """Voters who deserve more seats than they have.

    Attributes
    ----------
    voters : tuple of int
        The voters, by their index in the data.
    items : tuple of str or int
        What all of them approve of.
    seats : int
        How many seats they deserve.
    represented : int
        How many they have: the most members that one of them approves of, or for "pjr" the members that any of them
        approves of.
    weight : Fraction
        Their weight.
    required : Fraction
        The weight that deserves so many seats: ``seats / k`` of that of all voters.
    """

    voters: tuple[int, ...]
    items: tuple[str | int, ...]
    seats: int
    represented: int
    weight: Fraction
    required: Fraction


@dataclass(frozen=True, slots=True)
class Prices:
    """Money with which voters could have paid for the members, each at a price of 1.

    Attributes
    ----------
    budget : Fraction
        What a voter of weight 1 has; others have that times their weight.
    payments : tuple of (int, str or int, Fraction)
        Which voter pays for which member how much.
    """

    budget: Fraction
    payments: tuple[tuple[int, str | int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Representation:
    """Whether a committee meets an axiom, and what shows it. True in a condition if it does.

    Attributes
    ----------
    axiom : str
        Which axiom.
    holds : bool
        Whether the committee meets it.
    group : Group or None
        A group that the axiom is not met for; None if it holds, and for "priceability".
    prices : Prices or None
        For "priceability", where it holds: prices that show it.
    members : tuple of str or int
        The committee.
    k : int
        How many seats are shared.
    """

    axiom: str
    holds: bool
    group: Group | None
    prices: Prices | None
    members: tuple[str | int, ...]
    k: int

    def __bool__(self) -> bool:
        return self.holds
