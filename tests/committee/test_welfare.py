"""Rules that maximise a sum over voters: each method against brute force, and what it promises."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.committee.elections import Election, approval_elections, ranking_elections
from tests.naive.committee.search import committees
from tests.naive.committee.worth import greedy, optimal

any_election = st.one_of(approval_elections(), ranking_elections())


def best_score(election: Election) -> Fraction:
    return election.worth(min(optimal(election.n_items, election.k, election.allowed, election.worth), key=sorted))


@given(any_election)
def test_greedy_choices_are_those_of_the_definition(election: Election) -> None:
    found = election.run(method="greedy", outcomes="all")
    expected = greedy(election.n_items, election.k, election.allowed, election.worth)
    assert {election.items(members) for members in found.outcomes} == expected
    assert found.complete
    one = election.run(method="greedy")
    assert one.members == found.members
    assert one.score == found.score == election.worth(election.items(one.members))
    assert one.method == "greedy"
    assert not one.complete or len(expected) == 1
    values = [entry.value for entry in one.rounds]
    assert sum(value for value in values if value is not None) == one.score


@given(any_election)
def test_exact_searches_find_the_best(election: Election) -> None:
    found = election.run(method="exact", outcomes="all")
    expected = optimal(election.n_items, election.k, election.allowed, election.worth)
    assert {election.items(members) for members in found.outcomes} == expected
    assert found.proven
    assert found.score == found.bound == election.worth(election.items(found.members))
    one = election.run()
    assert one.method == found.method == "exact"
    assert one.members == found.members
    assert one.guarantee == "the highest score"


@given(any_election, st.sampled_from(["greedy", "local_search", "stochastic_greedy"]), st.integers(0, 5))
def test_bounds_hold_and_proofs_are_proofs(election: Election, method: Any, seed: int) -> None:
    found = election.run(method=method, seed=seed, epsilon=0.5)
    members = election.items(found.members)
    assert election.allowed(members)
    assert len(members) == election.k
    assert found.score == election.worth(members)
    assert found.exact
    assert found.bound is not None
    best = best_score(election)
    assert found.score <= best <= found.bound
    assert found.proven == (found.score == found.bound)


@given(st.one_of(approval_elections(overlap=False), ranking_elections()))
def test_greedy_keeps_its_promise(election: Election) -> None:
    found = election.run(method="greedy")
    assert found.score is not None
    if not election.request:
        # A little more than 1 - 1/e, and less than 1 - (1 - 1/k)**k for any k up to 6.
        assert found.score >= Fraction(6321205, 10**7) * best_score(election)
        assert found.guarantee == "at least 1 - 1/e of the highest score"
    else:
        assert 2 * found.score >= best_score(election)
        assert found.guarantee == "at least half of the highest score"


@given(any_election)
def test_no_swap_improves_what_local_search_finds(election: Election) -> None:
    first, found = election.run(method="greedy"), election.run(method="local_search")
    assert first.score is not None
    assert found.score is not None
    assert found.score >= first.score
    members = election.items(found.members)
    for other in committees(election.n_items, election.k, election.allowed):
        if len(other & members) == election.k - 1:
            assert election.worth(other) <= found.score
    assert "no swap" in found.guarantee
    assert election.run(method="local_search", max_swaps=0).score == first.score


@given(any_election)
def test_a_committee_has_its_score_whoever_elected_it(election: Election) -> None:
    for members in committees(election.n_items, election.k, lambda _: True)[:5]:
        labels = [election.labels[item] for item in sorted(members)]
        score = rf.committee.committee_score(labels, election.data, election.rule, **election.options)
        assert score == election.worth(members)


@given(ranking_elections(("sequential_chamberlin_courant",)))
def test_sequential_chamberlin_courant_on_rankings(election: Election) -> None:
    found = election.run(outcomes="all")
    expected = greedy(election.n_items, election.k, election.allowed, election.worth)
    assert {election.items(members) for members in found.outcomes} == expected
    assert election.run().members == found.members
    assert found.score == election.worth(election.items(found.members))
    assert found.proven


def test_large_votes_are_not_searched_unless_asked_for() -> None:
    rng = np.random.default_rng(8)
    many = rf.Approvals.from_array(rng.random((2100, 40)) < 0.5)
    wide = rf.Ballots.from_positions(rng.random((20, 201)).argsort(axis=1) + 1)
    assert rf.committee.pav(many, 2).method == "greedy"
    assert rf.committee.chamberlin_courant(wide, 2).method == "greedy"
    # Equal voters are one.
    assert rf.committee.pav([{"a", "b"}, {"b", "c"}] * 3000, 2).method == "exact"


def test_gains_that_differ_in_the_last_digit_are_told_apart() -> None:
    rng = np.random.default_rng(3)
    approved = rng.random((40, 14)) < 0.5
    votes = rf.Approvals.from_array(approved)
    close = [Fraction(10**15, 10**15 + place**2) for place in range(9)]
    for weights in ([Fraction(1, place + 1) for place in range(9)], close, [0.9**place for place in range(9)]):
        found = rf.committee.thiele(votes, 9, weights=weights, method="greedy")
        level, members = np.zeros(len(approved), int), list[int]()
        for _ in range(9):
            left = [item for item in range(14) if item not in members]
            gains = {item: sum(Fraction(weights[u]) for u in level[approved[:, item]]) for item in left}
            members.append(max(gains, key=lambda item: (gains[item], -item)))
            level += approved[:, members[-1]]
        assert list(found.members) == members


def test_dense_approvals_are_evaluated_lazily_with_the_same_result() -> None:
    rng = np.random.default_rng(4)
    popular = rng.random(30) ** 2
    votes = rf.Approvals.from_array(rng.random((400, 30)) < popular)
    dense = rf.Approvals.from_array(np.vstack([rng.random((400, 30)) < popular, np.ones((100, 30), bool)]))
    for data in (votes, dense):
        one = rf.committee.sequential_pav(data, 12)
        two = rf.committee.pav(data, 12, method="greedy")
        assert one.members == two.members
        assert one.score == two.score
        assert [entry.value for entry in one.rounds] == [entry.value for entry in two.rounds]


def test_a_seed_is_a_committee() -> None:
    rng = np.random.default_rng(6)
    votes = rf.Approvals.from_array(rng.random((200, 40)) < 0.2)
    ways = {rf.committee.pav(votes, 5, method="stochastic_greedy", epsilon=0.6, seed=seed).members for seed in range(8)}
    again = {
        rf.committee.pav(votes, 5, method="stochastic_greedy", epsilon=0.6, seed=seed, n_threads=2).members
        for seed in range(8)
    }
    assert ways == again
    assert len(ways) > 1


def test_options_that_make_no_sense_are_named() -> None:
    sets = [{"a", "b"}, {"c"}]
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("thiele", {"weights": "square"}, 'thiele does not define weights="square".*"harmonic"'),
        ("thiele", {"weights": [1, 2]}, "weights=a sequence with 1 before 2: expected numbers of at least 0"),
        ("thiele", {"weights": [1, -1]}, "weights=a sequence with -1"),
        ("thiele", {"weights": [1, float("nan")]}, "weights=a sequence with NaN: expected finite numbers"),
        ("thiele", {"weights": []}, "weights=an empty sequence"),
        ("thiele", {"weights": 3}, "weights"),
        ("pav", {"method": "best"}, '"local_search", "exact"'),
        ("pav", {"epsilon": 0.0}, "0 < epsilon < 1"),
        ("pav", {"seed": -1}, "seed"),
        ("chamberlin_courant", {"scores": "plurality"}, '"approval", "borda"'),
        ("chamberlin_courant", {}, "expected"),
    ]
    for rule, options, text in cases:
        with pytest.raises(rf.RankfoldError, match=text):
            getattr(rf.committee, rule)(sets, 1, **options)
    with pytest.raises(rf.InputKindError, match=r'expected rankings .Ballots., or scores="approval"'):
        rf.committee.chamberlin_courant(rf.Approvals.from_sets(sets), 1)
    with pytest.raises(rf.InvalidInputError, match="scores has 2 entries: expected 3"):
        rf.committee.owa([["a", "b", "c"]], 1, weights="harmonic", scores=[1, 0])
    with pytest.raises(rf.InvalidInputError, match="missing"):
        rf.committee.owa(rf.Ballots.from_orders([["a"], ["b"]], missing="absent"), 1, weights="harmonic")
