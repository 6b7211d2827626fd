"""Programs that agree, by the definitions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

#: Squares of scores, so that they are exact.
SQUARES = {
    "sqrt": lambda s, t: s * t * t,
    "product": lambda s, t: (s * t) ** 2,
    "solutions": lambda s, t: s * s if t else 0,
    "tests": lambda s, t: t * t,
}


def dual_agreement(
    passed: Sequence[Sequence[bool]],
    score: str = "sqrt",
    solution_counts: Sequence[int] | None = None,
    test_counts: Sequence[int] | None = None,
) -> list[tuple[int, list[int], int, int]]:
    """Squared score, members, solutions and tests of each group, best first."""
    members = defaultdict(list)
    for solution, row in enumerate(passed):
        members[frozenset(test for test, ok in enumerate(row) if ok)].append(solution)
    groups = []
    for tests, solutions in members.items():
        s = sum(solution_counts[i] if solution_counts else 1 for i in solutions)
        t = sum(test_counts[i] if test_counts else 1 for i in tests)
        groups.append((SQUARES[score](s, t), solutions, s, t))
    return sorted(groups, key=lambda group: (-group[0], group[1][0]))


def pass_at_k(groups: list[tuple[int, list[int], int, int]], correct: Sequence[bool], k: int) -> float:
    """The probability that one of k draws is right: all ways to draw, counted."""
    levels: list[list[int]] = []
    scores: list[int] = []
    for square, members, _, _ in groups:
        if scores and scores[-1] == square:
            levels[-1] = levels[-1] + members
        else:
            scores.append(square)
            levels.append(list(members))
    draws = [0] * len(levels)
    while sum(draws) < k:
        open_levels = [i for i, level in enumerate(levels) if scores[i] and draws[i] < len(level)]
        for i in open_levels or [len(levels) - 1]:
            if sum(draws) < k:
                draws[i] += 1
    fails = Fraction(1)
    for level, n in zip(levels, draws, strict=True):
        ways = list(combinations(level, n))
        fails *= Fraction(sum(not any(correct[i] for i in way) for way in ways), len(ways))
    return float(1 - fails)


def mbr_execution(
    outputs: Sequence[Hashable], ran: Sequence[bool], logprobs: Sequence[float] | None
) -> tuple[int, list[int]]:
    """The sample, or -1, and the scores."""
    n = len(outputs)
    scores = [sum(ran[i] and ran[j] and outputs[i] == outputs[j] for j in range(n)) for i in range(n)]
    if not any(scores):
        return -1, scores
    return max(range(n), key=lambda i: (scores[i], logprobs[i] if logprobs else 0, -i)), scores


def dual_agreement_loop(problems: list[Any]) -> float:
    """Sum of the best scores, as a loop over problems."""
    return sum(dual_agreement(passed)[0][0] ** 0.5 for passed in problems)
