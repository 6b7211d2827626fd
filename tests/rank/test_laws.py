"""Laws that every rule must keep, whatever it computes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from tests import naive
from tests.naive.pairwise_counts import pairwise_counts
from tests.naive.ranking import label_key
from tests.rank.test_twins import CASES, apply, identified, kinds_of, with_points
from tests.strategies import Table, Votes, score_tables, votes

#: A case of every rule, for laws that options do not touch.
PLAIN = [
    ("plurality", {"ties": "average"}),
    ("borda", {"missing": "compatible"}),
    ("positional", {"missing": "average"}),
    ("anti_plurality", {"missing": "zero_points"}),
    ("dowdall", {"missing": "below"}),
    ("approval_at_k", {"k": 2}),
    ("bucklin", {"ties": "max"}),
    ("footrule_optimal", {"missing": "below"}),
    ("robust_rank_aggregation", {"missing": "below"}),
    ("stuart", {"missing": "absent"}),
    ("mean_rank", {"missing": "absent"}),
    ("median_rank", {"missing": "below"}),
    ("copeland", {}),
    ("minimax", {"by": "margins"}),
    ("schulze", {}),
    ("condorcet_winner", {}),
    ("llull", {}),
    ("ranked_pairs", {}),
    ("river", {"tie_break": "lowest_label"}),
    ("split_cycle", {}),
    ("stable_voting", {}),
    ("smith_set", {}),
    ("schwartz_set", {}),
    ("uncovered_set", {"version": "fishburn"}),
    ("banks", {}),
    ("bipartisan_set", {}),
    ("slater", {}),
    ("kemeny", {}),
    ("black", {}),
    ("instant_runoff", {"tie_break": "simultaneous"}),
    ("coombs", {"until": "last"}),
    ("baldwin", {}),
    ("nanson", {"form": "weak"}),
    ("benham", {}),
    ("plurality_runoff", {}),
    ("tideman_alternative", {"tie_break": "parallel_universe"}),
    ("smith_irv", {}),
]
PAIRWISE = [case for case in CASES if "PairwiseCounts" in rf.rank.RULES[case[0]].inputs]
POSITIONAL = [case for case in CASES if "PositionalCounts" in rf.rank.RULES[case[0]].inputs]


def bits(outcome: rf.rank.Ranking) -> tuple[Any, ...]:
    """Everything that an outcome says, down to the last bit."""
    return (
        outcome.items,
        outcome.order,
        outcome.tiers,
        outcome.winners,
        outcome.ranks.tobytes(),
        outcome.scores.tobytes(),
    )


def permutation(data: st.DataObject, size: int) -> list[int]:
    return data.draw(st.permutations(range(size)))


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_voters_are_anonymous(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    """Permuting the voters changes no bit, with float weights too."""
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    shuffled = profile.with_voters(permutation(data, len(profile.ballots)))
    assert bits(apply(rule, shuffled.to_ballots(), options)) == bits(apply(rule, profile.to_ballots(), options))


@given(profile=votes(), data=st.data())
def test_counts_do_not_know_the_order_of_the_voters(profile: Votes, data: st.DataObject) -> None:
    ballots = profile.to_ballots()
    shuffled = profile.with_voters(permutation(data, len(profile.ballots))).to_ballots()
    assert shuffled.pairwise().to_bytes() == ballots.pairwise().to_bytes()
    assert shuffled.positional().to_bytes() == ballots.positional().to_bytes()


@given(table=score_tables(grouped=True, min_rows=1), data=st.data(), levels=st.sampled_from([1, 2]))
def test_rows_of_a_table_are_anonymous(table: Table, data: st.DataObject, levels: int) -> None:
    order = permutation(data, len(table.rows))

    def picked(values: Any) -> Any:
        return None if values is None else tuple(values[row] for row in order)

    shuffled = replace(
        table,
        rows=picked(table.rows),
        weights=picked(table.weights),
        groups=picked(table.groups),
        lower_is_better=picked(table.lower_is_better),
    )
    options = {"levels": levels}
    before, after = table.to_score_table(), shuffled.to_score_table()
    assert bits(apply("borda", after, options)) == bits(apply("borda", before, options))
    if len(set(table.lower_is_better)) == 1:
        assert bits(apply("mean_score", after, {})) == bits(apply("mean_score", before, {}))


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_items_are_neutral(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    """Where an item is stored decides nothing: label by label the outcome stays the same, bit for bit."""
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    order = permutation(data, profile.n_items)
    before = apply(rule, profile.to_ballots(), options)
    after = apply(rule, profile.with_items(order).to_ballots(), options)
    assert after.items == tuple(before.items[item] for item in order)
    assert after.scores.tobytes() == before.scores[order].tobytes()
    assert after.ranks.tolist() == before.ranks[order].tolist()
    assert (after.order, after.tiers, after.winners) == (before.order, before.tiers, before.winners)


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        case
        for case in identified(CASES)
        if "lowest_label" not in case.values[1].values() and case.values[0] not in ("footrule_optimal", "kemeny")
    ],
)
@given(data=st.data())
def test_labels_are_only_names(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    """Renaming the items renames them in the outcome; only the order inside a tie may follow the new names."""
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    names = {
        old: profile.labels[at] for old, at in zip(profile.labels, permutation(data, profile.n_items), strict=True)
    }
    before = apply(rule, profile.to_ballots(), options)
    after = apply(rule, replace(profile, labels=tuple(names.values())).to_ballots(), options)
    assert after.scores.tobytes() == before.scores.tobytes()
    assert after.ranks.tolist() == before.ranks.tolist()
    assert [set(tier) for tier in after.tiers] == [{names[label] for label in tier} for tier in before.tiers]
    assert set(after.winners) == {names[label] for label in before.winners}


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_a_weight_is_a_repetition(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=("integer",)))
    options = with_points(data, rule, options, profile.n_items)
    assert profile.weights is not None
    voters = [voter for voter, weight in enumerate(profile.weights) for _ in range(int(weight))]
    repeated = replace(profile.with_voters(voters), weights=None)
    assert bits(apply(rule, repeated.to_ballots(), options)) == bits(apply(rule, profile.to_ballots(), options))


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_ballots_of_no_weight_change_nothing(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)[1:]))
    options = with_points(data, rule, options, profile.n_items)
    assert profile.weights is not None
    counted = profile.with_voters([voter for voter, weight in enumerate(profile.weights) if weight > 0])
    assert bits(apply(rule, counted.to_ballots(), options)) == bits(apply(rule, profile.to_ballots(), options))


@pytest.mark.parametrize(("rule", "options"), identified(PLAIN))
@given(data=st.data())
def test_equal_ballots_may_be_merged(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    ballots = profile.to_ballots()
    assert bits(apply(rule, ballots.merged(), options)) == bits(apply(rule, ballots, options))


@pytest.mark.parametrize(("rule", "options"), identified(PLAIN))
@given(data=st.data())
def test_readings_of_unranked_items_agree_where_all_are_ranked(
    rule: str, options: dict[str, Any], data: st.DataObject
) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule), complete=True))
    options = with_points(data, rule, options, profile.n_items)
    if "missing" not in options:
        return
    readings: tuple[str, ...] = ("below", "absent", "average", "zero_points", "compatible")
    if rule in naive.COUNTS_VOTERS:
        readings = ("below", "absent", "last", "list_length")
    outcomes = {bits(apply(rule, profile.to_ballots(), {**options, "missing": missing})) for missing in readings}
    assert len(outcomes) == 1


def parts_of(profile: Votes, cut: int) -> tuple[rf.Ballots, rf.Ballots]:
    voters = range(len(profile.ballots))
    return profile.with_voters(voters[:cut]).to_ballots(), profile.with_voters(voters[cut:]).to_ballots()


@given(profile=votes(), cut=st.integers(0, 8))
def test_merging_pairwise_counts_is_counting_together(profile: Votes, cut: int) -> None:
    first, second = parts_of(profile, cut)
    whole = profile.to_ballots().pairwise()
    merged = first.pairwise()
    merged.merge(second.pairwise())
    updated = rf.PairwiseCounts(list(profile.labels), missing=profile.missing)
    updated.update(first)
    updated.update(second)
    for counts in (merged, updated):
        for name in ("wins", "ties", "only_one"):
            got, expected = getattr(counts, name), getattr(whole, name)
            if whole.wins.dtype == np.int64:
                assert np.array_equal(got, expected)
            else:
                assert np.allclose(got, expected, rtol=1e-12, atol=0)


@given(profile=votes(), cut=st.integers(0, 8))
def test_merging_positional_counts_is_counting_together(profile: Votes, cut: int) -> None:
    """Bit for bit, with float weights too: the state holds exact numbers."""
    first, second = parts_of(profile, cut)
    whole = profile.to_ballots().positional()
    merged = first.positional()
    merged.merge(second.positional())
    updated = rf.PositionalCounts(list(profile.labels), missing=profile.missing)
    updated.update(first)
    updated.update(second)
    for counts in (merged, updated):
        assert counts.places.tobytes() == whole.places.tobytes()
        for rule in ("plurality", "borda", "mean_rank", "median_rank", "bucklin"):
            assert bits(apply(rule, counts, {})) == bits(apply(rule, whole, {}))


@pytest.mark.parametrize(("rule", "options"), identified(PAIRWISE))
@given(profile=votes(kinds=("unit", "integer")))
def test_pairwise_rules_need_pairwise_counts_alone(rule: str, options: dict[str, Any], profile: Votes) -> None:
    ballots = profile.to_ballots()
    assert bits(apply(rule, ballots.pairwise(), options)) == bits(apply(rule, ballots, options))


@pytest.mark.parametrize(("rule", "options"), identified(POSITIONAL))
@given(data=st.data())
def test_positional_rules_need_positional_counts_alone(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    ballots = profile.to_ballots()
    assert bits(apply(rule, ballots.positional(), options)) == bits(apply(rule, ballots, options))


@given(table=score_tables(grouped=True), rule=st.sampled_from(["borda", "copeland", "schulze", "median_rank"]))
def test_a_table_counts_as_its_rows(table: Table, rule: str) -> None:
    direct = apply(rule, table.to_score_table(), {})
    assert bits(direct) == bits(apply(rule, table.votes().to_ballots(), {}))


@given(table=score_tables(complete=True, min_rows=1, kinds=("unit",)))
def test_two_levels_are_one_where_every_group_is_one_row(table: Table) -> None:
    single = replace(table, groups=tuple(range(len(table.rows)))).to_score_table()
    assert bits(rf.rank.borda(single, levels=2)) == bits(rf.rank.borda(single, levels=1))


@pytest.mark.parametrize(
    ("rule", "options"), identified([("copeland", {}), ("schulze", {}), ("minimax", {"by": "winning_votes"})])
)
@given(profile=votes(complete=True, ties=False, min_voters=1))
def test_condorcet_winners_win_alone(rule: str, options: dict[str, Any], profile: Votes) -> None:
    prefer = pairwise_counts(profile.ballots, profile.n_items, profile.weights).wins
    others = range(profile.n_items)
    winners = [profile.labels[i] for i in others if all(prefer[i][j] > prefer[j][i] for j in others if j != i)]
    assert list(rf.rank.condorcet_winner(profile.to_ballots()).winners) == winners
    if winners:
        assert list(apply(rule, profile.to_ballots(), options).winners) == winners


@pytest.mark.parametrize(("rule", "options"), identified(PLAIN))
@given(data=st.data())
def test_ties_are_told_and_listed_by_label(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    outcome = apply(rule, profile.to_ballots(), options)
    assert outcome.order == tuple(label for tier in outcome.tiers for label in tier)
    assert set(outcome.order) == set(profile.labels)
    above = 0
    for tier in outcome.tiers:
        assert list(tier) == sorted(tier, key=label_key)
        at = [outcome.items.index(label) for label in tier]
        assert outcome.ranks[at].tolist() == [above + 1] * len(tier)
        scores = outcome.scores[at].tolist()
        assert all(map(math.isnan, scores)) or len(set(scores)) == 1
        above += len(tier)
    assert outcome.winners in ((), outcome.tiers[0])


@given(profile=votes(ties=False, complete=True, min_voters=1))
def test_reversed_ballots_reverse_the_ranking(profile: Votes) -> None:
    """Borda and Copeland treat best and worst alike."""
    reverse = replace(profile, ballots=tuple(ballot[::-1] for ballot in profile.ballots))
    for rule in ("borda", "copeland"):
        before = apply(rule, profile.to_ballots(), {}).tiers
        assert apply(rule, reverse.to_ballots(), {}).tiers == before[::-1]


@given(profile=votes(min_voters=1), seed=st.integers(0, 2**63 - 1), data=st.data())
def test_a_bootstrap_adds_up(profile: Votes, seed: int, data: st.DataObject) -> None:
    assume(profile.weights is None or any(profile.weights))
    rule = data.draw(st.sampled_from(["borda", "schulze", "plurality"]))
    got = rf.rank.bootstrap(profile.to_ballots(), rule=rule, n_resamples=20, seed=seed, n_threads=1)
    again = rf.rank.bootstrap(profile.to_ballots(), rule=rule, n_resamples=20, seed=seed, n_threads=3)
    for name in ("rank_low", "rank_median", "rank_high", "p_first", "p_above"):
        assert getattr(got, name).tobytes() == getattr(again, name).tobytes()
    assert math.isclose(got.p_first.sum(), 1, rel_tol=1e-12)
    assert np.all(got.p_above + got.p_above.T <= 1 + 1e-12)
    assert not np.diag(got.p_above).any()
    assert np.all((got.rank_low >= 1) & (got.rank_low <= got.rank_median) & (got.rank_median <= got.rank_high))


@pytest.mark.parametrize("rule", ["borda", "instant_runoff", "schulze", "mean_rank"])
def test_one_voter_has_nothing_to_resample(rule: str) -> None:
    ballots = rf.Ballots.from_orders([["b", "a", ("c", "d")]])
    got = rf.rank.bootstrap(ballots, rule=rule, n_resamples=7)
    ranks = apply(rule, ballots, {}).ranks
    assert np.array_equal(got.rank_low, ranks)
    assert np.array_equal(got.rank_high, ranks)
    assert np.array_equal(got.p_above, (ranks[:, None] < ranks[None, :]).astype(float))
