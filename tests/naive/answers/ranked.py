"""Ranked votes as the code of ranked voting for self-consistency counts them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

Ballot = list[str]


def valid(ballots: list[Ballot]) -> list[Ballot]:
    """Ballots without "invalid"."""
    return [ballot for ballot in ballots if "invalid" not in ballot]


def points(ballots: list[Ballot], of_place: str) -> dict[str, Fraction]:
    """Sums of points in the order in which answers are first seen; repeats on a ballot count again, as there."""
    found: dict[str, Fraction] = {}
    for ballot in valid(ballots):
        for place, answer in enumerate(ballot):
            worth = Fraction(len(ballot) - place) if of_place == "borda" else Fraction(1, place + 1)
            found[answer] = found.get(answer, Fraction(0)) + worth
    return found


def first_of(found: dict[str, Fraction]) -> str | None:
    """The first seen of those with the most points."""
    return max(found, key=lambda answer: found[answer]) if found else None


def plurality(ballots: list[Ballot]) -> str | None:
    """The first seen of those that stand first most often."""
    firsts = Counter(ballot[0] for ballot in valid(ballots))
    return firsts.most_common(1)[0][0] if firsts else None


def instant_runoff(ballots: list[Ballot]) -> set[str]:
    """All winners of instant runoff, over every way to break ties among the last."""

    def rounds(alive: frozenset[str]) -> set[str]:
        firsts = Counter(dict.fromkeys(alive, 0))
        for ballot in valid(ballots):
            top = next((answer for answer in ballot if answer in alive), None)
            if top is not None:
                firsts[top] += 1
        if len(alive) == 1 or max(firsts.values()) * 2 > sum(firsts.values()):
            return {max(firsts, key=lambda answer: firsts[answer])}
        fewest = min(firsts.values())
        found: set[str] = set()
        for answer in alive:
            if firsts[answer] == fewest:
                found |= rounds(alive - {answer})
        return found

    return rounds(frozenset(answer for ballot in valid(ballots) for answer in ballot))
