"""Small elections with rules that tie."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st


@dataclass(frozen=True)
class Case:
    """Rankings, groups, what a place is worth to its voter and to the rule, and the strength of bias."""

    orders: list[tuple[int, ...]]
    groups: list[int]
    utilities: list[Fraction]
    points: list[Fraction]
    strength: Fraction

    @property
    def second(self) -> set[int]:
        return {item for item, group in enumerate(self.groups) if group == 2}


@st.composite
def cases(draw: st.DrawFn, most_items: int = 5) -> Case:
    """Places worth the same, points that tie or are 0, strengths that make utilities meet."""
    n = draw(st.integers(2, most_items))
    groups = [1, 2, *draw(st.lists(st.sampled_from([1, 2]), min_size=n - 2, max_size=n - 2))]
    order = st.permutations(range(n)).map(tuple)
    falling = st.lists(st.integers(0, 4), min_size=n, max_size=n).map(lambda values: sorted(values, reverse=True))
    points = [Fraction(value) for value in draw(falling)]
    points[0] += 1
    return Case(
        draw(st.lists(order, min_size=1, max_size=4)),
        draw(st.permutations(groups)),
        [Fraction(value) for value in draw(falling)],
        points,
        draw(st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)])),
    )
