"""Committees that the authors of abcvoting list for their test instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

#: Their rule, ours, and its options.
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "av": ("approval", {}),
    "sav": ("satisfaction_approval", {}),
    "pav": ("pav", {"method": "exact"}),
    "slav": ("thiele", {"weights": "odd", "method": "exact"}),
    "geom2": ("thiele", {"weights": "geometric", "method": "exact"}),
    "cc": ("chamberlin_courant", {"scores": "approval", "method": "exact"}),
    "seqpav": ("sequential_pav", {}),
    "revseqpav": ("reverse_sequential_pav", {}),
    "seqslav": ("thiele", {"weights": "odd", "method": "greedy"}),
    "seqcc": ("sequential_chamberlin_courant", {"scores": "approval"}),
}


@pytest.mark.parametrize("rule", RULES)
def test_instances_of_abcvoting(rule: str, shared_data: Path) -> None:
    pytest.importorskip("yaml")
    files = sorted((shared_data / "elections" / "abcvoting" / "sample_instances").glob("*.abc.yaml"))
    if not files:
        pytest.skip("no instances of abcvoting in shared/data/elections")
    ours, options = RULES[rule]
    compared = 0
    for file in files:
        votes = rf.read(file)
        for entry in votes.meta.get("expected", ()):
            if entry["rule_id"] != rule or entry["resolute"] or not entry["result"] or len(entry["result"]) > 200:
                continue
            found = getattr(rf.committee, ours)(votes, votes.meta["seats"], outcomes="all", **options)
            outcomes, expected = (set(map(frozenset, listed)) for listed in (found.outcomes, entry["result"]))
            # They add floats for "sav", which splits a tie of 29/20 in one of the files.
            assert outcomes == expected or (rule == "sav" and outcomes > expected), file.name
            compared += 1
    assert compared
