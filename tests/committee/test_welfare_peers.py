"""Committees and scores of abcvoting, where it is installed, on votes rich in ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import rankfold as rf
from tests.committee.test_sample_instances import RULES

#: Those whose score is a sum over voters.
SCORED = ("av", "sav", "pav", "slav", "geom2", "cc", "seqpav", "revseqpav", "seqslav", "seqcc")


@pytest.mark.parametrize("rule", SCORED)
def test_committees_of_abcvoting(rule: str) -> None:
    abcrules: Any = pytest.importorskip("abcvoting.abcrules")
    preferences: Any = pytest.importorskip("abcvoting.preferences")
    ours, options = RULES[rule]
    # One that needs no other package.
    algorithm = "brute-force" if rule in ("pav", "slav", "geom2", "cc") else "standard"
    for seed in range(12):
        rng = np.random.default_rng(seed)
        approved = rng.random((rng.integers(3, 12), 6)) < 0.4
        sets = [np.flatnonzero(row).tolist() for row in approved]
        profile = preferences.Profile(6)
        profile.add_voters(sets)
        votes = rf.Approvals.from_array(approved)
        for k in (1, 3, 4):
            found = getattr(rf.committee, ours)(votes, k, outcomes="all", **options)
            expected = abcrules.compute(rule, profile, k, resolute=False, algorithm=algorithm)
            outcomes = set(map(frozenset, found.outcomes))
            same = outcomes == set(map(frozenset, expected))
            # They add floats for "sav", which may split a tie.
            assert same or (rule == "sav" and outcomes > set(map(frozenset, expected))), (seed, k)
