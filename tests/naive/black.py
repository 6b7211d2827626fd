"""Black: the Condorcet winner, or Borda without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.naive.borda import borda
from tests.naive.condorcet_winner import condorcet_winner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from tests.naive.places import Ballot


def black(
    ballots: Sequence[Ballot],
    n_items: int,
    weights: Sequence[float] | None = None,
    *,
    missing: str = "below",
) -> list[Fraction]:
    """1 for the Condorcet winner and 0 for the rest, or Borda points."""
    found = condorcet_winner(ballots, n_items, weights, missing=missing)
    return found if any(found) else borda(ballots, n_items, weights, missing=missing)
