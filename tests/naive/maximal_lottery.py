"""Maximal lotteries by trying every face of their polytope."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Vector = list[Fraction]
Game = list[list[Fraction]]


class MaximalLottery(NamedTuple):
    """The lottery of least norm, the items with weight in any, and whether there is only one."""

    probabilities: Vector
    essential: list[int]
    unique: bool


def margins(prefer: Sequence[Sequence[float | Fraction]], *, by: str = "margins") -> Game:
    """Margin of i over j, or its sign."""
    n_items = len(prefer)
    game = [
        [Fraction(prefer[i][j]) - Fraction(prefer[j][i]) if i != j else Fraction(0) for j in range(n_items)]
        for i in range(n_items)
    ]
    if by == "signs":
        return [[Fraction((cell > 0) - (cell < 0)) for cell in row] for row in game]
    return game


def earned(game: Game, lottery: Sequence[Fraction]) -> Vector:
    """What the lottery earns against each item."""
    return [sum((p * row[j] for p, row in zip(lottery, game, strict=True)), Fraction(0)) for j in range(len(game))]


def is_maximal(game: Game, lottery: Sequence[Fraction]) -> bool:
    return sum(lottery) == 1 and min(lottery) >= 0 and min(earned(game, lottery)) >= 0


def maximal_lottery(game: Game) -> MaximalLottery:
    """The best of all candidates; every vertex of the polytope is one of them."""
    found = {tuple(lottery) for lottery in candidates(game) if is_maximal(game, lottery)}
    best = min(found, key=lambda lottery: sum(p * p for p in lottery))
    essential = [item for item in range(len(game)) if any(lottery[item] > 0 for lottery in found)]
    return MaximalLottery(list(best), essential, len(found) == 1)


def candidates(game: Game) -> Iterator[Vector]:
    """For every choice of items without weight and of rivals held to 0, the lottery of least norm, whatever its signs.

    It points the way of the vector of ones, with the directions of all these conditions taken out.
    """
    n_items = len(game)
    units = [[Fraction(i == j) for i in range(n_items)] for j in range(n_items)]
    columns = [[game[i][j] for i in range(n_items)] for j in range(n_items)]
    for flags in product([False, True], repeat=2 * n_items):
        conditions = [vector for vector, chosen in zip(units + columns, flags, strict=True) if chosen]
        rest = without([Fraction(1)] * n_items, conditions)
        if sum(rest) != 0:
            yield [value / sum(rest) for value in rest]


def without(vector: Vector, directions: Sequence[Vector]) -> Vector:
    """The part of a vector that is at right angles to all directions (Gram and Schmidt)."""
    basis: list[Vector] = []
    for direction in directions:
        own = orthogonal(direction, basis)
        if any(own):
            basis.append(own)
    return orthogonal(vector, basis)


def orthogonal(vector: Vector, basis: Sequence[Vector]) -> Vector:
    for other in basis:
        share = sum(a * b for a, b in zip(vector, other, strict=True)) / sum(b * b for b in other)
        vector = [a - share * b for a, b in zip(vector, other, strict=True)]
    return vector
