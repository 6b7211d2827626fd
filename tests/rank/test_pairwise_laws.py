"""What the pairwise rules promise of themselves and of each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.agreement import assert_agrees
from tests.naive.pairwise_counts import pairwise_counts
from tests.rank.test_twins import apply, identified
from tests.strategies import Votes, votes

#: Rules that elect from the Smith set, and so a Condorcet winner alone.
REFINEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("smith_set", {}),
    ("schwartz_set", {}),
    *(("uncovered_set", {"version": version}) for version in ("gillies", "fishburn", "bordes", "mckelvey")),
    ("banks", {}),
    ("bipartisan_set", {}),
    ("slater", {}),
    ("kemeny", {}),
    *(
        (rule, {"strength": strength})
        for rule, strength in product(
            ("split_cycle", "stable_voting", "ranked_pairs", "river"), ("margins", "winning_votes")
        )
    ),
    *((rule, {"tie_break": "lowest_label"}) for rule in ("ranked_pairs", "river")),
]
#: Those that find a Condorcet winner and may elect from anywhere without one.
CONDORCET = [*REFINEMENTS, ("llull", {}), ("black", {})]

#: Each set lies within the other.
INCLUSIONS: list[tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]]]] = [
    (("banks", {}), ("uncovered_set", {"version": "bordes"})),
    (("banks", {}), ("uncovered_set", {"version": "mckelvey"})),
    (("bipartisan_set", {}), ("uncovered_set", {"version": "gillies"})),
    (("uncovered_set", {"version": "gillies"}), ("uncovered_set", {"version": "mckelvey"})),
    (("uncovered_set", {"version": "bordes"}), ("uncovered_set", {"version": "mckelvey"})),
    (("uncovered_set", {"version": "fishburn"}), ("uncovered_set", {"version": "gillies"})),
    (("schwartz_set", {}), ("smith_set", {})),
    (("stable_voting", {}), ("split_cycle", {})),
    (("ranked_pairs", {}), ("split_cycle", {})),
    (("river", {}), ("split_cycle", {})),
    (("schulze", {"strength": "margins"}), ("split_cycle", {})),
    (("ranked_pairs", {"tie_break": "lowest_label"}), ("ranked_pairs", {})),
    (("river", {"tie_break": "lowest_label"}), ("river", {})),
]


def winners(case: tuple[str, dict[str, Any]], data: Any) -> set[Any]:
    return set(apply(case[0], data, case[1]).winners)


@pytest.mark.parametrize(("rule", "options"), identified(CONDORCET))
@given(profile=votes(min_voters=1))
def test_condorcet_winners_win_alone(rule: str, options: dict[str, Any], profile: Votes) -> None:
    ballots = profile.to_ballots()
    winner = rf.rank.condorcet_winner(ballots).winners
    assume(winner)
    assert apply(rule, ballots, options).winners == winner


@pytest.mark.parametrize(("rule", "options"), identified(REFINEMENTS))
@given(profile=votes())
def test_winners_are_in_the_smith_set(rule: str, options: dict[str, Any], profile: Votes) -> None:
    ballots = profile.to_ballots()
    found = winners((rule, options), ballots)
    assert found
    assert found <= winners(("smith_set", {}), ballots)


@pytest.mark.parametrize(
    ("inner", "outer"),
    INCLUSIONS,
    ids=["-in-".join("-".join([rule, *options.values()]) for rule, options in pair) for pair in INCLUSIONS],
)
@given(profile=votes())
def test_inclusions(inner: tuple[str, dict[str, Any]], outer: tuple[str, dict[str, Any]], profile: Votes) -> None:
    ballots = profile.to_ballots()
    assert winners(inner, ballots) <= winners(outer, ballots)


def cloned(profile: Votes, item: int) -> Votes:
    """With a second item that everybody ranks right after this one."""
    clone = profile.n_items

    def with_clone(tier: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        return (tier, (clone,)) if item in tier else (tier,)

    ballots = tuple(tuple(part for tier in ballot for part in with_clone(tier)) for ballot in profile.ballots)
    return replace(profile, labels=(*profile.labels, "~clone"), ballots=ballots)


@pytest.mark.parametrize(
    ("rule", "options"),
    identified(
        [
            ("schulze", {}),
            ("split_cycle", {}),
            ("smith_set", {}),
            ("schwartz_set", {}),
            ("uncovered_set", {"version": "gillies"}),
            ("ranked_pairs", {}),
        ]
    ),
)
@given(profile=votes(complete=True, ties=False, min_voters=1, max_items=5), data=st.data())
def test_a_clone_that_loses_to_its_original_changes_no_winner(
    rule: str, options: dict[str, Any], profile: Votes, data: st.DataObject
) -> None:
    item = data.draw(st.integers(0, profile.n_items - 1))
    assume(any(profile.weights or [1]))
    if rule == "ranked_pairs":
        wins = np.array(pairwise_counts(profile.ballots, profile.n_items, profile.weights).wins, dtype=float)
        leads = np.abs(wins - wins.T)[np.triu_indices(profile.n_items, 1)]
        # Its clone gives equal wins in pairs; among others they may let other items win.
        assume(len(set(leads.tolist())) == len(leads) and leads.all())
    before = winners((rule, options), profile.to_ballots())
    assert winners((rule, options), cloned(profile, item).to_ballots()) - {"~clone"} == before


@given(profile=votes(), strength=st.sampled_from(["margins", "winning_votes"]))
def test_ranked_pairs_without_equal_wins_need_no_universes(profile: Votes, strength: str) -> None:
    ballots = profile.to_ballots()
    for rule in ("ranked_pairs", "river"):
        by_label = apply(rule, ballots, {"strength": strength, "tie_break": "lowest_label"})
        if by_label.complete:
            in_all = apply(rule, ballots, {"strength": strength, "limit": 1})
            assert in_all.scores.tobytes() == by_label.scores.tobytes()
        else:
            with pytest.raises(rf.SizeLimitError, match=f"number of states that {rule} looks at"):
                apply(rule, ballots, {"strength": strength, "limit": 1})


@given(profile=votes(kinds=("unit",), min_voters=1))
def test_llull_and_copeland_are_one_where_nothing_ties(profile: Votes) -> None:
    counts = profile.to_ballots().pairwise().preference()
    off_diagonal = ~np.eye(profile.n_items, dtype=bool)
    assume((counts != counts.T)[off_diagonal].all())
    ballots = profile.to_ballots()
    assert rf.rank.llull(ballots).tiers == rf.rank.copeland(ballots).tiers


#: A cycle of 23 items in which each beats the next eleven.
LONG_CYCLE = np.array([[1 <= (j - i) % 23 <= 11 for j in range(23)] for i in range(23)], dtype=np.int64)


@pytest.mark.parametrize(
    ("rule", "options", "what"),
    [
        ("slater", {}, "number of items of a cycle that slater has to put in order would be 23: the limit is 22"),
        ("banks", {"limit": 10}, "number of chains that banks looks at would be 11: the limit is 10"),
        ("stable_voting", {"limit": 20}, "number of sets of items that stable_voting looks at would be 21"),
        ("ranked_pairs", {"limit": 1000}, "number of states that ranked_pairs looks at would be 1002"),
        ("river", {}, "number of states that river looks at would be 10002: the limit is 10000"),
    ],
)
def test_limits_end_in_an_error(rule: str, options: dict[str, Any], what: str) -> None:
    counts = rf.PairwiseCounts.from_matrix(LONG_CYCLE)
    with pytest.raises(rf.SizeLimitError, match=what):
        apply(rule, counts, options)


def test_labels_instead_of_universes_have_no_limit() -> None:
    counts = rf.PairwiseCounts.from_matrix(LONG_CYCLE)
    for rule in ("ranked_pairs", "river"):
        ranking = apply(rule, counts, {"tie_break": "lowest_label"})
        assert ranking.winners == (0,)
        assert not ranking.complete


@pytest.mark.parametrize("rule", ["ranked_pairs", "river", "banks", "stable_voting"])
@pytest.mark.parametrize("limit", [0, -1])
def test_limits_are_checked(rule: str, limit: int) -> None:
    with pytest.raises(rf.InvalidInputError, match=f"{rule} does not define limit={limit}: expected 1 <= limit"):
        apply(rule, [["a", "b"]], {"limit": limit})


@pytest.mark.parametrize(
    ("rule", "options", "what"),
    [
        ("ranked_pairs", {"tie_break": "simultaneous"}, 'expected one of "parallel_universe", "lowest_label"'),
        ("uncovered_set", {"version": "miller"}, 'expected one of "gillies", "fishburn", "bordes", "mckelvey"'),
        ("split_cycle", {"strength": "opposition"}, 'expected one of "winning_votes", "margins"'),
        ("black", {"missing": "average"}, 'expected one of "below", "absent"'),
    ],
)
def test_options_are_checked(rule: str, options: dict[str, Any], what: str) -> None:
    with pytest.raises(rf.InvalidInputError, match=what):
        apply(rule, [["a", "b"]], options)


def test_black_refuses_counts() -> None:
    ballots = rf.Ballots.from_orders([["a", "b"]])
    for counts in (ballots.pairwise(), ballots.positional()):
        with pytest.raises(rf.InputKindError, match="counts do not know both pairs and places"):
            rf.rank.black(counts)


def test_no_voters_and_one_item() -> None:
    """Nobody beats anybody: everybody wins, and an item alone does."""
    nobody = rf.Ballots.from_orders([], items=["b", "a"])
    alone = rf.Ballots.from_orders([["a"]])
    for rule, options in CONDORCET:
        assert apply(rule, nobody, options).winners == ("a", "b")
        assert apply(rule, alone, options).winners == ("a",)


@pytest.mark.parametrize("missing", ["below", "absent"])
@given(profile=votes(max_items=4))
def test_the_bipartisan_set_is_that_of_its_twin(missing: str, profile: Votes) -> None:
    """The twin tries every face of the polytope of lotteries, which is quick for few items alone."""
    outcome = rf.rank.bipartisan_set(profile.to_ballots(), missing=missing)
    assert_agrees(outcome, profile.scores("bipartisan_set", missing=missing), profile.labels)


@given(profile=votes(min_items=5, max_items=8, min_voters=1))
def test_the_bipartisan_set_is_the_support_of_the_lottery(profile: Votes) -> None:
    ballots = profile.to_ballots()
    lottery = rf.rank.maximal_lottery(ballots, by="signs")
    found = winners(("bipartisan_set", {}), ballots)
    assert set(lottery.support) <= found
    if lottery.unique:
        assert set(lottery.support) == found
