"""Where latent rankings come from."""

from __future__ import annotations

import math
from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.committee.bias import simulate_bias
from tests.naive.mallows import distribution

if TYPE_CHECKING:
    from pathlib import Path

N = 20_000


def rankings(culture: Any, n: int, n_items: int, seed: int = 1) -> list[tuple[int, ...]]:
    groups = [1, 2] * n_items
    found = simulate_bias(culture, n_rankings=n, groups=groups[:n_items], strength=0.0, seed=seed)
    return [tuple(ballot) for ballot in found.latent.orders()]


def expect(counts: Counter[tuple[int, ...]], expected: dict[tuple[int, ...], float]) -> None:
    n = counts.total()
    assert counts.keys() <= expected.keys()
    for ranking, p in expected.items():
        assert abs(counts[ranking] - n * p) <= 4.5 * math.sqrt(n * p * (1 - p)), (ranking, p, counts[ranking] / n)


def test_impartial_culture_knows_no_favourite() -> None:
    expected = dict.fromkeys(permutations(range(4)), 1 / 24)
    expect(Counter(rankings("impartial_culture", N, 4)), expected)


def test_mallows_is_that_of_the_definition() -> None:
    expected = distribution([-math.log(0.6)] * 3, range(4))
    expect(Counter(rankings(("mallows", {"phi": 0.6}), N, 4)), expected)


@pytest.mark.parametrize("norm_phi", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("n_items", [3, 30])
def test_normalised_mallows_strays_by_its_share(norm_phi: float, n_items: int) -> None:
    found = rankings(("normalised_mallows", {"norm_phi": norm_phi}), 2000, n_items)
    orders = np.array(found)
    upper = np.triu_indices(n_items, 1)
    strayed = (orders[:, upper[0]] > orders[:, upper[1]]).sum(axis=1)
    share = strayed / (n_items * (n_items - 1) / 4)
    assert abs(share.mean() - norm_phi) <= 4.5 * share.std() / math.sqrt(len(share)) + 1e-12


def test_a_ranking_of_an_urn_is_an_earlier_one_as_often_as_said() -> None:
    """With many items two rankings are equal only if one is a copy of the other."""
    alpha, fresh = 0.5, 0
    for seed in range(2000):
        found = rankings(("urn", {"alpha": alpha}), 3, 30, seed)
        fresh += len(set(found))
    p = [1 / (1 + i * alpha) for i in range(3)]
    spread = math.sqrt(2000 * sum(q * (1 - q) for q in p))
    assert abs(fresh - 2000 * sum(p)) <= 4.5 * spread
    assert len(set(rankings(("urn", {"alpha": 0.0}), 50, 30))) == 50
    assert len(set(rankings(("urn", {"alpha": 1e100}), 50, 30))) == 1


def test_conitzer_is_single_peaked() -> None:
    for order in set(rankings("conitzer", 2000, 6)):
        for k in range(1, 7):
            assert max(order[:k]) - min(order[:k]) == k - 1
    # Peak 0 or 2: one way to go on; peak 1: two.
    expected = {(0, 1, 2): 1 / 3, (2, 1, 0): 1 / 3, (1, 0, 2): 1 / 6, (1, 2, 0): 1 / 6}
    expect(Counter(rankings("conitzer", N, 3)), expected)


def test_open_parameters_are_drawn_anew() -> None:
    """Dispersions of several elections, as far as their rankings show them."""
    for culture in ("mallows", "normalised_mallows", "urn"):
        different = {len(set(rankings(culture, 50, 4, seed))) for seed in range(20)}
        assert len(different) > 5


def test_rankings_of_the_caller_in_any_form() -> None:
    orders = [["a", "b", "c"], ["c", "a", "b"]]
    ballots = rf.Ballots.from_orders(orders)
    options: dict[str, Any] = {"groups": [1, 2, 2], "strength": 0.0}
    assert simulate_bias(ballots, **options).latent.orders() == orders
    assert simulate_bias(orders, **options).latent.orders() == orders
    array = simulate_bias(ballots.positions(), **options).latent
    assert array.orders() == [[0, 1, 2], [2, 0, 1]]
    weighted = rf.Ballots.from_orders(orders, weights=[3, 1])
    assert simulate_bias(weighted, **options).latent.orders() == [orders[0]] * 3 + [orders[1]]
    drawn = simulate_bias(weighted, n_rankings=N, **options).latent.orders()
    assert abs(drawn.count(orders[0]) - 0.75 * N) <= 4.5 * math.sqrt(N * 0.75 * 0.25)


def test_real_rankings(shared_data: Path) -> None:
    """Complete rankings of a month of music; every second one of the titles is seen too low."""
    file = shared_data / "elections/preflib/00048_-_spotifycountry/00048-00000002.soc"
    if not file.is_file():
        pytest.skip(f"no such rankings here: expected {file.relative_to(shared_data)} in shared/data")
    votes = rf.read(file)
    assert isinstance(votes, rf.Ballots)
    groups = [1 + item % 2 for item in range(votes.n_items)]
    curve = rf.committee.bias.fairness_curve(
        votes, committee_size=5, groups=groups, strengths=[0.0, 0.1], n_elections=4
    )
    assert curve.n_rankings == (votes.weights.sum(),)
    assert (curve.unconstrained[..., 0] == 1).all()
    assert (curve.unconstrained[..., 1] < 1).any()
