"""Every rule, with every option, says what its naive twin says."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import rankfold as rf
from tests import naive
from tests.naive import chacha8
from tests.naive.agreement import assert_agrees, is_close
from tests.naive.bootstrap import bootstrap
from tests.naive.kendall_tau_b import kendall_tau_b
from tests.naive.pairwise_counts import Matrix, pairwise_counts
from tests.naive.positional_counts import positional_counts
from tests.naive.ranking import ranking
from tests.strategies import Table, Votes, score_tables, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

TIES = ("average", "min", "max")
MEANINGS = ("below", "absent")
TIE_BREAKS = ("simultaneous", "parallel_universe", "lowest_label")

#: Every rule on rankings with every combination of its options. Those that make no sense with gaps are further down.
CASES: list[tuple[str, dict[str, Any]]] = [
    *(("plurality", {"ties": ties}) for ties in TIES),
    *(("borda", {"ties": ties, "missing": missing}) for ties, missing in product(TIES, ("below", "average"))),
    *(("borda", {"ties": ties, "missing": "zero_points"}) for ties in TIES),
    *(("borda", {"missing": missing}) for missing in ("absent", "compatible")),
    *(
        ("positional", {"ties": ties, "missing": missing})
        for ties, missing in product(TIES, ("below", "average", "zero_points"))
    ),
    *(
        (rule, {"ties": ties, "missing": missing})
        for rule, ties, missing in product(("anti_plurality", "dowdall"), TIES, ("below", "average", "zero_points"))
    ),
    *(("approval_at_k", {"k": k, "ties": ties}) for k, ties in product((1, 2, 4), TIES)),
    *(("bucklin", {"form": form, "ties": ties}) for form, ties in product(("full", "simplified"), TIES)),
    *(("mean_rank", {"missing": missing}) for missing in ("below", "absent", "compatible")),
    *(("median_rank", {"missing": missing}) for missing in ("below", "absent", "compatible")),
    ("footrule_optimal", {"missing": "below"}),
    *(
        (rule, {"missing": missing})
        for rule, missing in product(("robust_rank_aggregation", "stuart"), ("below", "absent", "last", "list_length"))
    ),
    *(("copeland", {"missing": missing}) for missing in MEANINGS),
    *(("kemeny", {"missing": missing}) for missing in MEANINGS),
    *(
        ("minimax", {"by": by, "missing": missing})
        for by, missing in product(("winning_votes", "margins", "opposition"), MEANINGS)
    ),
    *(
        ("schulze", {"strength": strength, "missing": missing})
        for strength, missing in product(("winning_votes", "margins"), MEANINGS)
    ),
    *(
        (rule, {"tie_break": tie_break})
        for rule, tie_break in product(("instant_runoff", "plurality_runoff"), TIE_BREAKS)
    ),
    *(("coombs", {"until": "majority", "tie_break": tie_break, "missing": "below"}) for tie_break in TIE_BREAKS),
    *(
        ("coombs", {"until": until, "tie_break": "parallel_universe", "missing": missing})
        for until, missing in (("last", "below"), ("last", "absent"), ("majority", "absent"))
    ),
    *(
        (rule, {"tie_break": tie_break, "missing": missing})
        for rule in ("baldwin", "benham", "smith_irv")
        for tie_break, missing in (*product(TIE_BREAKS, ("below",)), ("parallel_universe", "absent"))
    ),
    *(("nanson", {"form": form, "missing": missing}) for form, missing in product(("strict", "weak"), MEANINGS)),
    *(
        ("tideman_alternative", {"within": within, "tie_break": tie_break, "missing": missing})
        for within, tie_break, missing in (
            *product(("smith", "schwartz"), TIE_BREAKS, ("below",)),
            ("schwartz", "simultaneous", "absent"),
        )
    ),
    *(
        (rule, {"missing": missing})
        for rule in ("condorcet_winner", "llull", "smith_set", "schwartz_set", "banks", "slater", "black")
        for missing in MEANINGS
    ),
    *(
        ("uncovered_set", {"version": version, "missing": missing})
        for version, missing in product(("gillies", "fishburn", "bordes", "mckelvey"), MEANINGS)
    ),
    *(
        (rule, {"strength": strength, "missing": missing})
        for rule, strength, missing in product(("split_cycle", "stable_voting"), ("margins", "winning_votes"), MEANINGS)
    ),
    *(
        (rule, {"strength": strength, "tie_break": tie_break, "missing": missing})
        for rule, strength, tie_break, missing in product(
            ("ranked_pairs", "river"),
            ("margins", "winning_votes"),
            ("parallel_universe", "lowest_label"),
            MEANINGS,
        )
    ),
]

#: Readings that say nothing of unranked items: they pass only where nothing is unranked.
REFUSED: list[tuple[str, dict[str, Any]]] = [
    *(
        ("borda", {"ties": ties, "missing": missing})
        for ties, missing in product(("min", "max"), ("absent", "compatible"))
    ),
    *(
        (rule, {"missing": missing})
        for rule, missing in product(("positional", "anti_plurality", "dowdall"), ("absent", "compatible"))
    ),
    *(("footrule_optimal", {"missing": missing}) for missing in ("absent", "average", "zero_points", "compatible")),
    *((rule, {"missing": missing}) for rule in ("mean_rank", "median_rank") for missing in ("average", "zero_points")),
]

#: Rules that need an option or a table, and those whose scores are floats all along.
OWN_TESTS = ("positional", "approval_at_k", "mean_score", "score_voting", "mc4", "rank_centrality", "bipartisan_set")

#: Points of a place; tenths show whether a sum is rounded, and the last places may cost.
POINTS = st.one_of(st.sampled_from((0.0, 0.1, 0.2, 0.3, 1.0, -0.5)), st.integers(-5, 5).map(float))


def identified(cases: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    return [pytest.param(rule, options, id="-".join([rule, *map(str, options.values())])) for rule, options in cases]


def apply(rule: str, data: Any, options: dict[str, Any]) -> rf.rank.Ranking:
    """The rule by its id; the points of ``positional`` are called weights in its signature."""
    renamed = {"weights" if name == "points" else name: value for name, value in options.items()}
    outcome: rf.rank.Ranking = getattr(rf.rank, rule)(data, **renamed)
    return outcome


def assert_same(rule: str, data: Any, case: Votes | Table, options: dict[str, Any]) -> None:
    scores = case.scores(rule, **options)
    assert_agrees(
        apply(rule, data, options),
        scores,
        case.labels,
        higher_is_better=rule not in naive.LOWER_IS_BETTER,
        has_winner=rule != "condorcet_winner" or any(scores),
    )


def kinds_of(rule: str) -> tuple[str, ...]:
    """The weights that a rule takes."""
    return ("unit", "integer") if rule in naive.COUNTS_VOTERS else ("unit", "integer", "float")


def with_points(data: st.DataObject, rule: str, options: dict[str, Any], n_items: int) -> dict[str, Any]:
    if rule != "positional":
        return options
    return {**options, "points": data.draw(st.lists(POINTS, min_size=n_items, max_size=n_items))}


def assert_matrix(got: np.ndarray[Any, Any], exact: Sequence[Sequence[float | Fraction]], weights: Any) -> None:
    """Integer weights exactly, float weights as the exact sum rounded once."""
    is_float = weights is not None and any(isinstance(weight, float) for weight in weights)
    if not is_float:
        assert got.dtype == np.int64
    assert got.tolist() == [[float(cell) if is_float else cell for cell in row] for row in exact]


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_ballots(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, profile.n_items)
    assert_same(rule, profile.to_ballots(), profile, options)


@pytest.mark.parametrize(("rule", "options"), identified(CASES))
@given(data=st.data())
def test_tables(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    table = data.draw(score_tables(kinds=kinds_of(rule)))
    options = with_points(data, rule, options, table.n_items)
    assert_same(rule, table.to_score_table(), table, options)


@pytest.mark.parametrize(("rule", "options"), identified(REFUSED))
@given(data=st.data())
def test_readings_without_a_meaning_are_refused_where_it_matters(
    rule: str, options: dict[str, Any], data: st.DataObject
) -> None:
    profile = data.draw(votes())
    options = with_points(data, rule, options, profile.n_items)
    if profile.is_complete:
        assert_same(rule, profile.to_ballots(), profile, options)
    else:
        with pytest.raises(rf.InvalidInputError, match="missing"):
            apply(rule, profile.to_ballots(), options)


@pytest.mark.parametrize("rule", [rule for rule in naive.RULES if rule not in OWN_TESTS])
@given(data=st.data())
def test_defaults_and_lists_of_orders(rule: str, data: st.DataObject) -> None:
    profile = data.draw(votes(kinds=kinds_of(rule)))
    assume(rule not in naive.NEEDS_ALL or profile.is_complete or profile.missing == "below")
    assert_same(rule, profile.to_ballots(), profile, {})


@given(profile=votes(kinds=("unit",), min_voters=1))
def test_plain_lists_are_ballots(profile: Votes) -> None:
    plain = apply("borda", profile.orders, {})
    whole = rf.Ballots.from_orders(profile.orders)
    assert plain.items == whole.items
    assert plain.scores.tobytes() == apply("borda", whole, {}).scores.tobytes()


@given(table=score_tables(one_direction=True))
def test_mean_score(table: Table) -> None:
    lower = any(table.lower_is_better)
    scores = table.scores("mean_score")
    assert_agrees(rf.rank.mean_score(table.to_score_table()), scores, table.labels, higher_is_better=not lower)


@given(table=score_tables(min_rows=2))
def test_mean_score_refuses_rows_of_two_directions(table: Table) -> None:
    if len(set(table.lower_is_better)) == 2:
        with pytest.raises(rf.InvalidInputError, match="lower is better"):
            rf.rank.mean_score(table.to_score_table())


@pytest.mark.parametrize("missing", ["below", "absent", "average", "zero_points", "compatible"])
@given(table=score_tables(grouped=True, min_rows=1))
def test_two_level_borda(missing: str, table: Table) -> None:
    assert_same("borda", table.to_score_table(), table, {"levels": 2, "missing": missing})


@given(profile=votes())
def test_pairwise_counts(profile: Votes) -> None:
    got = profile.to_ballots().pairwise()
    exact = pairwise_counts(profile.ballots, profile.n_items, profile.weights)
    assert tuple(got.items) == profile.labels
    assert_matrix(got.wins, exact.wins, profile.weights)
    assert_matrix(got.ties, exact.ties, profile.weights)
    assert_matrix(got.only_one, exact.only_one, profile.weights)
    for missing in MEANINGS:
        assert all_close(got.preference(missing), exact.preference(missing))
    assert all_close(got.preference(), exact.preference(profile.missing))


def all_close(got: np.ndarray[Any, Any], exact: Matrix) -> bool:
    cells = zip(got.ravel().tolist(), (cell for row in exact for cell in row), strict=True)
    return all(is_close(cell, Fraction(value)) for cell, value in cells)


@given(profile=votes())
def test_positional_counts(profile: Votes) -> None:
    got = profile.to_ballots().positional()
    exact = positional_counts(profile.ballots, profile.n_items, profile.weights)
    assert tuple(got.items) == profile.labels
    assert all(
        is_close(cell, value)
        for row, values in zip(got.places.tolist(), exact, strict=True)
        for cell, value in zip(row, values, strict=True)
    )


@given(profile=votes())
def test_ballots_hold_what_they_were_given(profile: Votes) -> None:
    ballots = profile.to_ballots()
    assert ballots.n_voters == len(profile.ballots)
    assert ballots.n_items == profile.n_items
    assert ballots.is_complete == profile.is_complete
    assert ballots.has_ties == any(len(tier) > 1 for ballot in profile.ballots for tier in ballot)
    assert ballots.missing == profile.missing
    positions = np.zeros((len(profile.ballots), profile.n_items), dtype=np.int64)
    for voter, ballot in enumerate(profile.ballots):
        above = 0
        for tier in ballot:
            positions[voter, list(tier)] = above + 1
            above += len(tier)
    assert ballots.positions().tolist() == positions.tolist()
    again = rf.Ballots.from_positions(positions, items=list(profile.labels), missing=profile.missing)
    assert again.orders() == ballots.orders()


@given(
    x=st.lists(st.integers(0, 3), min_size=1, max_size=7),
    data=st.data(),
)
def test_kendall_tau_between_rules(x: list[int], data: st.DataObject) -> None:
    """Two rules on one row each are two rankings; their tau is that of the definition."""
    y = data.draw(st.lists(st.integers(0, 3), min_size=len(x), max_size=len(x)))
    table = rf.ScoreTable(np.array([x, x, y], dtype=float), weights=np.array([1, 1, 1]))
    comparison = rf.rank.compare(table, rules=["borda", "mean_score", "plurality"])
    ranks = [ranking.ranks.tolist() for ranking in comparison.rankings.values()]
    for i, j in product(range(3), repeat=2):
        exact, got = kendall_tau_b(ranks[i], ranks[j]), comparison.kendall_tau_b[i, j]
        assert math.isnan(got) if math.isnan(exact) else math.isclose(got, exact, rel_tol=1e-12, abs_tol=1e-15)


def drawn(n_units: int, replicate: int, seed: int) -> list[int]:
    source = chacha8.numbers(seed, replicate)
    return [chacha8.below(n_units, source) for _ in range(n_units)]


def assert_stability(
    got: rf.rank.Stability, resamples: list[list[int]], level: float, n_winners: list[int] | None = None
) -> None:
    exact = bootstrap(resamples, level, n_winners=n_winners)
    assert got.rank_low.tolist() == exact.rank_low
    assert got.rank_median.tolist() == exact.rank_median
    assert got.rank_high.tolist() == exact.rank_high
    assert all(map(is_close, got.p_first.tolist(), exact.p_first))
    assert all_close(got.p_above, exact.p_above)  # type: ignore[arg-type]


def canonical(profile: Votes) -> Votes:
    """The voters in an order that depends on the votes alone; those that count several written out."""

    def places(ballot: Sequence[Sequence[int]]) -> list[float]:
        found = [math.inf] * profile.n_items
        above = 0
        for tier in ballot:
            for item in tier:
                found[item] = above
            above += len(tier)
        return found

    weights = profile.weights or [1] * len(profile.ballots)
    order = sorted(range(len(weights)), key=lambda voter: (places(profile.ballots[voter]), weights[voter]))
    if all(isinstance(weight, int) for weight in weights):
        # Integer weights count voters, who are drawn one by one.
        written_out = [voter for voter in order for _ in range(int(weights[voter]))]
        return replace(profile, weights=None).with_voters(written_out)
    return profile.with_voters([voter for voter in order if weights[voter] > 0])


BOOTSTRAPPED: list[tuple[str, dict[str, Any]]] = [
    ("borda", {}),
    ("mean_rank", {}),
    ("copeland", {}),
    ("schulze", {"strength": "margins"}),
    ("instant_runoff", {"tie_break": "lowest_label"}),
    ("condorcet_winner", {}),
    ("bucklin", {"form": "simplified"}),
    ("footrule_optimal", {"missing": "below"}),
]


@pytest.mark.parametrize(("rule", "options"), identified(BOOTSTRAPPED))
@given(
    profile=votes(min_voters=1, max_voters=5, max_items=4),
    seed=st.integers(0, 2**64 - 1),
    n_resamples=st.integers(1, 12),
    level=st.sampled_from([0.5, 0.9, 0.95]),
)
def test_bootstrap_of_rows(
    rule: str, options: dict[str, Any], profile: Votes, seed: int, n_resamples: int, level: float
) -> None:
    written_out = canonical(profile)
    assume(written_out.ballots)
    resamples, n_winners = [], []
    for replicate in range(n_resamples):
        resample = written_out.with_voters(drawn(len(written_out.ballots), replicate, seed))
        scores = resample.scores(rule, **options)
        outcome = ranking(scores, higher_is_better=rule not in naive.LOWER_IS_BETTER)
        resamples.append(outcome.ranks)
        n_winners.append(len(outcome.tiers[0]) if rule != "condorcet_winner" or any(scores) else 0)
    got = rf.rank.bootstrap(profile.to_ballots(), rule=rule, n_resamples=n_resamples, seed=seed, level=level, **options)
    assert_stability(got, resamples, level, n_winners)


@given(
    table=score_tables(grouped=True, min_rows=1, max_rows=6, max_items=4),
    seed=st.integers(0, 1000),
    levels=st.sampled_from([1, 2]),
)
def test_bootstrap_of_groups(table: Table, seed: int, levels: int) -> None:
    """A group that is drawn twice counts as two groups."""
    assert table.groups is not None
    assume(table.weights is None or any(table.weights))
    # Groups are numbered in label order, whatever row they come first in.
    named = sorted(set(table.groups))
    resamples = []
    for replicate in range(5):
        rows: list[int] = []
        groups: list[int] = []
        for number, group in enumerate(drawn(len(named), replicate, seed)):
            members = [row for row, of in enumerate(table.groups) if of == named[group]]
            rows += members
            groups += [number] * len(members)
        options: dict[str, Any] = {"groups": groups} if levels == 2 else {}
        scores = table.votes().with_voters(rows).scores("borda", levels=levels, **options)
        resamples.append(ranking(scores).ranks)
    got = rf.rank.bootstrap(
        table.to_score_table(), rule="borda", n_resamples=5, resample="groups", seed=seed, levels=levels
    )
    assert_stability(got, resamples, 0.95)
