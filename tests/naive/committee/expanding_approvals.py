"""The expanding approvals rule, voter by voter."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.committee.search import Committee, committees
from tests.naive.committee.stv import quota_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def outcomes(
    ballots: Sequence[tuple[tuple[int, ...], ...]],
    weights: Sequence[Fraction],
    n_items: int,
    k: int,
    allowed: Callable[[Committee], bool],
    *,
    quota: str = "droop",
    missing: str = "below",
) -> set[Committee]:
    price = quota_of(quota, sum(weights, Fraction(0)), k)
    every = committees(n_items, k, allowed)
    above = [ranks(ballot, n_items, missing) for ballot in ballots]
    found: set[Committee] = set()

    def go(elected: tuple[int, ...], left: list[Fraction], places: int) -> None:
        if len(elected) == k:
            found.add(frozenset(elected))
            return
        within = [c for c in every if c >= set(elected)]
        may = [i for i in range(n_items) if i not in elected and any(i in c for c in within)]

        def supporters(item: int) -> list[int]:
            return [v for v, ranks in enumerate(above) if item in ranks and ranks[item] < places]

        behind = {i: sum((left[v] for v in supporters(i)), Fraction(0)) for i in may}
        reached = [i for i in may if behind[i] >= price] if places else []
        if not reached and places < n_items:
            go(elected, left, places + 1)
            return
        best = max(behind[i] for i in reached or may)
        for item in reached or may:
            if behind[item] == best:
                part = max(best - price, Fraction(0)) / best if best else Fraction(0)
                paid = [w * part if v in supporters(item) else w for v, w in enumerate(left)]
                go((*elected, item), paid, places)

    go((), list(weights), 0)
    return found


def ranks(ballot: tuple[tuple[int, ...], ...], n_items: int, missing: str) -> dict[int, int]:
    """How many items stand above each."""
    found: dict[int, int] = {}
    for tier in ballot:
        found.update(dict.fromkeys(tier, len(found)))
    if missing == "below":
        found.update(dict.fromkeys(set(range(n_items)) - set(found), len(found)))
    return found
