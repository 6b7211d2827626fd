"""Rules of a walk: shares of time are floats, so these are compared up to rounding, and their ties exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests import golden_cases
from tests.naive.agreement import assert_agrees, is_close
from tests.naive.markov import stationary
from tests.strategies import Table, Votes, score_tables, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES: list[tuple[str, dict[str, Any]]] = [
    *(("mc4", {"teleport": teleport}) for teleport in (1.0, 0.05, 1e-3)),
    *(("rank_centrality", {"regularization": regularization}) for regularization in (1.0, 0.25)),
]
#: Float weights that are equal on paper may differ by less than what counts as the same.
KINDS = ("unit", "integer")


@pytest.mark.parametrize("missing", ["below", "absent"])
@pytest.mark.parametrize(("rule", "options"), CASES)
@given(profile=votes(kinds=KINDS))
def test_shares_are_those_of_the_twin(rule: str, options: dict[str, Any], missing: str, profile: Votes) -> None:
    options = {**options, "missing": missing}
    outcome = rf.rank.rank_by(profile.to_ballots(), rule, **options)
    assert_agrees(outcome, profile.scores(rule, **options), profile.labels)
    assert np.isclose(outcome.scores.sum(), 1, rtol=1e-12)


@pytest.mark.parametrize(("rule", "options"), CASES)
@given(table=score_tables(kinds=KINDS))
def test_tables(rule: str, options: dict[str, Any], table: Table) -> None:
    outcome = rf.rank.rank_by(table.to_score_table(), rule, **options)
    assert_agrees(outcome, table.scores(rule, **options), table.labels)


def connected(prefer: Any) -> bool:
    """Whether chains of wins lead from every item to every other."""
    reach = prefer > 0
    for via in range(len(reach)):
        reach |= reach[:, via, None] & reach[None, via, :]
    return bool((reach | np.eye(len(reach), dtype=bool)).all())


@given(profile=votes(kinds=KINDS, max_items=4, min_voters=2))
def test_rank_centrality_needs_chains_of_wins(profile: Votes) -> None:
    ballots = profile.to_ballots()
    if connected(ballots.pairwise().preference()):
        assert_agrees(rf.rank.rank_centrality(ballots), profile.scores("rank_centrality"), profile.labels)
    else:
        with pytest.raises(rf.InvalidInputError, match="no chain of wins leads both ways between"):
            rf.rank.rank_centrality(ballots)


@pytest.mark.parametrize(("rule", "options"), CASES)
@given(profile=votes(), data=st.data())
def test_order_does_not_decide(rule: str, options: dict[str, Any], profile: Votes, data: st.DataObject) -> None:
    """Bit for bit where voters and items are stored elsewhere; up to rounding where they bear other names."""

    def ranked(votes: Votes) -> rf.rank.Ranking:
        return rf.rank.rank_by(votes.to_ballots(), rule, **options)

    before = ranked(profile)
    voters = data.draw(st.permutations(range(len(profile.ballots))))
    assert ranked(profile.with_voters(voters)).scores.tobytes() == before.scores.tobytes()
    items: Sequence[int] = data.draw(st.permutations(range(profile.n_items)))
    moved = ranked(profile.with_items(items))
    assert moved.scores.tobytes() == before.scores[list(items)].tobytes()
    assert moved.tiers == before.tiers
    renamed = ranked(replace(profile, labels=tuple(profile.labels[item] for item in items)))
    assert np.allclose(renamed.scores, before.scores, rtol=1e-12)
    assert renamed.ranks.tolist() == before.ranks.tolist()


@given(profile=votes(kinds=("integer",)))
def test_pairs_are_all_they_need(profile: Votes) -> None:
    ballots = profile.to_ballots()
    for rule, options in CASES:
        direct, counted = (rf.rank.rank_by(data, rule, **options) for data in (ballots, ballots.pairwise()))
        assert direct.scores.tobytes() == counted.scores.tobytes()


def test_five_voters() -> None:
    """The three items of the cycle share; the fourth, which all beat, gets what teleports give it."""
    profile = golden_cases.votes_of(golden_cases.load("five_voters"))
    scores = rf.rank.mc4(profile.to_ballots(), teleport=0.05).scores
    assert scores.round(6).tolist() == [0.327869, 0.327869, 0.327869, 0.016393]
    nearly_none = rf.rank.mc4(profile.to_ballots(), teleport=1e-9)
    assert nearly_none.ranks.tolist() == [1, 1, 1, 4]
    assert np.allclose(nearly_none.scores, [1 / 3, 1 / 3, 1 / 3, 0], atol=1e-8)


def test_a_tie_moves_nobody() -> None:
    """A public implementation moves on a tie, so that a tied pair differs from none: here it must not."""
    tied = rf.PairwiseCounts.from_matrix(np.array([[0, 2, 3], [2, 0, 1], [1, 3, 0]]), items=["a", "b", "c"])
    scores = rf.rank.mc4(tied, teleport=0.1).scores
    # From c to a and from b to c, each with .9; everything else is teleport.
    anywhere, there = Fraction(0.1), Fraction(1)
    flows = [[anywhere, anywhere, anywhere], [anywhere, anywhere, there], [there, anywhere, anywhere]]
    assert all(map(is_close, scores.tolist(), stationary(flows)))


def test_strengths_of_a_model_are_found() -> None:
    """Where the counts are those that Bradley-Terry strengths expect, the shares are the strengths."""
    strengths = np.array([8.0, 4.0, 2.0, 1.0, 1.0])
    wins = strengths[:, None] / (strengths[:, None] + strengths[None, :])
    np.fill_diagonal(wins, 0)
    scores = rf.rank.rank_centrality(rf.PairwiseCounts.from_matrix(wins)).scores
    assert np.allclose(scores, strengths / strengths.sum(), rtol=1e-12)


def test_choix_agrees() -> None:
    choix = pytest.importorskip("choix", reason="choix is not installed")
    wins = np.array([[0, 3, 3, 1], [1, 0, 2, 4], [1, 2, 0, 3], [2, 1, 5, 0]])
    pairs = [(i, j) for i in range(4) for j in range(4) for _ in range(wins[i, j])]
    shares = np.exp(choix.rank_centrality(4, pairs))
    got = rf.rank.rank_centrality(rf.PairwiseCounts.from_matrix(wins)).scores
    assert np.allclose(got, shares / shares.sum(), rtol=1e-9)


@pytest.mark.parametrize(
    ("rule", "options", "error", "text"),
    [
        ("mc4", {"teleport": 0.0}, rf.InvalidInputError, "teleport=0: expected 1e-9 <= teleport <= 1"),
        ("mc4", {"teleport": float("nan")}, rf.InvalidInputError, "teleport=NaN: expected"),
        ("mc4", {"teleport": "often"}, rf.InvalidTypeError, "mc4: teleport is of type str: expected a float"),
        ("rank_centrality", {"regularization": -1}, rf.InvalidInputError, "expected a finite regularization >= 0"),
        ("rank_centrality", {"regularization": None}, rf.InvalidTypeError, "is of type NoneType: expected a float"),
    ],
)
def test_options_that_are_refused(rule: str, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        rf.rank.rank_by([["a", "b"]], rule, **options)
    assert text in str(raised.value)


def test_shares_beyond_floats_are_refused() -> None:
    m = 80
    wins = np.where(np.triu(np.ones((m, m))), 1e15, 1.0)
    wins = np.where(np.abs(np.subtract.outer(range(m), range(m))) == 1, wins, 0.0)
    with pytest.raises(rf.InvalidInputError, match="300 orders of magnitude apart"):
        rf.rank.rank_centrality(rf.PairwiseCounts.from_matrix(wins))
