"""Both models of bias against their definitions, and what they may and may not do."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.committee.bias import simulate_bias
from tests.committee.bias.strategies import Case, cases
from tests.naive.bias import by_utility, inverted, swaps

N = 20_000
SWAPS = [
    # order, disadvantaged items, phi, strength
    ((0, 1, 2, 3), {0, 1}, Fraction(1, 2), Fraction(1)),
    ((0, 1, 2, 3), {0, 1}, Fraction(1, 2), Fraction(1, 2)),
    ((2, 0, 3, 1, 4), {2, 3}, Fraction(1, 4), Fraction(3, 4)),
    ((4, 3, 2, 1, 0), {4, 2, 1}, Fraction(1), Fraction(1)),
    ((0, 1, 2), {0}, Fraction(3, 4), Fraction(1)),
    ((0, 1, 2), {2}, Fraction(3, 4), Fraction(1)),
]


@pytest.mark.parametrize("variant", ["live", "frozen"])
@pytest.mark.parametrize(("order", "second", "phi", "strength"), SWAPS)
def test_swaps_have_the_distribution_of_the_definition(
    order: tuple[int, ...], second: set[int], phi: Fraction, strength: Fraction, variant: str
) -> None:
    groups = [2 if item in second else 1 for item in range(len(order))]
    votes = rf.Ballots.from_orders([list(order)], items=list(range(len(order))), weights=[N])
    found = simulate_bias(votes, groups=groups, phi=float(phi), strength=float(strength), variant=variant, seed=3)
    counts = Counter(map(tuple, found.biased.orders()))
    expected = swaps(order, second, phi, strength, variant)
    assert counts.keys() <= expected.keys()
    for ranking, p in expected.items():
        spread = math.sqrt(N * float(p) * (1 - float(p)))
        assert abs(counts[ranking] - N * float(p)) <= 4.5 * spread, (ranking, float(p), counts[ranking] / N)


def test_frozen_swaps_can_go_back_and_live_ones_cannot() -> None:
    """Two disadvantaged items ahead of one: the frozen variant may draw the same pair twice."""
    votes = rf.Ballots.from_orders([[0, 1, 2]], weights=[1000])
    frozen, live = (
        simulate_bias(votes, groups=[2, 2, 1], strength=1, variant=variant) for variant in ("frozen", "live")
    )
    assert [0, 1, 2] in frozen.biased.orders()
    assert all(ballot[0] == 2 for ballot in live.biased.orders())


@given(case=cases())
def test_utility_is_the_twin(case: Case) -> None:
    found = simulate_bias(
        case.orders,
        groups=case.groups,
        model="utility",
        utilities=[float(value) for value in case.utilities],
        strength=float(case.strength),
    )
    expected = [by_utility(order, case.second, case.utilities, case.strength) for order in case.orders]
    assert [tuple(ballot) for ballot in found.biased.orders()] == expected


@given(case=cases(), seed=st.integers(0, 2**64 - 1), model=st.sampled_from(["swaps", "utility"]))
def test_bias_only_ever_raises_the_first_group(case: Case, seed: int, model: str) -> None:
    found = simulate_bias(case.orders, groups=case.groups, model=model, strength=float(case.strength), seed=seed)
    rise = found.latent.positions() - found.biased.positions()
    is_second = np.array(case.groups) == 2
    assert (rise[:, ~is_second] >= 0).all()
    assert (rise[:, is_second] <= 0).all()
    assert found.latent.orders() == [list(order) for order in case.orders]
    if case.strength == 0:
        assert not rise.any()
    if case.strength == 1:
        assert not any(inverted(ballot, case.second) for ballot in found.biased.orders())


@given(case=cases(), seed=st.integers(0, 2**64 - 1), variant=st.sampled_from(["live", "frozen"]))
def test_swaps_keep_the_order_that_no_pair_can_change(case: Case, seed: int, variant: str) -> None:
    """A ranking without an inverted pair stays as it is."""
    sorted_orders = [sorted(order, key=lambda item: (case.groups[item], order.index(item))) for order in case.orders]
    found = simulate_bias(sorted_orders, groups=case.groups, strength=1, variant=variant, seed=seed)
    assert found.biased.orders() == sorted_orders


def test_uniform_utilities_are_the_textbook_model() -> None:
    """Two items: the disadvantaged one stays ahead if its larger uniform draw survives the factor."""
    votes = rf.Ballots.from_orders([["b", "a"]], weights=[N])
    found = simulate_bias(votes, groups=["x", "y"], model="utility", strength=0.4)
    stays = sum(ballot == ["b", "a"] for ballot in found.biased.orders())
    # The smaller of two uniform draws over the larger is uniform itself.
    p = 0.6
    assert abs(stays - N * p) <= 4.5 * math.sqrt(N * p * (1 - p))


@pytest.mark.parametrize("model", ["swaps", "utility"])
@pytest.mark.parametrize("variant", ["live", "frozen"])
def test_one_strength_says_nothing_about_another_and_length_adds_at_the_end(model: str, variant: str) -> None:
    options = {"groups": [1, 2] * 5, "model": model, "variant": variant, "seed": 5}
    for culture in ("impartial_culture", "mallows", "normalised_mallows", "urn", "conitzer"):
        short = simulate_bias(culture, n_rankings=7, strength=0.3, **options)
        long = simulate_bias(culture, n_rankings=20, strength=0.3, n_threads=2, **options)
        strong = simulate_bias(culture, n_rankings=20, strength=0.8, **options)
        assert short.biased.orders() == long.biased.orders()[:7]
        assert long.latent.orders() == strong.latent.orders()


def test_many_items_and_extreme_dispersions() -> None:
    for phi in (0.0, 1e-300, 1e-4, 1 - 1e-12, 1.0):
        found = simulate_bias(n_rankings=2, group_sizes=(200, 200), phi=phi, strength=1)
        groups = np.array(found.groups)
        assert all((np.diff(groups[ballot]) >= 0).all() for ballot in found.biased.orders())
