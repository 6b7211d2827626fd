"""All committees, and all ways through the rounds of a rule, by brute force."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Committee = frozenset[int]
Allowed = "Callable[[Committee], bool]"


def committees(n_items: int, k: int, allowed: Callable[[Committee], bool]) -> list[Committee]:
    """Every committee that is allowed."""
    return [c for c in map(frozenset, combinations(range(n_items), k)) if allowed(c)]


def best(candidates: list[Committee], score: Callable[[Committee], Any]) -> set[Committee]:
    """Those with the highest score."""
    top = max(map(score, candidates))
    return {committee for committee in candidates if score(committee) == top}


def sequential(
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
    tied: Callable[[Sequence[int], list[int]], list[int]],
) -> set[Committee]:
    """The committees that rounds lead to: ``tied(elected so far, who may be next)`` are the best of a round."""
    every = committees(n_items, k, allowed)
    found: set[Committee] = set()
    seen: set[tuple[int, ...]] = set()

    def go(elected: tuple[int, ...]) -> None:
        if elected in seen:
            return
        seen.add(elected)
        if len(elected) == k:
            found.add(frozenset(elected))
            return
        within = [c for c in every if c >= set(elected)]
        may = [item for item in range(n_items) if item not in elected and any(item in c for c in within)]
        for item in tied(elected, may):
            go((*elected, item))

    go(())
    return found
