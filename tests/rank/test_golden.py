"""The golden cases, through the public functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from tests import golden_cases
from tests.naive.agreement import is_close
from tests.rank.test_twins import apply

if TYPE_CHECKING:
    from tests.golden_cases import Expected


@pytest.mark.parametrize("expected", golden_cases.expectations(), ids=str)
def test_golden_cases(expected: Expected) -> None:
    outcome = apply(expected.rule, expected.votes.to_ballots(), expected.options)
    if expected.scores is not None:
        assert all(map(is_close, outcome.scores.tolist(), expected.scores)), outcome.scores
    if expected.ranks is not None:
        assert outcome.ranks.tolist() == expected.ranks
    if expected.winners is not None:
        assert list(outcome.winners) == expected.winners


@pytest.mark.parametrize(
    "name",
    ["tennessee", "schulze_45", "five_voters", "condorcet_cycle", "nine_voters", "squeezed_centre", "baldwin_nanson"],
)
def test_pairwise_counts(name: str) -> None:
    case = golden_cases.load(name)
    counts = golden_cases.votes_of(case).to_ballots().pairwise()
    assert counts.wins.tolist() == case["pairwise"]["wins"]
    assert not counts.ties.any()
    assert not counts.only_one.any()


@pytest.mark.parametrize(
    "name",
    ["tennessee", "schulze_45", "five_voters", "condorcet_cycle", "nine_voters", "squeezed_centre", "baldwin_nanson"],
)
def test_a_matrix_is_all_that_pairwise_rules_need(name: str) -> None:
    case = golden_cases.load(name)
    counts = rf.PairwiseCounts.from_matrix(np.array(case["pairwise"]["wins"]), items=case["items"])
    for entry in case["expected"]:
        if "PairwiseCounts" in rf.rank.RULES[entry["rule"]].inputs:
            outcome = apply(entry["rule"], counts, entry.get("options", {}))
            assert "ranks" not in entry or outcome.ranks.tolist() == entry["ranks"]
            assert "winners" not in entry or list(outcome.winners) == entry["winners"]


@pytest.mark.parametrize("pair", golden_cases.load("kendall_tau_b")["pairs"])
def test_kendall_tau_between_ranks(pair: dict[str, Any]) -> None:
    tau = rf.rank.distance.kendall_tau(pair["x"], pair["y"]).tau
    untied_x, untied_y = pair["untied"]
    if untied_x and untied_y:
        assert math.isclose(tau, pair["lead"] / math.sqrt(untied_x * untied_y), rel_tol=1e-15, abs_tol=1e-15)
    else:
        assert math.isnan(tau)
