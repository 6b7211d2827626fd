"""Ranked pairs: wins from the strongest down, but for those that close a cycle."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.pairwise_counts import preference
from tests.naive.ranking import Label, label_key
from tests.naive.schulze import strengths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot

#: Who stands above whom through the wins locked in so far.
State = frozenset[tuple[int, int]]


def lock(state: State, win: tuple[int, int]) -> State | None:
    """With this win and all that follows, or None if it would close a cycle."""
    winner, loser = win
    if (loser, winner) in state:
        return None
    above = {winner} | {i for i, j in state if j == winner}
    below = {loser} | {j for i, j in state if i == loser}
    return state | {(i, j) for i in above for j in below}


def n_above(state: State, item: int) -> int:
    """How many stand above an item."""
    return sum(j == item for _, j in state)


def every_way(states: set[State], equal: Sequence[tuple[int, int]]) -> set[State]:
    """What locking in these wins in every order leads to: any that can be locked in may be the next."""
    seen, found, left = set(states), set(), list(states)
    while left:
        state = left.pop()
        after = {locked for win in equal if (locked := lock(state, win)) is not None and locked != state}
        if not after:
            found.add(state)
        left += after - seen
        seen |= after
    return found


def ranked_pairs(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    strength: str = "margins",
    tie_break: str = "parallel_universe",
    missing: str = "below",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """How many others do not stand above each item, the most over all orders of equally strong wins."""
    links = strengths(preference(ballots, n_items, weights, missing=missing), strength=strength)
    names = range(n_items) if labels is None else labels

    def label_order(win: tuple[int, int]) -> tuple[object, object]:
        return label_key(names[win[0]]), label_key(names[win[1]])

    states: set[State] = {frozenset()}
    for value in sorted({link for row in links for link in row if link > 0}, reverse=True):
        equal = [(i, j) for i in range(n_items) for j in range(n_items) if links[i][j] == value]
        if tie_break == "parallel_universe":
            states = every_way(states, equal)
        else:
            for win in sorted(equal, key=label_order):
                states = {lock(state, win) or state for state in states}
    return [Fraction(n_items - 1 - min(n_above(state, i) for state in states)) for i in range(n_items)]
