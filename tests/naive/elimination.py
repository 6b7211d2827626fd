"""Dropping items round by round: every way in which they can leave."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.naive.ranking import Label, label_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.naive.places import Ballot


class Leaving(NamedTuple):
    """Who leaves next."""

    items: set[int]
    are_tied: bool = True  # for the worst place; if not, the rule itself says that all of them leave


def histories(
    left: set[int],
    leaving: Callable[[set[int]], Leaving],
    tie_break: str = "simultaneous",
    labels: Sequence[Label] | None = None,
) -> list[list[set[int]]]:
    """Every history as the sets that leave in its rounds; one, unless ``tie_break="parallel_universe"``."""
    if not left:
        return [[]]
    items, are_tied = leaving(left)
    if not are_tied or tie_break == "simultaneous":
        choices = [items]
    elif tie_break == "lowest_label":
        choices = [{max(items, key=lambda item: item if labels is None else label_key(labels[item]))}]
    else:
        assert tie_break == "parallel_universe"
        choices = [{item} for item in items]
    return [[chosen, *rest] for chosen in choices for rest in histories(left - chosen, leaving, tie_break, labels)]


def scores(n_items: int, found: Sequence[Sequence[set[int]]]) -> list[Fraction]:
    """The latest round in which an item leaves; of whoever is among the last once, the last round of all."""
    rounds = [0] * n_items
    for history in found:
        for number, items in enumerate(history, start=1):
            for item in items:
                rounds[item] = max(rounds[item], number)
    for history in found:
        for winner in history[-1] if history else ():
            rounds[winner] = max(map(len, found))
    return [Fraction(number) for number in rounds]


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


def last_places(
    ballots: Sequence[Ballot], weights: Sequence[int | Fraction], n_items: int, left: set[int], missing: str
) -> list[Fraction]:
    """Weight of each item as the worst of those left; a ballot that ties all that it compares drops out."""
    scores = [Fraction(0)] * n_items
    for ballot, weight in zip(ballots, weights, strict=True):
        tiers = [[item for item in tier if item in left] for tier in ballot]
        if missing == "below":
            tiers.append([item for item in left if not any(item in tier for tier in ballot)])
        tiers = [tier for tier in tiers if tier]
        if len(tiers) > 1:
            for item in tiers[-1]:
                scores[item] += Fraction(1, len(tiers[-1])) * weight
    return scores


def least(scores: Sequence[Fraction], left: set[int]) -> set[int]:
    """The items with the lowest score."""
    return {item for item in left if scores[item] == min(scores[other] for other in left)}
