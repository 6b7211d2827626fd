"""Elections of abcvoting with the committees that it found, where they lie beside the checkout."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

import rankfold as rf
from tests.naive.committee import monroe

if TYPE_CHECKING:
    from pathlib import Path

#: Their names of our rules.
RULES = {"minimaxav": "minimax_approval", "lexcc": "lexicographic_chamberlin_courant", "monroe": "monroe"}


@pytest.mark.parametrize("theirs", RULES)
def test_committees_are_those_of_abcvoting(theirs: str, shared_data: Path) -> None:
    yaml = pytest.importorskip("yaml")
    folder = shared_data / "elections" / "abcvoting" / "sample_instances"
    rule = getattr(rf.committee, RULES[theirs])
    for path in sorted(folder.glob("*.abc.yaml")):
        election: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        n_items, k = election["num_cand"], election["committeesize"]
        sets = [frozenset(entry) for entry in election["profile"]]
        votes = rf.Approvals.from_sets(sets, items=list(range(n_items)))
        one = rule(votes, k)
        assert one.proven
        for entry in election["compute"]:
            if entry["rule_id"] != theirs or entry["result"] is None:
                continue
            expected = {frozenset(members) for members in entry["result"]}
            assert frozenset(one.members) in expected, path.name
            every = rule(votes, k, outcomes="all", limit=len(expected))
            assert every.complete
            assert {frozenset(members) for members in every.outcomes} == expected
            if theirs == "monroe":
                assert one.score == monroe.score(min(expected, key=sorted), sets, [Fraction(1)] * len(sets))
