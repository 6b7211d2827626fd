"""Elimination rules of pref_voting as oracles, where it is installed; its worked elections are read from a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from tests.rank.test_peers import FILES, name_of
from tests.rank.test_twins import apply

if TYPE_CHECKING:
    from pathlib import Path

PARALLEL = {"tie_break": "parallel_universe"}

#: What pref_voting calls them, and the same here.
PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "instant_runoff": ("instant_runoff", {}),
    "instant_runoff_put": ("instant_runoff", PARALLEL),
    "plurality_with_runoff_put": ("plurality_runoff", PARALLEL),
    "coombs": ("coombs", {}),
    "coombs_put": ("coombs", PARALLEL),
    "baldwin": ("baldwin", {}),
    "baldwin_put": ("baldwin", PARALLEL),
    "strict_nanson": ("nanson", {}),
    "weak_nanson": ("nanson", {"form": "weak"}),
    "benham": ("benham", {}),
    "benham_put": ("benham", PARALLEL),
    "tideman_alternative_smith": ("tideman_alternative", {}),
    "tideman_alternative_smith_put": ("tideman_alternative", PARALLEL),
    "smith_irv": ("smith_irv", {}),
    "smith_irv_put": ("smith_irv", PARALLEL),
}

#: Peers that bring back items from outside of the Schwartz set, so they differ where there are ties between pairs.
SCHWARTZ: dict[str, tuple[str, dict[str, Any]]] = {
    "tideman_alternative_gocha": ("tideman_alternative", {"within": "schwartz"}),
    "tideman_alternative_gocha_put": ("tideman_alternative", {"within": "schwartz", **PARALLEL}),
}


def peer_winners(name: str, profile: Any, **options: Any) -> list[int]:
    from pref_voting import combined_methods, iterative_methods

    method = getattr(iterative_methods, name, None) or getattr(combined_methods, name)
    return sorted(map(int, method(profile, **options)))


@pytest.mark.parametrize("name", PEERS)
def test_worked_elections(name: str, shared_data: Path) -> None:
    """Winners that pref_voting found."""
    elections = json.loads((shared_data / "elections" / "golden_examples.json").read_text())["single_winner"]
    rule, options = PEERS[name]
    seen = 0
    for title, election in elections.items():
        items = list(range(len(election["ballots"][0])))
        ballots = rf.Ballots.from_orders(election["ballots"], items=items, weights=election["counts"])
        if name in election["winners"]:
            assert sorted(apply(rule, ballots, options).winners) == election["winners"][name], title
            seen += 1
    assert seen in (0, len(elections))


@pytest.mark.parametrize("name", [*PEERS, *SCHWARTZ])
def test_winners_of_strict_profiles(name: str) -> None:
    """Few voters and many ties; an odd number of voters leaves no pair tied, so that the Schwartz set is Smith's."""
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting.profiles import Profile

    rule, options = {**PEERS, **SCHWARTZ}[name]
    generator = np.random.default_rng(11)
    for n_items in (2, 3, 4, 5):
        for n_voters in (1, 3, 4, 5, 6, 7, 9, 12):
            if name in SCHWARTZ and n_voters % 2 == 0:
                continue
            orders = [generator.permutation(n_items).tolist() for _ in range(n_voters)]
            ballots = rf.Ballots.from_orders(orders, items=list(range(n_items)))
            expected = peer_winners(name, Profile(orders))
            assert sorted(apply(rule, ballots, options).winners) == expected, orders


@pytest.mark.parametrize("name", SCHWARTZ)
def test_items_come_back_to_the_schwartz_set_of_the_peer(name: str) -> None:
    """What the registry says of it is so, where pairs tie."""
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting.profiles import Profile

    rule, options = SCHWARTZ[name]
    generator = np.random.default_rng(0)
    differ = 0
    for _ in range(50):
        orders = [generator.permutation(5).tolist() for _ in range(4)]
        ballots = rf.Ballots.from_orders(orders, items=list(range(5)))
        differ += sorted(apply(rule, ballots, options).winners) != peer_winners(name, Profile(orders))
    assert 0 < differ < 50


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_winners_of_real_elections(path: Path) -> None:
    """Complete strict ballots are all that most of these rules of pref_voting read; instant runoff reads any."""
    pytest.importorskip("pref_voting", reason="pref_voting is not installed: pip install 'rankfold[peers]'")
    from pref_voting.profiles import Profile
    from pref_voting.profiles_with_ties import ProfileWithTies

    ballots = rf.read(path).merged()
    if ballots.n_items > 30 or ballots.n_voters > 2000:
        pytest.skip(f"{ballots.n_voters} ballots over {ballots.n_items} items take pref_voting too long")
    counts = ballots.weights.tolist()
    positions = ballots.positions()
    if ballots.is_complete and not ballots.has_ties:
        profile = Profile(np.argsort(positions, axis=1).tolist(), rcounts=counts)
        rules = PEERS
    else:
        ranked = [{item: int(rank) for item, rank in enumerate(row) if rank} for row in positions]
        profile = ProfileWithTies(ranked, rcounts=counts, candidates=list(range(ballots.n_items)))
        rules = {name: PEERS[name] for name in ("instant_runoff", "instant_runoff_put")}
    for name, (rule, options) in rules.items():
        try:
            winners = apply(
                rule,
                ballots,
                {**options, "limit": 100} if "tie_break" in options and rule != "plurality_runoff" else options,
            ).winners
        except rf.SizeLimitError:
            continue
        # Without folding, the peer follows every order in which items leave.
        if name.endswith("_put") and ballots.n_items > 9:
            continue
        split = {"score_method": "split"} if isinstance(profile, ProfileWithTies) else {}
        expected = peer_winners(name, profile, **split)
        assert sorted(ballots.items.index(item) for item in winners) == expected, name
