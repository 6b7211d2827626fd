"""Every rule on approvals against its naive twin: all outcomes, the score, and the one that priority chooses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.committee import RULES
from tests import naive
from tests.committee.profiles import Profile, naive_outcomes, profiles
from tests.naive import committee as twins

#: The options that each rule is tested under; and whether groups may overlap.
CASES: dict[str, list[dict[str, Any]]] = {
    "approval": [{}],
    "chamberlin_courant": [{"scores": "approval"}],
    "lexicographic_chamberlin_courant": [{}],
    "minimax_approval": [{}],
    "owa": [{"scores": "approval", "weights": [1, 0.3, 0.1]}],
    "pav": [{}],
    "reverse_sequential_pav": [{}],
    "satisfaction_approval": [{}],
    "sequential_chamberlin_courant": [{"scores": "approval"}],
    "sequential_pav": [{}],
    "consensus_rule": [{}],
    "e_pluribus_hugo": [{}],
    "equal_shares": [{}, {"completion": "approval"}, {"completion": None}],
    "maximin_support": [{}],
    "minimax_phragmen": [{}],
    "phragmen_enestroem": [{}],
    "sequential_phragmen": [{}],
    "thiele": [{"weights": "odd"}],
}
#: Rules whose twins and tests are in files of their own, because they read or return something else.
OWN_TESTS: set[str] = {
    "bloc",
    "expanding_approvals",
    "greedy_monroe",
    "k_borda",
    "monroe",
    "sntv",
    "stv",
}


def test_every_rule_is_tested() -> None:
    assert set(CASES) | OWN_TESTS == set(RULES)
    assert not set(CASES) & OWN_TESTS
    assert naive is not twins


@pytest.mark.parametrize(("rule", "options"), [(rule, options) for rule, cases in CASES.items() for options in cases])
@given(data=st.data())
def test_outcomes_are_those_of_the_twin(rule: str, options: dict[str, Any], data: st.DataObject) -> None:
    profile: Profile = data.draw(profiles())
    function, twin = getattr(rf.committee, rule), twins.rule(rule)
    votes, request = profile.approvals(), profile.request()
    every = function(votes, profile.k, outcomes="all", **options, **request)
    expected = naive_outcomes(twin.outcomes, profile, **options)
    assert {profile.items(members) for members in every.outcomes} == expected
    assert every.complete
    one = function(votes, profile.k, **options, **request)
    assert one.members == every.members == every.outcomes[0]
    assert one.exact
    assert one.proven
    if one.complete is not None:
        assert not one.complete or len(expected) == 1
    if hasattr(twin, "score"):
        score = twin.score(profile.items(one.members), profile.sets, profile.exact_weights, **options)
        assert one.score == every.score == score
    for label, count in one.group_counts.items():
        assert count == len(profile.items(one.members) & profile.groups[int(label)][0])
