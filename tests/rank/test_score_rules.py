"""Rules on the scores themselves: twins, laws, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests import golden_cases
from tests.naive.agreement import assert_agrees, is_close
from tests.naive.majority_judgment import majority_judgment
from tests.naive.ranking import label_key
from tests.naive.star import star
from tests.rank.test_twins import apply
from tests.strategies import Table, score_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = ("score_voting", "star", "majority_judgment")
READINGS = ("zero_points", "worst")

reading = st.sampled_from(READINGS)


def lower(table: Table) -> bool:
    return any(table.lower_is_better)


def assert_tiers(outcome: rf.rank.Ranking, keys: Sequence[Any], labels: Sequence[Any]) -> None:
    """The greatest key first, equal keys tied, in label order inside a tie."""
    order = sorted(range(len(keys)), key=lambda item: label_key(labels[item]))
    order.sort(key=lambda item: keys[item], reverse=True)
    tiers = [tuple(labels[item] for item in tier) for _, tier in groupby(order, key=lambda item: keys[item])]
    assert list(outcome.tiers) == tiers
    assert outcome.order == tuple(label for tier in tiers for label in tier)
    assert outcome.winners == tiers[0]
    assert outcome.complete


@given(table=score_tables(one_direction=True), missing=reading)
def test_score_voting(table: Table, missing: str) -> None:
    scores = table.scores("score_voting", missing=missing, lower_is_better=lower(table))
    outcome = rf.rank.score_voting(table.to_score_table(), missing=missing)  # type: ignore[arg-type]
    assert_agrees(outcome, scores, table.labels, higher_is_better=not lower(table))


@given(table=score_tables(one_direction=True), missing=reading)
def test_star(table: Table, missing: str) -> None:
    exact = star(table.rows, table.n_items, table.weights, missing=missing, lower_is_better=lower(table))
    outcome = rf.rank.star(table.to_score_table(), missing=missing)  # type: ignore[arg-type]
    assert outcome.rounds is not None
    assert all(map(is_close, outcome.scores.tolist(), exact.totals))
    assert outcome.rounds[0].tolist() == outcome.scores.tolist()
    assert all(map(is_close, outcome.rounds[1].tolist(), exact.runoff))
    assert outcome.higher_is_better == (not lower(table))
    assert_tiers(outcome, exact.keys, table.labels)


@given(table=score_tables(one_direction=True, kinds=("unit", "integer")), missing=reading)
def test_majority_judgment(table: Table, missing: str) -> None:
    sign = -1 if lower(table) else 1
    weights: Any = table.weights
    exact = majority_judgment(table.rows, table.n_items, weights, missing=missing, lower_is_better=lower(table))
    outcome = rf.rank.majority_judgment(table.to_score_table(), missing=missing)  # type: ignore[arg-type]
    medians = [Fraction(grades[0]) if grades else None for grades in exact]
    assert all(map(is_close, outcome.scores.tolist(), medians))
    assert outcome.higher_is_better == (not lower(table))
    assert_tiers(outcome, [[sign * grade for grade in grades] for grades in exact], table.labels)


@given(table=score_tables(one_direction=True, kinds=("integer",)), scale=st.sampled_from([0.5, 0.1, 3.0]))
def test_only_the_proportions_of_weights_matter(table: Table, scale: float) -> None:
    """Halves and threes exactly; tenths of integers are no multiples of one float, so they are not compared."""
    assert table.weights is not None
    if scale == 0.1:
        scale = 0.125
    scaled = replace(table, weights=tuple(float(weight) * scale for weight in table.weights))
    for rule in RULES:
        before = apply(rule, table.to_score_table(), {"missing": "worst"})
        after = apply(rule, scaled.to_score_table(), {"missing": "worst"})
        assert after.tiers == before.tiers, rule


@pytest.mark.parametrize("rule", RULES)
@given(table=score_tables(one_direction=True), missing=reading, data=st.data())
def test_order_never_decides(rule: str, table: Table, missing: str, data: st.DataObject) -> None:
    rows = data.draw(st.permutations(range(len(table.rows))))
    items = data.draw(st.permutations(range(table.n_items)))
    weights: Any = None if table.weights is None else tuple(table.weights[row] for row in rows)
    shuffled = replace(
        table,
        labels=tuple(table.labels[item] for item in items),
        rows=tuple(tuple(table.rows[row][item] for item in items) for row in rows),
        weights=weights,
    )
    before = apply(rule, table.to_score_table(), {"missing": missing})
    after = apply(rule, shuffled.to_score_table(), {"missing": missing})
    assert after.scores.tobytes() == before.scores[items].tobytes()
    assert after.ranks.tolist() == before.ranks[items].tolist()
    assert (after.order, after.tiers, after.winners) == (before.order, before.tiers, before.winners)


@pytest.mark.parametrize("rule", RULES)
@given(table=score_tables(one_direction=True, kinds=("integer",)), missing=reading)
def test_a_weight_is_a_repetition(rule: str, table: Table, missing: str) -> None:
    assert table.weights is not None
    rows = [row for row, weight in enumerate(table.weights) for _ in range(int(weight))]
    repeated = replace(
        table,
        rows=tuple(table.rows[row] for row in rows),
        lower_is_better=tuple(table.lower_is_better[row] for row in rows),
        weights=None,
    )
    before = apply(rule, table.to_score_table(), {"missing": missing})
    after = apply(rule, repeated.to_score_table(), {"missing": missing})
    if rows:
        assert after.scores.tobytes() == before.scores.tobytes()
        assert (after.order, after.tiers) == (before.order, before.tiers)


@pytest.mark.parametrize("rule", RULES)
@given(table=score_tables(one_direction=True), missing=reading)
def test_threads_leave_no_trace(rule: str, table: Table, missing: str) -> None:
    votes = table.to_score_table()
    one = apply(rule, votes, {"missing": missing, "n_threads": 1})
    three = apply(rule, votes, {"missing": missing, "n_threads": 3})
    assert (one.scores.tobytes(), one.tiers) == (three.scores.tobytes(), three.tiers)


@given(table=score_tables(one_direction=True), missing=reading)
def test_a_mirrored_scale_mirrors_nothing_but_the_scores(table: Table, missing: str) -> None:
    """Scores times -1, read the other way."""
    mirrored = replace(
        table,
        rows=tuple(tuple(None if score is None else -score for score in row) for row in table.rows),
        lower_is_better=tuple(not flag for flag in table.lower_is_better),
    )
    for rule in RULES:
        if not table.rows:
            continue
        before = apply(rule, table.to_score_table(), {"missing": missing})
        after = apply(rule, mirrored.to_score_table(), {"missing": missing})
        assert after.tiers == before.tiers, rule


@given(table=score_tables(one_direction=True, complete=True, min_rows=1))
def test_readings_agree_where_nothing_is_missing(table: Table) -> None:
    for rule in RULES:
        votes = table.to_score_table()
        outcomes = [apply(rule, votes, {"missing": missing}).tiers for missing in (None, *READINGS)]
        assert outcomes[0] == outcomes[1] == outcomes[2]


@given(table=score_tables(one_direction=True, complete=True, min_rows=1, min_items=2))
def test_the_winner_of_star_wins_the_runoff(table: Table) -> None:
    """Of two finalists; so no item wins that loses to every other one."""
    votes = table.to_score_table()
    found = rf.rank.star(votes)
    assert found.rounds is not None
    finalists = np.flatnonzero(~np.isnan(found.rounds[1]))
    if len(finalists) == 2:
        wins = votes.pairwise().wins
        first, second = (found.items.index(label) for label in found.order[:2])
        assert {first, second} == set(finalists.tolist())
        assert wins[first, second] >= wins[second, first]


@pytest.mark.parametrize("entry", golden_cases.load("scores")["cases"], ids=lambda entry: entry["title"])
def test_worked_examples(entry: dict[str, Any]) -> None:
    weights = np.array(entry["weights"]) if "weights" in entry else None
    table = rf.ScoreTable(np.array(entry["rows"], float), items=entry["items"], weights=weights)
    for expected in entry["expected"]:
        found = apply(expected["rule"], table, {})
        assert list(found.order) == expected["order"]
        assert list(found.winners) == expected["winners"]
        assert found.scores.tolist() == expected["scores"]
        if "runoff" in expected:
            assert found.rounds is not None
            runoff = [None if math.isnan(value) else value for value in found.rounds[1].tolist()]
            assert runoff == [None if value == "out" else value for value in expected["runoff"]]


@pytest.mark.parametrize("rule", RULES)
def test_what_is_refused(rule: str) -> None:
    call = getattr(rf.rank, rule)
    with pytest.raises(rf.InputKindError, match=f"{rule} cannot read Ballots"):
        call([["a", "b"]])
    with pytest.raises(rf.InvalidInputError, match="lower is better in one of rows 0 and 1"):
        call(rf.ScoreTable([[1.0, 2.0], [1.0, 2.0]], lower_is_better=[True, False]))
    holes = rf.ScoreTable([[1.0, math.nan]])
    with pytest.raises(rf.InvalidInputError, match=f'{rule} does not define missing="absent"'):
        call(holes)
    with pytest.raises(rf.InvalidInputError, match="zero_points"):
        call(holes, missing="below")
    with pytest.raises(rf.InvalidTypeError, match="missing"):
        call(holes, missing=3)


def test_totals_beyond_floats_are_refused() -> None:
    table = rf.ScoreTable([[1e308, 1.0], [1e308, 1.0]])
    for rule in ("score_voting", "star"):
        with pytest.raises(rf.SizeLimitError, match="total of scores"):
            apply(rule, table, {})
    assert rf.rank.majority_judgment(table).scores.tolist() == [1e308, 1.0]


def test_zeros_of_both_signs_are_one_grade() -> None:
    table = rf.ScoreTable([[0.0, -0.0], [-0.0, 0.0]])
    for rule in RULES:
        assert len(apply(rule, table, {}).tiers) == 1


def test_a_bootstrap_resamples_scores() -> None:
    generator = np.random.default_rng(5)
    table = rf.ScoreTable(generator.integers(0, 6, (12, 4)).astype(float))
    for rule in RULES:
        found = rf.rank.bootstrap(table, rule=rule, n_resamples=40)
        assert math.isclose(found.p_first.sum(), 1)
