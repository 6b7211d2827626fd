"""Stable voting: the first pair whose winner would win without the loser."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import Matrix, preference
from tests.naive.split_cycle import defeated_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def winners(prefer: Matrix, items: tuple[int, ...], strength: str) -> set[int]:
    """By the definition: goes through all pairs even where one item is undefeated."""
    if len(items) == 1:
        return set(items)
    among = [[prefer[i][j] for j in items] for i in items]
    undefeated = [i for i, rivals in zip(items, defeated_by(among, strength=strength), strict=True) if not rivals]

    def worth(i: int, j: int) -> int | Fraction:
        return prefer[i][j] - prefer[j][i] if strength == "margins" else prefer[i][j]

    pairs = [(i, j) for i in undefeated for j in items if i != j]
    for value in sorted({worth(i, j) for i, j in pairs}, reverse=True):
        found = {
            i
            for i, j in pairs
            if worth(i, j) == value and i in winners(prefer, tuple(k for k in items if k != j), strength)
        }
        if found:
            return found
    return set()


def stable_voting(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    strength: str = "margins",
    missing: str = "below",
) -> list[Fraction]:
    """1 for the winners."""
    found = winners(preference(ballots, n_items, weights, missing=missing), tuple(range(n_items)), strength)
    return [Fraction(item in found) for item in range(n_items)]
