"""Instant runoff: the item with the fewest first places leaves, again and again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.naive.ranking import Label, label_key
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def first_places(
    ballots: Sequence[Ballot], weights: Sequence[int | Fraction], n_items: int, left: set[int]
) -> list[Fraction]:
    """Weight of each item as the best of those left; tied ones share it, exhausted ballots drop out."""
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, weights, strict=True):
        for tier in ballot:
            best = [item for item in tier if item in left]
            if best:
                for item in best:
                    scores[item] += Fraction(1, len(best)) * weight
                break
    return scores


def rounds(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    labels: Sequence[Label] | None = None,
) -> list[tuple[list[Fraction], set[int]]]:
    """Of each round the scores, and the items that leave."""
    labels = range(n_items) if labels is None else labels
    exact_weights = exact(weights, len(ballots))
    left, history = set(range(n_items)), []
    while left:
        scores = first_places(ballots, exact_weights, n_items, left)
        least = min(scores[item] for item in left)
        leaving = {item for item in left if scores[item] == least}
        if tie_break == "lowest_label":
            leaving = {max(leaving, key=lambda item: label_key(labels[item]))}
        else:
            assert tie_break == "simultaneous"
        history.append((scores, leaving))
        left -= leaving
    return history


def instant_runoff(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    tie_break: str = "simultaneous",
    labels: Sequence[Label] | None = None,
) -> list[Fraction]:
    """The round in which each item leaves, counted from 1."""
    scores = [Fraction(0)] * n_items
    history = rounds(ballots, n_items, weights, tie_break=tie_break, labels=labels)
    for number, (_, leaving) in enumerate(history, start=1):
        for item in leaving:
            scores[item] = Fraction(number)
    return scores
