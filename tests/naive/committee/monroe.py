"""Monroe's rule: voters one by one, members with one place for each voter they represent."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, best, committees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction


def score(committee: Committee, sets: Sequence[frozenset[int]], weights: Sequence[Fraction]) -> int:
    voters = [s for s, w in zip(sets, weights, strict=True) for _ in range(int(w))]
    share, larger = divmod(len(voters), len(committee))
    ways = combinations(sorted(committee), larger)
    return max(_matched(voters, [c for c in committee for _ in range(share + (c in way))]) for way in ways)


def _matched(voters: list[frozenset[int]], places: list[int]) -> int:
    """The largest number of voters that get places of items they approve of."""
    holder: dict[int, int] = {}

    def seat(voter: int, seen: set[int]) -> bool:
        for place, item in enumerate(places):
            if item in voters[voter] and place not in seen:
                seen.add(place)
                if place not in holder or seat(holder[place], seen):
                    holder[place] = voter
                    return True
        return False

    return sum(seat(voter, set()) for voter in range(len(voters)))


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    return best(committees(n_items, k, allowed), lambda c: score(c, sets, weights))
