"""The sets at the top of the majority relation, from their definitions."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.naive.pairwise_counts import Matrix


def parts(left: set[int]) -> Iterator[set[int]]:
    """All sets of at least one of these items, the smallest first."""
    for size in range(1, len(left) + 1):
        for part in combinations(sorted(left), size):
            yield set(part)


def smith(prefer: Matrix, left: set[int]) -> set[int]:
    """The smallest set each of whose members beats everybody outside."""
    for part in parts(left):
        if all(prefer[i][j] > prefer[j][i] for i in part for j in left - part):
            return part
    return set()


def schwartz(prefer: Matrix, left: set[int]) -> set[int]:
    """All sets that nobody outside beats a member of and that hold no smaller one such, taken together."""
    unbeaten = [part for part in parts(left) if not any(prefer[j][i] > prefer[i][j] for i in part for j in left - part)]
    smallest = [part for part in unbeaten if not any(other < part for other in unbeaten)]
    return set().union(*smallest)
