"""Other people's implementations as oracles, where they are installed.

pref_voting reports winners, so winners are compared, under the same rule for ties in the outcome: all tied winners.
Its ``instant_runoff`` (not the PUT or TB variant) removes all items with the fewest first places at once and returns
those that left last; on ballots with ties ``score_method="split"`` shares a first place. That is
``tie_break="simultaneous"``. Its minimax and beat path measure defeats by margins unless told otherwise. Its ballots
with ties or gaps are read under the "extended strict preference", in which unranked items stand below ranked ones:
``missing="below"``.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from tests.rank.test_twins import apply

#: Pairs of items times ballots, and times items for paths: pref_voting goes through them one by one, in Python.
LARGEST = 6_000_000

#: Rules whose winners a pref_voting profile of any kind gives.
PEER_RULES: dict[str, dict[str, Any]] = {
    "plurality": {"ties": "average"},
    "borda": {"ties": "average", "missing": "below"},
    "copeland": {"missing": "below"},
    "minimax": {"by": "margins", "missing": "below"},
    "schulze": {"strength": "margins", "missing": "below"},
    "condorcet_winner": {"missing": "below"},
    "instant_runoff": {"tie_break": "simultaneous"},
}

#: The same rules under another measure of a defeat.
BY_VOTES: dict[str, dict[str, Any]] = {
    "minimax": {"by": "winning_votes", "missing": "below"},
    "schulze": {"strength": "winning_votes", "missing": "below"},
}


def elections() -> list[Path]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "elections" / "preflib"
    return sorted(path for path in folder.rglob("*") if path.suffix in (".soc", ".soi", ".toc", ".toi"))


FILES = elections() or [pytest.param(None, marks=pytest.mark.skip(reason="no elections in shared/data here"))]


def name_of(path: Path | None) -> str:
    return "none" if path is None else path.name


def best(scores: dict[int, float]) -> list[int]:
    """The winners by scores that were added up as floats."""
    highest = max(scores.values())
    return sorted(item for item, score in scores.items() if math.isclose(score, highest, rel_tol=1e-9, abs_tol=1e-9))


def peer_winners(rule: str, profile: Any, strength: Any = None) -> list[int]:
    from pref_voting import c1_methods, iterative_methods, margin_based_methods
    from pref_voting.scoring_methods import symmetric_borda_scores

    if rule == "plurality":
        return best(profile.tops_scores(score_type="split"))
    if rule == "borda":
        return best(symmetric_borda_scores(profile))
    if rule == "copeland":
        return list(c1_methods.copeland(profile))
    if rule == "minimax":
        return list(margin_based_methods.minimax(profile, strength_function=strength))
    if rule == "schulze":
        return list(margin_based_methods.beat_path(profile, strength_function=strength))
    if rule == "condorcet_winner":
        winner = profile.condorcet_winner()
        return [] if winner is None else [winner]
    assert rule == "instant_runoff"
    return list(iterative_methods.instant_runoff(profile, score_method="split"))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_winners_of_real_elections(path: Path) -> None:
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting.profiles_with_ties import ProfileWithTies
    from preflibtools.instances import OrdinalInstance

    ballots = rf.read(path)
    instance = OrdinalInstance(str(path))
    # The numbers of the file's header, in the order in which rankfold keeps the items.
    numbers = sorted(instance.alternatives_name)
    assert ballots.n_items == len(numbers)
    assert ballots.weights.sum() == instance.num_voters
    if (len(instance.orders) + len(numbers)) * len(numbers) ** 2 > LARGEST:
        pytest.skip(f"{len(instance.orders)} ballots over {len(numbers)} items take pref_voting too long")
    rankings = [{item: rank for rank, tier in enumerate(order, 1) for item in tier} for order in instance.orders]
    counts = [instance.multiplicity[order] for order in instance.orders]
    profile = ProfileWithTies(rankings, rcounts=counts, candidates=numbers)
    profile.use_extended_strict_preference()

    def named(winners: list[int]) -> set[Any]:
        return {ballots.items[numbers.index(item)] for item in winners}

    for rule, options in PEER_RULES.items():
        assert set(apply(rule, ballots, options).winners) == named(peer_winners(rule, profile)), rule
    for rule, options in BY_VOTES.items():
        expected = named(peer_winners(rule, profile, strength=profile.support))
        assert set(apply(rule, ballots, options).winners) == expected, rule


def test_winners_of_strict_profiles() -> None:
    """Complete strict ballots go through pref_voting's other, vectorised code."""
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting import scoring_methods
    from pref_voting.profiles import Profile

    generator = np.random.default_rng(7)
    for n_items in (2, 3, 4, 6):
        for n_voters in (1, 4, 9):
            orders = [generator.permutation(n_items).tolist() for _ in range(n_voters)]
            weights = generator.integers(1, 4, n_voters)
            profile = Profile(orders, rcounts=weights.tolist())
            ballots = rf.Ballots.from_orders(orders, items=list(range(n_items)), weights=weights)
            expected = {
                "plurality": list(scoring_methods.plurality(profile)),
                "borda": list(scoring_methods.borda(profile)),
                **{rule: peer_winners(rule, profile) for rule in PEER_RULES if rule not in ("plurality", "borda")},
            }
            for rule, winners in expected.items():
                assert sorted(apply(rule, ballots, PEER_RULES[rule]).winners) == sorted(winners), rule


