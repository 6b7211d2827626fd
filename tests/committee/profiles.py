"""Small elections of committees for property tests, rich in ties, empty sets and equal voters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import rankfold as rf
from tests.naive.committee.search import Committee, committees

if TYPE_CHECKING:
    from collections.abc import Callable

#: Labels whose order is not that of the items.
LABELS = ("c", "a", "é", 7, "b", -1, "d")


@dataclass(frozen=True)
class Profile:
    """Approvals as the naive twins read them; ``approvals`` is the same for rankfold."""

    n_items: int
    sets: tuple[frozenset[int], ...]
    weights: tuple[int | float, ...]
    k: int
    groups: tuple[tuple[frozenset[int], int, int], ...] = ()

    @property
    def labels(self) -> tuple[str | int, ...]:
        return LABELS[: self.n_items]

    @property
    def exact_weights(self) -> list[Fraction]:
        return [Fraction(weight) for weight in self.weights]

    def approvals(self) -> rf.Approvals:
        sets = [{self.labels[item] for item in s} for s in self.sets]
        return rf.Approvals.from_sets(sets, items=list(self.labels), weights=list(self.weights))

    def allowed(self, committee: Committee) -> bool:
        return all(low <= len(committee & members) <= high for members, low, high in self.groups)

    def request(self) -> dict[str, Any]:
        """The keywords that ask rankfold for these bounds."""
        if not self.groups:
            return {}
        return {
            "groups": {n: [self.labels[item] for item in members] for n, (members, _, _) in enumerate(self.groups)},
            "lower": {n: low for n, (_, low, _) in enumerate(self.groups)},
            "upper": {n: high for n, (_, _, high) in enumerate(self.groups)},
        }

    def items(self, members: tuple[str | int, ...]) -> Committee:
        return frozenset(self.labels.index(label) for label in members)


@st.composite
def profiles(
    draw: st.DrawFn, *, most_items: int = 6, most_voters: int = 7, with_groups: bool = True, overlap: bool = True
) -> Profile:
    """Approvals with weights, a number of seats, and often bounds that some committee keeps to."""
    n_items = draw(st.integers(1, most_items))
    some_items = st.frozensets(st.integers(0, n_items - 1))
    sets = tuple(draw(st.lists(some_items, min_size=1, max_size=most_voters)))
    one_weight: st.SearchStrategy[Any] = draw(
        st.sampled_from([st.just(1), st.integers(0, 3), st.sampled_from([0.1, 0.2, 0.3, 1.0])])
    )
    weights = tuple(draw(st.lists(one_weight, min_size=len(sets), max_size=len(sets))))
    k = draw(st.integers(1, n_items))
    groups: list[tuple[Committee, int, int]] = []
    taken: Committee = frozenset()
    for _ in range(draw(st.integers(0, 2)) if with_groups else 0):
        members = draw(some_items) - (frozenset() if overlap else taken)
        taken |= members
        low = draw(st.integers(0, min(2, n_items)))
        groups.append((members, low, draw(st.integers(low, n_items))))
    profile = Profile(n_items, sets, weights, k, tuple(groups))
    if not committees(n_items, k, profile.allowed):
        return Profile(n_items, sets, weights, k)
    return profile


def naive_outcomes(rule: Callable[..., set[Committee]], profile: Profile, **options: Any) -> set[Committee]:
    """What the naive twin elects."""
    return rule(profile.sets, profile.exact_weights, profile.n_items, profile.k, profile.allowed, **options)
