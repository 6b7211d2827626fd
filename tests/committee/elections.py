"""Small elections for rules that maximise a sum over voters, from approvals and from rankings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import rankfold as rf
from tests import strategies
from tests.committee.profiles import profiles
from tests.naive.committee.search import committees
from tests.naive.committee.worth import of_sets, weight_list, worth
from tests.naive.positional import positional
from tests.naive.weights import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.naive.committee.search import Committee

#: Weights of the best, second best, ... member.
FACTORS: tuple[Any, ...] = (
    "harmonic",
    "odd",
    "geometric",
    "coverage",
    "constant",
    [1, 0.3, 0.1],
    [Fraction(2, 3), Fraction(2, 3), Fraction(1, 7), 0],
    [2**70, 1],
    [0],
    # The common denominator of four of them has more digits than sums of integers hold.
    [Fraction(10**15, 10**15 + place**2) for place in range(6)],
)


@dataclass(frozen=True)
class Election:
    """What a rule is called with, and the naive worth of committees."""

    rule: str
    data: Any
    k: int
    labels: tuple[str | int, ...]
    options: dict[str, Any]
    request: dict[str, Any]
    allowed: Callable[[Committee], bool]
    #: What each item is worth to each voter.
    utilities: list[list[Fraction]]
    weights: list[Fraction]
    factors: Any

    @property
    def n_items(self) -> int:
        return len(self.labels)

    def run(self, **options: Any) -> rf.committee.Committee:
        found: rf.committee.Committee = getattr(rf.committee, self.rule)(
            self.data, self.k, **self.options, **self.request, **options
        )
        return found

    def worth(self, committee: Committee) -> Fraction:
        return worth(committee, self.utilities, self.weights, weight_list(self.factors, self.k))

    def items(self, members: Sequence[str | int]) -> Committee:
        return frozenset(self.labels.index(label) for label in members)


@st.composite
def approval_elections(draw: st.DrawFn, *, overlap: bool = True, with_groups: bool = True) -> Election:
    """One of the rules on approvals, under some options."""
    profile = draw(profiles(overlap=overlap, with_groups=with_groups))
    factors = draw(st.sampled_from(FACTORS))
    rule, options, factors = draw(
        st.sampled_from(
            [
                ("pav", {}, "harmonic"),
                ("thiele", {"weights": factors}, factors),
                ("owa", {"weights": factors, "scores": "approval"}, factors),
                ("chamberlin_courant", {"scores": "approval"}, "coverage"),
            ]
        )
    )
    return Election(
        rule,
        profile.approvals(),
        profile.k,
        profile.labels,
        options,
        profile.request(),
        profile.allowed,
        of_sets(profile.sets),
        profile.exact_weights,
        factors,
    )


@st.composite
def rankings(draw: st.DrawFn) -> tuple[strategies.Votes, int, Any, dict[str, Any]]:
    """Rankings with a number of seats, groups that some committee keeps to, and the keywords that ask for them."""
    votes = draw(strategies.votes(min_voters=1, max_voters=6))
    n_items = votes.n_items
    k = draw(st.integers(1, n_items))
    members = draw(st.frozensets(st.integers(0, n_items - 1)))
    low = draw(st.integers(0, min(2, n_items)))
    high = draw(st.integers(low, n_items))

    def allowed(committee: Committee) -> bool:
        return low <= len(committee & members) <= high

    if not committees(n_items, k, allowed) or draw(st.booleans()):
        return votes, k, lambda _: True, {}
    groups = {"x": [votes.labels[item] for item in members]}
    return votes, k, allowed, {"groups": groups, "lower": {"x": low}, "upper": {"x": high}}


@st.composite
def ranking_elections(draw: st.DrawFn, rules: Sequence[str] = ("chamberlin_courant", "owa")) -> Election:
    """One of the rules on rankings, under some options."""
    votes, k, allowed, request = draw(rankings())
    n_items = votes.n_items
    grid = st.lists(st.sampled_from([0, Fraction(1, 3), Fraction(1, 2), 1, 1.5, 3]), min_size=n_items, max_size=n_items)
    listed = grid.map(lambda values: sorted(values, reverse=True))
    scores = draw(st.one_of(st.just("borda"), st.just("borda"), listed))
    ties = draw(st.sampled_from(["average", "min", "max"]))
    missing = draw(st.sampled_from(["below", "average", "zero_points"]))
    points: Any = list(range(n_items))[::-1] if scores == "borda" else scores
    utilities = [
        positional([list(map(list, ballot))], n_items, points=points, ties=ties, missing=missing)
        for ballot in votes.ballots
    ]
    rule = draw(st.sampled_from(rules))
    options: dict[str, Any] = {"scores": scores, "ties": ties, "missing": missing}
    factors = "coverage"
    if rule == "owa":
        factors = options["weights"] = draw(st.sampled_from(FACTORS))
    weights = [Fraction(weight) for weight in exact(votes.weights, len(votes.ballots))]
    return Election(rule, votes.to_ballots(), k, votes.labels, options, request, allowed, utilities, weights, factors)
