"""Small elections on rankings for property tests, rich in ties, empty ballots and equal voters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import rankfold as rf
from tests.committee.profiles import LABELS
from tests.naive.committee.search import committees

if TYPE_CHECKING:
    from tests.naive.committee.search import Committee

#: The order that breaks ties, the first wins: neither that of the items nor that of their labels.
LOT = (2, 0, 3, 1, 5, 4, 6)


@dataclass(frozen=True)
class BallotProfile:
    """Rankings as the naive twins read them; ``ballots`` makes the same for rankfold."""

    n_items: int
    tiers: tuple[tuple[tuple[int, ...], ...], ...]
    weights: tuple[int | float, ...]
    k: int
    groups: tuple[tuple[frozenset[int], int, int], ...] = ()
    missing: str = "below"

    @property
    def labels(self) -> tuple[str | int, ...]:
        return LABELS[: self.n_items]

    @property
    def lot(self) -> list[int]:
        return [item for item in LOT if item < self.n_items]

    @property
    def orders(self) -> list[tuple[int, ...]]:
        """Of ballots without ties."""
        return [tuple(item for (item,) in ballot) for ballot in self.tiers]

    @property
    def exact_weights(self) -> list[Fraction]:
        return [Fraction(weight) for weight in self.weights]

    def ballots(self) -> rf.Ballots:
        orders = [[tuple(self.labels[item] for item in tier) for tier in ballot] for ballot in self.tiers]
        return rf.Ballots.from_orders(orders, items=list(self.labels), weights=list(self.weights), missing=self.missing)

    def allowed(self, committee: Committee) -> bool:
        return all(low <= len(committee & members) <= high for members, low, high in self.groups)

    def request(self) -> dict[str, Any]:
        """The keywords that ask rankfold for these bounds, and this lot."""
        asked: dict[str, Any] = {"tie_break": [self.labels[item] for item in self.lot]}
        if self.groups:
            asked |= {
                "groups": {n: [self.labels[i] for i in members] for n, (members, _, _) in enumerate(self.groups)},
                "lower": {n: low for n, (_, low, _) in enumerate(self.groups)},
                "upper": {n: high for n, (_, _, high) in enumerate(self.groups)},
            }
        return asked

    def items(self, members: tuple[str | int, ...]) -> Committee:
        return frozenset(self.labels.index(label) for label in members)

    def choose(self, tied: list[int], best: bool) -> int:
        """The lot."""
        return (min if best else max)(tied, key=self.lot.index)


@st.composite
def ballot_profiles(
    draw: st.DrawFn,
    *,
    ties: bool,
    most_items: int = 5,
    most_voters: int = 7,
    floats: bool = True,
    with_groups: bool = True,
) -> BallotProfile:
    """Rankings with weights, a number of seats, and often bounds that some committee keeps to."""
    n_items = draw(st.integers(1, most_items))
    order = st.permutations(range(n_items))
    ballots = []
    for _ in range(draw(st.integers(1, most_voters))):
        ranked = draw(order)[: draw(st.integers(0, n_items))]
        tiers: list[tuple[int, ...]] = []
        for item in ranked:
            if ties and tiers and draw(st.booleans()):
                tiers[-1] = (*tiers[-1], item)
            else:
                tiers.append((item,))
        ballots.append(tuple(tiers))
    kinds: list[st.SearchStrategy[Any]] = [st.just(1), st.integers(0, 4)]
    if floats:
        kinds.append(st.sampled_from([0.1, 0.2, 0.3, 1.0]))
    one_weight = draw(st.sampled_from(kinds))
    weights = tuple(draw(st.lists(one_weight, min_size=len(ballots), max_size=len(ballots))))
    k = draw(st.integers(1, n_items))
    groups = []
    for _ in range(draw(st.integers(0, 2)) if with_groups else 0):
        members = draw(st.frozensets(st.integers(0, n_items - 1)))
        low = draw(st.integers(0, min(2, n_items)))
        groups.append((members, low, draw(st.integers(low, n_items))))
    missing = draw(st.sampled_from(["below", "absent"]))
    profile = BallotProfile(n_items, tuple(ballots), weights, k, tuple(groups), missing)
    if not committees(n_items, k, profile.allowed):
        return BallotProfile(n_items, tuple(ballots), weights, k, (), missing)
    return profile
