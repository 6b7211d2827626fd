"""That rankfold says what a twin says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.naive.ranking import Label, ranking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

#: Floats are roundings of the exact numbers, which decide.
RELATIVE = 1e-12


def is_close(got: float, exact: Fraction | None) -> bool:
    """Equal up to rounding; NaN where there is no score."""
    if exact is None:
        return math.isnan(got)
    return math.isclose(got, float(exact), rel_tol=RELATIVE)


def assert_agrees(
    outcome: Any,
    scores: Sequence[Fraction | None],
    labels: Sequence[Label],
    *,
    higher_is_better: bool = True,
    has_winner: bool = True,
) -> None:
    """A ``rankfold.rank.Ranking`` against exact scores: scores up to rounding, all that follows from them exactly."""
    expected = ranking(scores, labels, higher_is_better=higher_is_better)

    def named(items: Sequence[int]) -> tuple[Label, ...]:
        return tuple(labels[item] for item in items)

    assert tuple(outcome.items) == tuple(labels)
    assert outcome.scores.dtype == np.float64
    assert outcome.ranks.dtype == np.int64
    assert all(map(is_close, outcome.scores.tolist(), scores)), (outcome.scores, [str(score) for score in scores])
    assert outcome.ranks.tolist() == expected.ranks
    assert tuple(outcome.order) == named(expected.order)
    assert tuple(outcome.tiers) == tuple(named(tier) for tier in expected.tiers)
    assert tuple(outcome.winners) == (named(expected.tiers[0]) if has_winner else ())
