"""The twins themselves: against the golden cases and against brute force."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import golden_cases, naive
from tests.naive import chacha8
from tests.naive.bootstrap import bootstrap
from tests.naive.kendall_tau_b import kendall_tau_b
from tests.naive.pairwise_counts import Matrix, pairwise_counts
from tests.naive.positional_counts import positional_counts
from tests.naive.ranking import ranking
from tests.naive.schulze import strengths, widest_paths
from tests.strategies import Votes, votes

if TYPE_CHECKING:
    from tests.golden_cases import Expected


@pytest.mark.parametrize("expected", golden_cases.expectations(), ids=str)
def test_twins_meet_the_golden_cases(expected: Expected) -> None:
    scores = expected.votes.scores(expected.rule, **expected.options)
    outcome = ranking(scores, expected.votes.labels, higher_is_better=expected.rule not in naive.LOWER_IS_BETTER)
    if expected.scores is not None:
        assert scores == expected.scores
    if expected.ranks is not None:
        assert outcome.ranks == expected.ranks
    if expected.winners is not None:
        has_winner = expected.rule != "condorcet_winner" or any(scores)
        winners = [expected.votes.labels[item] for item in outcome.tiers[0]] if has_winner else []
        assert winners == expected.winners


@pytest.mark.parametrize(
    "name",
    ["tennessee", "schulze_45", "five_voters", "condorcet_cycle", "nine_voters", "squeezed_centre", "baldwin_nanson"],
)
def test_pairwise_counts_meet_the_golden_cases(name: str) -> None:
    case = golden_cases.load(name)
    profile = golden_cases.votes_of(case)
    counts = pairwise_counts(profile.ballots, profile.n_items, profile.weights)
    assert counts.wins == case["pairwise"]["wins"]
    if "schulze" in case:
        paths = widest_paths(strengths(counts.wins, strength="winning_votes"))
        off_diagonal = [[0 if i == j else cell for j, cell in enumerate(row)] for i, row in enumerate(paths)]
        assert off_diagonal == case["schulze"]["paths"]


@pytest.mark.parametrize("pair", golden_cases.load("kendall_tau_b")["pairs"])
def test_kendall_tau_b_meets_the_golden_cases(pair: dict[str, list[int]]) -> None:
    tau = kendall_tau_b(pair["x"], pair["y"])
    untied_x, untied_y = pair["untied"]
    if untied_x and untied_y:
        assert tau == pair["lead"] / math.sqrt(untied_x * untied_y)
    else:
        assert math.isnan(tau)


def completions(ballot: tuple[tuple[int, ...], ...], n_items: int) -> list[tuple[int, ...]]:
    """Every strict order of all items that keeps the tiers of the ballot in their order."""
    tier_of = {item: number for number, tier in enumerate(ballot) for item in tier}

    def fits(order: tuple[int, ...]) -> bool:
        ranked = [tier_of[item] for item in order if item in tier_of]
        return all(a <= b for a, b in pairwise(ranked))

    return [order for order in permutations(range(n_items)) if fits(order)]


@given(votes(max_items=5, max_voters=3))
def test_compatible_is_the_mean_over_all_completions(profile: Votes) -> None:
    for ballot in profile.ballots:
        orders = completions(ballot, profile.n_items)
        for item in range(profile.n_items):
            mean = Fraction(sum(order.index(item) + 1 for order in orders), len(orders))
            single = Votes(profile.labels, (ballot,))
            assert single.scores("mean_rank", missing="compatible")[item] == mean
            assert single.scores("borda", missing="compatible")[item] == profile.n_items - mean


@given(votes())
def test_absent_borda_is_half_of_every_comparison_that_is_not_made(profile: Votes) -> None:
    counts = pairwise_counts(profile.ballots, profile.n_items, profile.weights)
    total = sum(map(Fraction, profile.weights)) if profile.weights is not None else len(profile.ballots)
    for item, score in enumerate(profile.scores("borda", missing="absent")):
        points = Fraction(0)
        for other in range(profile.n_items):
            if other != item:
                won, lost = counts.wins[item][other], counts.wins[other][item]
                points += won + Fraction(total - won - lost) / 2
        assert score == points


@given(votes(), st.sampled_from(["below", "absent", "compatible"]))
def test_borda_hands_out_the_same_sum_whatever_is_tied_or_missing(profile: Votes, missing: str) -> None:
    total = sum(map(Fraction, profile.weights)) if profile.weights is not None else len(profile.ballots)
    scores = [score for score in profile.scores("borda", missing=missing) if score is not None]
    assert sum(scores) == total * profile.n_items * (profile.n_items - 1) / Fraction(2)


@given(votes())
def test_borda_is_positional_is_mean_rank(profile: Votes) -> None:
    points = list(range(profile.n_items - 1, -1, -1))
    borda = profile.scores("borda", missing="below")
    assert profile.scores("positional", missing="below", points=points) == borda
    total = sum(map(Fraction, profile.weights)) if profile.weights is not None else len(profile.ballots)
    for score, rank in zip(borda, profile.scores("mean_rank", missing="below"), strict=True):
        assert score is not None
        assert (rank is None) == (total == 0)
        assert rank is None or score == (profile.n_items - rank) * total


@given(votes())
def test_positional_counts_give_positional_scores(profile: Votes) -> None:
    points = [Fraction(place * place + 1) for place in range(profile.n_items)]
    counts = positional_counts(profile.ballots, profile.n_items, profile.weights)
    expected = profile.scores("positional", missing="below", points=points)
    assert [sum(w * p for w, p in zip(row, points, strict=True)) for row in counts] == expected


@given(votes(ties=False, complete=True))
def test_pairs_of_complete_ballots_add_up(profile: Votes) -> None:
    counts = pairwise_counts(profile.ballots, profile.n_items, profile.weights)
    borda = profile.scores("borda")
    assert [sum(row) for row in counts.wins] == borda
    assert not any(map(any, counts.ties))
    assert not any(map(any, counts.only_one))


def strongest_path(links: Matrix, start: int, end: int) -> int | Fraction:
    """The best over every simple path."""
    between = [item for item in range(len(links)) if item not in (start, end)]
    best: int | Fraction = 0
    for length in range(len(between) + 1):
        for via in permutations(between, length):
            best = max(best, min(links[a][b] for a, b in pairwise((start, *via, end))))
    return best


@given(votes(min_items=2, max_items=5), st.sampled_from(["winning_votes", "margins"]))
def test_schulze_paths_are_the_best_of_all_paths(profile: Votes, strength: str) -> None:
    counts = pairwise_counts(profile.ballots, profile.n_items, profile.weights)
    links = strengths(counts.preference(profile.missing), strength=strength)
    paths = widest_paths(links)
    for i, j in permutations(range(profile.n_items), 2):
        assert paths[i][j] == strongest_path(links, i, j)


@given(votes(min_voters=1, kinds=("unit", "integer")), st.sampled_from(["below", "absent"]))
def test_median_rank_is_the_median_of_the_repeated_ranks(profile: Votes, missing: str) -> None:
    weights = profile.weights or [1] * len(profile.ballots)
    repeated = [ballot for ballot, weight in zip(profile.ballots, weights, strict=True) for _ in range(int(weight))]
    for item, median in enumerate(profile.scores("median_rank", missing=missing)):
        alone = [Votes(profile.labels, (ballot,)).scores("mean_rank", missing=missing)[item] for ballot in repeated]
        ranks = sorted(rank for rank in alone if rank is not None)
        middle = [ranks[(len(ranks) - 1) // 2], ranks[len(ranks) // 2]] if ranks else []
        assert median == (sum(middle) / 2 if middle else None)


def test_labels_decide_the_order_inside_a_tie_and_nothing_else() -> None:
    labels = ["b", 10, "a", 9, "é"]
    same = ranking([Fraction(1)] * 5, labels)
    assert [labels[item] for item in same.order] == [9, 10, "a", "b", "é"]
    assert same.ranks == [1] * 5
    assert len(same.tiers) == 1
    mixed = ranking([Fraction(2), None, Fraction(3), Fraction(2), None], labels)
    assert mixed.order == [2, 3, 0, 1, 4]
    assert mixed.ranks == [2, 4, 1, 2, 4]
    lowest = ranking([Fraction(2), None, Fraction(3), Fraction(2), None], labels, higher_is_better=False)
    assert lowest.order == [3, 0, 2, 1, 4]
    assert lowest.ranks == [1, 4, 3, 1, 4]


def test_bootstrap_summary_of_four_resamples() -> None:
    summary = bootstrap([[1, 2, 3], [1, 1, 3], [2, 1, 3], [1, 2, 2]], level=0.5)
    assert summary.rank_low == [1, 1, 2]
    assert summary.rank_median == [1, 1, 3]
    assert summary.rank_high == [1, 2, 3]
    assert summary.p_first == [Fraction(5, 8), Fraction(3, 8), 0]
    assert summary.p_above[0] == [0, Fraction(1, 2), 1]
    assert summary.p_above[1] == [Fraction(1, 4), 0, Fraction(3, 4)]


@pytest.mark.parametrize(
    ("seed", "stream", "expected"),
    [(0, 0, [836, 631, 232, 117, 255, 98]), (42, 7, [185, 580, 945, 734, 862, 370])],
)
def test_the_generator_gives_the_numbers_that_the_core_promises(seed: int, stream: int, expected: list[int]) -> None:
    source = chacha8.numbers(seed, stream)
    assert [chacha8.below(1000, source) for _ in expected] == expected
