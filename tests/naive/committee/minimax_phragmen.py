"""Phragmén's optimal rule, by brute force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.committee.maximin_support import support
from tests.naive.committee.search import Committee, best, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> Fraction | None:
    least = support(committee, sets, weights)
    return 1 / least if least else None


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return best(committees(n_items, k, allowed), lambda c: support(c, sets, weights))
