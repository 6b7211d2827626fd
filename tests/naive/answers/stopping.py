"""Stopping rules by their definitions: integrals as sums of fractions, urns drawn from ball by ball."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def beta(top: int, second: int) -> Fraction:
    """The integral of x^a (1 - x)^b from 1/2 to 1 over that from 0 to 1, term by term of the power of 1 - x."""

    def integral(low: Fraction) -> Fraction:
        powers = range(second + 1)
        return sum(
            ((-1) ** j * comb(second, j) * (1 - low ** (top + j + 1)) / Fraction(top + j + 1) for j in powers),
            Fraction(0),
        )

    return integral(Fraction(1, 2)) / integral(Fraction(0))


def dirichlet(counts: Sequence[int]) -> Fraction:
    """That the first of gamma variables is the largest, exactly: all of them are sums of exponentials times powers."""
    first, *others = counts
    # A term of the product of the others' distributions is number * x^power * e^(-rate x).
    terms = {(0, 0): Fraction(1)}
    for count in others:
        new: Counter[tuple[int, int]] = Counter()
        for (power, rate), number in terms.items():
            new[power, rate] += number
            for i in range(count + 1):
                new[power + i, rate + 1] -= number / factorial(i)
        terms = dict(new)
    return sum(
        (
            number * factorial(power + first) / Fraction(rate + 1) ** (power + first + 1)
            for (power, rate), number in terms.items()
        ),
        Fraction(0),
    ) / factorial(first)


def horizon(counts: Sequence[int], left: int) -> Fraction:
    """Pólya's urn, ball by ball, with one ball for an answer that was not seen."""

    @lru_cache(None)
    def leads(state: tuple[int, ...], remaining: int) -> Fraction:
        if remaining == 0:
            return Fraction(all(count < state[0] for count in state[1:]))
        balls = sum(state) + len(state)
        total = Fraction(0)
        for answer, count in enumerate(state):
            after = (*state[:answer], count + 1, *state[answer + 1 :])
            # The others are alike, so their order does not matter.
            total += Fraction(count + 1, balls) * leads((after[0], *sorted(after[1:])), remaining - 1)
        return total

    return leads((counts[0], *sorted([*counts[1:], 0])), left)


def early_stop_window(answers: Sequence[int | None], window: int, most: int) -> tuple[str, int | None, int]:
    """The reason, the answer, and how many samples were used."""
    answers = answers[:most]
    for start in range(0, len(answers) - window + 1, window):
        seen = set(answers[start : start + window])
        if len(seen) == 1 and seen != {None}:
            return "unanimous", answers[start], start + window
    if len(answers) < most:
        return "continue", None, len(answers)
    votes = Counter(answer for answer in answers if answer is not None)
    best = min((answer for answer in votes if votes[answer] == max(votes.values())), default=None)
    return "exhausted", best, most


def expected_samples(p: Sequence[float], window: int, most: int) -> float:
    """The sum over the window that is the first unanimous one."""
    q = sum(probability**window for probability in p)
    windows = most // window
    first = sum(q * (1 - q) ** i * (i + 1) for i in range(windows - 1))
    return window * (first + (1 - q) ** (windows - 1) * windows)
