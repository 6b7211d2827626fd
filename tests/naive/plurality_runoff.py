"""Plurality with runoff: the two with the most first places, and of these the one that more voters prefer."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from tests.naive.elimination import first_places, scores
from tests.naive.ranking import Label, label_key
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot


def runoffs(first: Sequence[Fraction], tie_break: str, labels: Sequence[Label]) -> list[set[int]]:
    """Who may meet in the runoff."""
    everybody = range(len(first))
    if len(first) < 3:
        return [set(everybody)]
    second_best = sorted(first)[-2]
    # Whoever has more than the second best is in it, whoever has as much may be.
    if tie_break == "simultaneous":
        return [{item for item in everybody if first[item] >= second_best}]
    pairs = [
        {a, b}
        for a, b in combinations(everybody, 2)
        if all(
            max(first[a], first[b]) >= first[c] and min(first[a], first[b]) >= first[c]
            for c in everybody
            if c not in (a, b)
        )
    ]
    if tie_break == "lowest_label":
        return [min(pairs, key=lambda pair: sorted(label_key(labels[item]) for item in pair))]
    assert tie_break == "parallel_universe"
    return pairs


def plurality_runoff(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """1 for who is not in the runoff, 2 for who loses it, 3 for who wins it; less if a round is not needed."""
    labels = range(n_items) if labels is None else labels
    counted = exact(weights, len(ballots))
    everybody = set(range(n_items))
    found: list[list[set[int]]] = []
    for finalists in runoffs(first_places(ballots, counted, n_items, everybody), tie_break, labels):
        second = first_places(ballots, counted, n_items, finalists)
        winners = {item for item in finalists if second[item] == max(second[other] for other in finalists)}
        if tie_break == "parallel_universe":
            endings = [[finalists - {winner}, {winner}] for winner in winners]
        elif tie_break == "lowest_label" and winners:
            lowest = min(winners, key=lambda item: label_key(labels[item]))
            endings = [[finalists - {lowest}, {lowest}]]
        else:
            endings = [[finalists - winners, winners]]
        found += [[items for items in [everybody - finalists, *ending] if items] for ending in endings]
    return scores(n_items, found)
