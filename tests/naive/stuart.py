"""Stuart's Q: the usual recursion, in fractions, which do not cancel."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from tests.naive.normalised_ranks import normalised_ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.naive.places import Ballot


def q(ranks: Sequence[Fraction]) -> Fraction:
    """Q of sorted ranks: ``n! V_n``, where ``V_k = sum_i (-1)**(i-1) V_(k-i) / i! r_(n-k+1)**i``."""
    n = len(ranks)
    volumes = [Fraction(1)]
    for k in range(1, n + 1):
        rank = ranks[n - k]
        terms = ((-1) ** (i - 1) * volumes[k - i] / factorial(i) * rank**i for i in range(1, k + 1))
        volumes.append(sum(terms, Fraction(0)))
    return factorial(n) * volumes[n]


def stuart(
    ballots: Sequence[Ballot], n_items: int, weights: Sequence[float] | None = None, *, missing: str = "below"
) -> list[Fraction | None]:
    """Q of each item; None where no ballot says anything of it."""
    return [q(ranks) if ranks else None for ranks in normalised_ranks(ballots, n_items, weights, missing)]
