"""How much weight says what of every pair of items."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot

Matrix = list[list[int | Fraction]]


class PairwiseCounts(NamedTuple):
    """Square matrices of weights."""

    wins: Matrix  # [i][j]: both ranked, i strictly before j
    ties: Matrix  # [i][j]: both ranked, at the same place
    only_one: Matrix  # [i][j]: i ranked and j not

    def preference(self, missing: str) -> Matrix:
        """Weight that prefers i to j under this reading of unranked items."""
        if missing == "absent":
            return self.wins
        assert missing == "below"
        pairs = zip(self.wins, self.only_one, strict=True)
        return [[win + only for win, only in zip(wins, onlys, strict=True)] for wins, onlys in pairs]


def pairwise_counts(ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None) -> PairwiseCounts:
    """Counts every pair of every ballot."""
    wins, ties, only_one = ([[0] * n_items for _ in range(n_items)] for _ in range(3))
    counts = PairwiseCounts(wins, ties, only_one)
    for ballot, weight in zip(ballots, exact(weights, len(ballots)), strict=True):
        # Unranked items come last, at a tier number that no ranked item has.
        unranked = len(ballot)
        tier_of = [unranked] * n_items
        for number, tier in enumerate(ballot):
            for item in tier:
                tier_of[item] = number
        for i in range(n_items):
            for j in range(n_items):
                if i == j or tier_of[i] == unranked:
                    continue
                if tier_of[j] == unranked:
                    counts.only_one[i][j] += weight
                elif tier_of[i] < tier_of[j]:
                    counts.wins[i][j] += weight
                elif tier_of[i] == tier_of[j]:
                    counts.ties[i][j] += weight
    return counts


def preference(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> Matrix:
    """Weight that prefers i to j: what every pairwise rule starts from."""
    return pairwise_counts(ballots, n_items, weights).preference(missing)
