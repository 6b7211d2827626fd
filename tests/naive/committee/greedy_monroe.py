"""Monroe's rule by greedy choices, voter by voter. Items are numbered in the order that breaks ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, sequential

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction


def unrepresented(elected: Sequence[int], voters: list[frozenset[int]], k: int) -> list[frozenset[int]]:
    """The voters without a representative once these items are elected in this order."""
    left, total = list(voters), len(voters)
    for number, item in enumerate(elected):
        still_out = set(elected[: number + 1])

        def first(voter: frozenset[int], gone: set[int] = still_out) -> tuple[int, list[int]]:
            return len(voter - gone), sorted(voter)

        share = total // k + (number < total % k)
        for voter in sorted((voter for voter in left if item in voter), key=first)[:share]:
            left.remove(voter)
    return left


def outcomes(
    sets: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
) -> set[Committee]:
    voters = [s for s, w in zip(sets, weights, strict=True) for _ in range(int(w))]

    def tied(elected: Sequence[int], may: list[int]) -> list[int]:
        left = unrepresented(elected, voters, k)
        support = {item: sum(item in voter for voter in left) for item in may}
        return [item for item in may if support[item] == max(support.values())]

    return sequential(n_items, k, allowed, tied)
