"""Worked examples of rules that maximise a sum over voters, and of their sequential relatives."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import rankfold as rf

#: Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), Example 2.1.
BOOK_2_1 = rf.Approvals.from_sets(
    list(map(set, ["ab", "ac", "ad", "bcf", "e", "f", "g"])), items=list("abcdefgh"), weights=[3, 3, 2, 1, 1, 1, 1]
)
#: Example 2.5.
BOOK_2_5 = rf.Approvals.from_sets(
    list(map(set, ["ab", "ad", "b", "c", "cd"])), items=list("abcd"), weights=[3, 6, 4, 5, 5]
)
#: Example 2.6.
BOOK_2_6 = rf.Approvals.from_sets(
    list(map(set, ["ab", "abc", "abd", "acd", "b", "c", "d"])), weights=[1, 1, 1, 2, 1, 1, 1]
)

LISTS: dict[str | int, range] = {"A": range(10), "B": range(10, 20), "C": range(20, 30)}
#: Three parties of ten candidates, with 60, 30 and 10 voters: divisors 1, 2, 3, ... give 6, 3 and 1 seats.
PARTIES = rf.Approvals.from_sets([set(members) for members in LISTS.values()], weights=[60, 30, 10])

#: Committees as abcvoting 2.19 lists them for the same examples (``examples/abcbook``).
EXPECTED: list[tuple[rf.Approvals, int, str, dict[str, Any], set[str]]] = [
    (BOOK_2_1, 4, "approval", {}, {"abcd", "abcf"}),
    (BOOK_2_1, 4, "satisfaction_approval", {}, {"abcf"}),
    (BOOK_2_1, 4, "pav", {}, {"abcf"}),
    (BOOK_2_1, 4, "thiele", {"weights": "odd"}, {"abcf"}),
    (BOOK_2_1, 4, "thiele", {"weights": "geometric"}, {"abcf"}),
    (BOOK_2_1, 4, "chamberlin_courant", {"scores": "approval"}, {"aefg"}),
    (BOOK_2_1, 4, "sequential_pav", {}, {"abcf"}),
    (BOOK_2_1, 4, "reverse_sequential_pav", {}, {"abcf"}),
    (BOOK_2_1, 4, "sequential_chamberlin_courant", {"scores": "approval"}, {"aefg"}),
    (BOOK_2_1, 4, "thiele", {"weights": "odd", "method": "greedy"}, {"abcf"}),
    (BOOK_2_5, 2, "approval", {}, {"cd"}),
    (BOOK_2_5, 2, "satisfaction_approval", {}, {"bc", "cd"}),
    (BOOK_2_5, 2, "pav", {}, {"ac"}),
    (BOOK_2_5, 2, "thiele", {"weights": "odd"}, {"ac"}),
    (BOOK_2_5, 2, "chamberlin_courant", {"scores": "approval"}, {"ac"}),
    (BOOK_2_5, 2, "sequential_pav", {}, {"cd"}),
    (BOOK_2_5, 2, "reverse_sequential_pav", {}, {"cd"}),
    (BOOK_2_5, 2, "sequential_chamberlin_courant", {"scores": "approval"}, {"bd"}),
    (BOOK_2_5, 2, "thiele", {"weights": "odd", "method": "greedy"}, {"bd"}),
    (BOOK_2_6, 1, "approval", {}, {"a"}),
    (BOOK_2_6, 1, "satisfaction_approval", {}, {"b"}),
    (BOOK_2_6, 1, "pav", {}, {"a"}),
    (BOOK_2_6, 1, "sequential_pav", {}, {"a"}),
    (BOOK_2_6, 1, "reverse_sequential_pav", {}, {"b", "c", "d"}),
]


@pytest.mark.parametrize(("votes", "k", "rule", "options", "expected"), EXPECTED)
def test_the_book(votes: rf.Approvals, k: int, rule: str, options: dict[str, Any], expected: set[str]) -> None:
    found = getattr(rf.committee, rule)(votes, k, outcomes="all", **options)
    assert {"".join(sorted(map(str, members))) for members in found.outcomes} == expected


def test_scores_of_the_book() -> None:
    score = rf.committee.committee_score
    assert score(["a", "b", "c", "f"], BOOK_2_1, "pav") == Fraction(83, 6)
    assert score(["a", "e", "f", "g"], BOOK_2_1, "chamberlin_courant", scores="approval") == 12
    assert score(["a", "c"], BOOK_2_5, "pav") == 19
    assert score(["c", "d"], BOOK_2_5, "pav") == Fraction(37, 2)
    # Swaps lead from the greedy committee, of 37/2, to the best.
    assert rf.committee.pav(BOOK_2_5, 2, method="local_search").members == ("a", "c")


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("sequential_pav", {}),
        ("reverse_sequential_pav", {}),
        ("pav", {}),
        ("pav", {"method": "greedy"}),
        ("pav", {"method": "local_search"}),
    ],
)
def test_party_lists(rule: str, options: dict[str, Any]) -> None:
    found = getattr(rf.committee, rule)(PARTIES, 10, groups=LISTS, **options)
    assert found.group_counts == {"A": 6, "B": 3, "C": 1}


def test_parties_under_other_rules() -> None:
    coverage = rf.committee.sequential_chamberlin_courant(PARTIES, 3, scores="approval", groups=LISTS)
    assert coverage.group_counts == {"A": 1, "B": 1, "C": 1}
    assert rf.committee.approval(PARTIES, 10, groups=LISTS).group_counts == {"A": 10, "B": 0, "C": 0}


def test_tennessee() -> None:
    """Memphis, Nashville, Chattanooga, Knoxville: the textbook profile of 100 voters."""
    orders = [list("MNCK"), list("NCKM"), list("CKNM"), list("KCNM")]
    votes = rf.Ballots.from_orders(orders, items=list("MNCK"), weights=[42, 26, 15, 17])
    # Points 126, 194, 173, 107 and first places 42, 26, 15, 17, by hand.
    borda = rf.committee.k_borda(votes, 2)
    assert borda.members == ("N", "C")
    assert borda.score == 367
    sntv = rf.committee.sntv(votes, 2)
    assert sntv.members == ("M", "N")
    assert sntv.score == 68
    bloc = rf.committee.bloc(votes, 2)
    # N is among the first two of 42 + 26, C of 26 + 15 + 17.
    assert bloc.members == ("N", "C")
    assert bloc.score == 68 + 58
    # N first, with 194 points. Then M adds 42, C adds 2 * 15 + 17, and K adds 15 + 2 * 17.
    pair = rf.committee.sequential_chamberlin_courant(votes, 2)
    assert pair.members == ("N", "K")
    assert pair.score == 194 + 15 + 34