def test_kendall_tau_b_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed: pip install 'rankfold[peers]'")
    generator = np.random.default_rng(3)
    rules = ["borda", "plurality", "copeland", "median_rank", "mean_score"]
    for n_items in (2, 5, 40):
        table = rf.ScoreTable(generator.integers(0, 6, (7, n_items)).astype(float))
        comparison = rf.rank.compare(table, rules=rules)
        rankings = list(comparison.rankings.values())
        for i, first in enumerate(rankings):
            for j, second in enumerate(rankings):
                expected = stats.kendalltau(first.ranks, second.ranks, variant="b").statistic
                got = comparison.kendall_tau_b[i, j]
                assert (math.isnan(got) and math.isnan(expected)) or math.isclose(
                    got, expected, rel_tol=1e-12, abs_tol=1e-12
                )


def test_winners_of_rules_on_places() -> None:
    """Complete strict profiles, and for Bucklin ballots that are cut short; Dowdall's points are floats over there."""
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting import other_methods, scoring_methods
    from pref_voting.profiles import Profile
    from pref_voting.profiles_with_ties import ProfileWithTies

    generator = np.random.default_rng(8)
    for n_items, n_voters in ((2, 3), (3, 4), (4, 9), (5, 6), (6, 25)):
        for _ in range(5):
            orders = [generator.permutation(n_items).tolist() for _ in range(n_voters)]
            weights = generator.integers(1, 4, n_voters)
            ballots = rf.Ballots.from_orders(orders, items=list(range(n_items)), weights=weights)
            profile = Profile(orders, rcounts=weights.tolist())
            simplified: dict[str, Any] = {"form": "simplified"}
            assert list(rf.rank.anti_plurality(ballots).winners) == scoring_methods.anti_plurality(profile)
            assert list(rf.rank.bucklin(ballots).winners) == other_methods.bucklin(profile)
            assert list(rf.rank.bucklin(ballots, **simplified).winners) == other_methods.simplified_bucklin(profile)
            dowdall = rf.rank.dowdall(ballots)
            assert set(scoring_methods.dowdall(profile)) <= set(dowdall.winners)
            cut = [order[: generator.integers(0, n_items + 1)] for order in orders]
            # This one counts ranks from 0.
            rankings = [{item: rank for rank, item in enumerate(order)} for order in cut]
            truncated = ProfileWithTies(rankings, rcounts=weights.tolist(), candidates=list(range(n_items)))
            found = rf.rank.bucklin(rf.Ballots.from_orders(cut, items=list(range(n_items)), weights=weights))
            assert list(found.winners) == other_methods.bucklin_for_truncated_linear_orders(truncated)
