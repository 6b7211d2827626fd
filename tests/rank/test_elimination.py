"""What holds for rules that drop items round by round."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.elimination import first_places, last_places
from tests.naive.pairwise_counts import preference
from tests.naive.weights import exact
from tests.rank.test_twins import CASES, apply, identified
from tests.strategies import Votes, votes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

RULES = (
    "instant_runoff",
    "coombs",
    "baldwin",
    "nanson",
    "benham",
    "plurality_runoff",
    "tideman_alternative",
    "smith_irv",
)
BREAK_TIES = tuple(rule for rule in RULES if rule != "nanson")
ELIMINATION = [case for case in CASES if case[0] in RULES]
PARALLEL = {"tie_break": "parallel_universe"}

#: Schulze's 45 voters: with D gone, B and E have 8 first places each.
SCHULZE = rf.Ballots.from_orders(
    [list(order) for order in ("ACBED", "ADECB", "BEDAC", "CABED", "CAEBD", "CBADE", "DCEBA", "EBADC")],
    weights=[5, 5, 8, 3, 7, 2, 7, 8],
)


def left_by_round(outcome: rf.rank.Ranking) -> list[set[int]]:
    """The items that each round of the one history there was began with."""
    return [
        {item for item, score in enumerate(outcome.scores) if score >= number}
        for number in range(1, int(outcome.scores.max(initial=0)) + 1)
    ]


@pytest.mark.parametrize(("rule", "options"), identified(ELIMINATION))
@given(profile=votes())
def test_rounds_count_those_who_are_left(rule: str, options: dict[str, Any], profile: Votes) -> None:
    """First places, last places or Borda points among them, NaN for all others."""
    outcome = apply(rule, profile.to_ballots(), options)
    if outcome.rounds is None:
        assert options["tie_break"] == "parallel_universe"
        return
    weights = exact(profile.weights, len(profile.ballots))
    stages = left_by_round(outcome)
    assert len(outcome.rounds) == len(stages)
    for row, left in zip(outcome.rounds.tolist(), stages, strict=True):
        if rule == "coombs":
            counted: Sequence[Fraction] = last_places(
                profile.ballots, weights, profile.n_items, left, options["missing"]
            )
        elif rule in ("baldwin", "nanson"):
            kept = [[[item for item in tier if item in left] for tier in ballot] for ballot in profile.ballots]
            among = Votes(profile.labels, tuple(tuple(map(tuple, filter(None, ballot))) for ballot in kept))
            counted = borda_among(among, profile, left, options["missing"])
        else:
            counted = first_places(profile.ballots, weights, profile.n_items, left)
        # Points are rounded from a lead and all comparisons, so to the last bits of the weight of all voters.
        rounding = 1e-12 * float(sum(weights)) * profile.n_items
        for at, value in enumerate(row):
            assert math.isclose(value, counted[at], abs_tol=rounding) if at in left else math.isnan(value)


def borda_among(among: Votes, profile: Votes, left: set[int], missing: str) -> list[Fraction]:
    from tests.naive.baldwin import points

    return points(among.ballots, profile.n_items, profile.weights, left, missing)


@given(profile=votes(), missing=st.sampled_from(["below", "absent"]))
def test_the_first_round_of_baldwin_is_borda(profile: Votes, missing: str) -> None:
    ballots = profile.to_ballots()
    for rule in ("baldwin", "nanson"):
        rounds = apply(rule, ballots, {"missing": missing}).rounds
        assert rounds is not None
        assert np.allclose(rounds[0], rf.rank.borda(ballots, missing=missing).scores, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("rule", "options"), identified(ELIMINATION))
@given(profile=votes())
def test_complete_says_whether_a_label_decided(rule: str, options: dict[str, Any], profile: Votes) -> None:
    """Where none did, the labels break ties as the other ways do: not at all."""
    outcome = apply(rule, profile.to_ballots(), options)
    if options.get("tie_break") != "lowest_label":
        assert outcome.complete
    elif outcome.complete:
        other = {**options, "tie_break": "simultaneous"}
        assert outcome.scores.tolist() == apply(rule, profile.to_ballots(), other).scores.tolist()
    else:
        assert apply(rule, profile.to_ballots(), {**options, **PARALLEL}).rounds is None


@pytest.mark.parametrize("rule", BREAK_TIES)
@given(profile=votes())
def test_one_universe_is_the_only_history(rule: str, profile: Votes) -> None:
    """Without a tie on the way, ties are resolved alike by all."""
    outcomes = [
        apply(rule, profile.to_ballots(), {"tie_break": tie_break})
        for tie_break in ("parallel_universe", "simultaneous", "lowest_label")
    ]
    if outcomes[0].rounds is not None:
        first, *others = outcomes
        for other in others:
            assert other.scores.tolist() == first.scores.tolist()
            assert np.array_equal(other.rounds, first.rounds, equal_nan=True)


@pytest.mark.parametrize("rule", BREAK_TIES)
@given(profile=votes())
def test_labels_choose_one_of_the_universes(rule: str, profile: Votes) -> None:
    ballots = profile.to_ballots()
    chosen = apply(rule, ballots, {"tie_break": "lowest_label"})
    everything = apply(rule, ballots, PARALLEL)
    assert len(chosen.winners) == 1
    assert set(chosen.winners) <= set(everything.winners)
    # No item outlasts its latest round, but for a winner of a universe that is shorter than the longest.
    for item, score in enumerate(chosen.scores):
        assert score <= everything.scores[item]


@pytest.mark.parametrize("rule", ["baldwin", "nanson", "benham", "tideman_alternative", "smith_irv"])
@given(profile=votes(), data=st.data())
def test_condorcet_winners_win_alone(rule: str, profile: Votes, data: st.DataObject) -> None:
    ballots = profile.to_ballots()
    options: dict[str, Any] = {"missing": data.draw(st.sampled_from(["below", "absent"]))}
    winners = rf.rank.condorcet_winner(ballots, **options).winners
    if rule != "nanson":
        options["tie_break"] = data.draw(st.sampled_from(["simultaneous", "parallel_universe", "lowest_label"]))
    elif data.draw(st.booleans()):
        options["form"] = "weak"
    if winners:
        assert apply(rule, ballots, options).winners == winners


@pytest.mark.parametrize("rule", RULES)
@given(profile=votes(complete=True, ties=False, min_items=2, min_voters=1), data=st.data())
def test_condorcet_losers_never_win(rule: str, profile: Votes, data: st.DataObject) -> None:
    """Where ties do not make all leave at once; Borda points and top sets keep them out in any case."""
    prefer = preference(profile.ballots, profile.n_items, profile.weights)
    items = range(profile.n_items)
    losers = {profile.labels[i] for i in items if all(prefer[i][j] < prefer[j][i] for j in items if j != i)}
    options: dict[str, Any] = {}
    if rule != "nanson":
        options["tie_break"] = data.draw(st.sampled_from(["parallel_universe", "lowest_label"]))
    if rule in ("baldwin", "tideman_alternative", "smith_irv") and data.draw(st.booleans()):
        options["tie_break"] = "simultaneous"
    if rule == "coombs":
        options["until"] = data.draw(st.sampled_from(["majority", "last"]))
    assert losers.isdisjoint(apply(rule, profile.to_ballots(), options).winners)


@pytest.mark.parametrize("rule", ["instant_runoff", "benham", "plurality_runoff", "coombs"])
def test_all_at_once_may_leave_a_condorcet_loser(rule: str) -> None:
    """What is not claimed does happen: c loses to each other item, and nobody but c is left."""
    # First places: a, b and d have two each, c three.
    orders, weights = ["abdc", "bdac", "dabc", "cabd", "cbda", "cdab"], [2, 2, 2, 1, 1, 1]
    if rule == "coombs":
        # Last places: a, b and d have two each, c one.
        orders, weights = ["bdca", "dacb", "abcd", "abdc"], [2, 2, 2, 1]
    ballots = rf.Ballots.from_orders([list(order) for order in orders], weights=weights)
    wins = ballots.pairwise().wins
    at = ballots.items.index("c")
    assert all(wins[at, other] < wins[other, at] for other in range(4) if other != at)
    assert apply(rule, ballots, {}).winners == ("c",)
    assert "c" not in apply(rule, ballots, PARALLEL).winners


def test_schulzes_voters_elect_another_if_each_tie_is_followed() -> None:
    """D leaves; then B and E tie. If both leave A wins, and if only one of them does C wins."""
    assert rf.rank.instant_runoff(SCHULZE).winners == ("A",)
    every = rf.rank.instant_runoff(SCHULZE, tie_break="parallel_universe")
    assert every.winners == ("C",)
    assert every.rounds is None
    assert every.complete
    by_label = rf.rank.instant_runoff(SCHULZE, tie_break="lowest_label")
    assert by_label.winners == ("C",)
    assert not by_label.complete


@pytest.mark.parametrize("rule", BREAK_TIES)
def test_votes_that_say_nothing_need_no_universes(rule: str) -> None:
    """2**60 sets of items might be left, all of them alike."""
    empty = rf.Ballots.from_orders([[], []], items=list(range(60)))
    outcome = apply(rule, empty, PARALLEL)
    assert len(outcome.winners) == 60
    assert apply(rule, empty, {}).winners == outcome.winners


def test_items_that_nobody_puts_first_need_no_universes() -> None:
    ballots = rf.Ballots.from_orders([[0, 1, *range(2, 50)], [1, 0, *range(49, 1, -1)], [0, *range(1, 50)]])
    outcome = rf.rank.instant_runoff(ballots, tie_break="parallel_universe", limit=1)
    assert outcome.winners == (0,)
    assert outcome.scores.tolist() == [50, 49, *[48] * 48]


@pytest.mark.parametrize("rule", [rule for rule in BREAK_TIES if rule != "plurality_runoff"])
def test_too_many_universes_are_refused(rule: str) -> None:
    """One voter for each of the ten rotations of a cycle: all sets of items tie."""
    orders = [[(first + k) % 10 for k in range(10)] for first in range(10)]
    ballots = rf.Ballots.from_orders(orders)
    what = "the number of sets of items that may be left in parallel universes would be 6: the limit is 5"
    with pytest.raises(rf.SizeLimitError, match=what):
        apply(rule, ballots, {**PARALLEL, "limit": 5})
    assert len(apply(rule, ballots, PARALLEL).winners) == 10
    assert len(apply(rule, ballots, {"limit": 5}).winners) == 10, "the limit is for parallel universes"


@pytest.mark.parametrize("rule", [rule for rule in BREAK_TIES if rule != "plurality_runoff"])
def test_limits_that_are_refused(rule: str) -> None:
    for limit in (0, -1, 2**24 + 1):
        with pytest.raises(
            rf.InvalidInputError, match=rf"{rule} does not define limit={limit}: expected 1 <= limit <="
        ):
            apply(rule, SCHULZE, {"limit": limit})
    with pytest.raises(rf.InvalidTypeError, match="limit is of type str: expected an int"):
        apply(rule, SCHULZE, {"limit": "5"})


@pytest.mark.parametrize(
    ("rule", "options", "text"),
    [
        ("coombs", {"until": "end"}, 'coombs does not define until="end": expected one of "majority", "last"'),
        ("nanson", {"form": "mean"}, 'nanson does not define form="mean": expected one of "strict", "weak"'),
        ("tideman_alternative", {"within": "top"}, 'within="top": expected one of "smith", "schwartz"'),
        ("baldwin", {"missing": "average"}, 'missing="average": expected one of "below", "absent"'),
        ("plurality_runoff", {"tie_break": "share"}, 'tie_break="share": expected one of "simultaneous"'),
    ],
)
def test_options_that_are_refused(rule: str, options: dict[str, Any], text: str) -> None:
    with pytest.raises(rf.InvalidInputError) as raised:
        apply(rule, SCHULZE, options)
    assert text in str(raised.value)


def test_groups_that_leave_by_the_rule_have_no_tie_to_break() -> None:
    with pytest.raises(rf.InvalidTypeError, match="unknown keyword 'tie_break'"):
        rf.rank.rank_by(SCHULZE, "nanson", tie_break="lowest_label")


@pytest.mark.parametrize("rule", RULES)
def test_counts_of_places_are_refused(rule: str) -> None:
    with pytest.raises(rf.InputKindError, match=f"{rule} cannot read PositionalCounts"):
        apply(rule, SCHULZE.positional(), {})
    if rule in ("baldwin", "nanson"):
        assert apply(rule, SCHULZE.pairwise(), {}).winners == ("E",)
    else:
        with pytest.raises(rf.InputKindError, match=f"{rule} cannot read PairwiseCounts: .*forget the ballots"):
            apply(rule, SCHULZE.pairwise(), {})


@pytest.mark.parametrize("rule", RULES)
def test_nobody_and_one_alone(rule: str) -> None:
    assert apply(rule, rf.Ballots.from_orders([]), {}).winners == ()
    alone = apply(rule, rf.Ballots.from_orders([["a"]]), {})
    assert (alone.winners, alone.scores.tolist()) == (("a",), [1.0])
    if rule != "nanson":
        assert apply(rule, rf.Ballots.from_orders([]), PARALLEL).winners == ()


def test_a_majority_of_first_places_may_also_have_the_most_last_ones() -> None:
    orders = [["a", "b", "c", "d"], ["b", "c", "d", "a"], ["c", "d", "b", "a"], ["d", "b", "c", "a"]]
    ballots = rf.Ballots.from_orders(orders, weights=[6, 2, 2, 1])
    assert rf.rank.coombs(ballots).tiers == (("a",), ("b", "c", "d"))
    # d has 6 of the last places, a 5; then c, and in the end a with 6 to 5 is the first of two.
    assert rf.rank.coombs(ballots, until="last").order == ("a", "b", "c", "d")
    more = rf.Ballots.from_orders(
        [["a", "b", "c", "d"], ["a", "c", "d", "b"], ["a", "d", "b", "c"], ["b", "c", "d", "a"]], weights=[2, 2, 2, 5]
    )
    assert rf.rank.coombs(more).winners == ("a",)
    assert rf.rank.coombs(more, until="last").scores[0] == 1


def test_unranked_items_of_coombs() -> None:
    """Last of all, or not looked at: then a ballot for one item is against nobody."""
    ballots = rf.Ballots.from_orders([["a"], ["a"], ["b", "a"], ["c", "b"], ["c", "b"]], items=["a", "b", "c"])
    below = rf.rank.coombs(ballots, until="last", missing="below")
    assert below.rounds is not None
    assert below.rounds[0].tolist() == [2.0, 1.0, 2.0]
    absent = rf.rank.coombs(ballots, until="last", missing="absent")
    assert absent.rounds is not None
    assert absent.rounds[0].tolist() == [1.0, 2.0, 0.0]


def test_who_left_stays_away() -> None:
    """The Schwartz set is {a}, {b, c, d} or the like; an item outside does not come back when its rival leaves."""
    found = 0
    generator = np.random.default_rng(5)
    for _ in range(200):
        orders = [generator.permutation(4).tolist() for _ in range(4)]
        ballots = rf.Ballots.from_orders(orders, items=list(range(4)))
        outcome = rf.rank.tideman_alternative(ballots, within="schwartz")
        assert outcome.rounds is not None
        sizes = [int((~np.isnan(row)).sum()) for row in outcome.rounds]
        assert all(after < before for before, after in pairwise(sizes))
        found += len(sizes)
    assert found


def test_time_limits_and_threads() -> None:
    generator = np.random.default_rng(2)
    positions = generator.integers(0, 9, (3000, 9))
    ballots = rf.Ballots.from_positions(positions)
    for rule in RULES:
        outcomes = [getattr(rf.rank, rule)(ballots, n_threads=n) for n in (1, 2, 3)]
        assert len({outcome.scores.tobytes() + outcome.rounds.tobytes() for outcome in outcomes}) == 1
        with pytest.raises(rf.TimeLimitError):
            getattr(rf.rank, rule)(ballots, n_threads=1, time_limit=0.0)
