"""Alpha and gamma against their definitions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankfold.committee.bias import smoothness
from tests.committee.bias.strategies import Case, cases
from tests.naive.bias import by_utility, gamma, scores


@given(case=cases(), beta=st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.75, 1.0]))
def test_smoothness_is_the_twin(case: Case, beta: float) -> None:
    found = smoothness(
        case.orders,
        rule=[float(value) for value in case.points],
        strength=float(case.strength),
        groups=case.groups,
        model="utility",
        utilities=[float(value) for value in case.utilities],
        beta=[beta, 1.0],
        n_elections=2,
    )
    seen = [by_utility(order, case.second, case.utilities, case.strength) for order in case.orders]
    latent, biased = scores(case.orders, case.points), scores(seen, case.points)
    assert found.normaliser == case.points[0]
    least = min(latent + biased) / len(case.orders) / case.points[0]
    assert found.alpha == pytest.approx(float(least), abs=1e-15)
    assert found.alpha_error == 0
    for factor, value, error in zip((beta, 1.0), found.gamma, found.gamma_error, strict=True):
        expected = gamma(latent, biased, case.second, Fraction(factor))
        if expected is None:
            assert value == np.inf
            assert error == np.inf
        else:
            assert value == pytest.approx(float(expected), abs=1e-14)
            assert error == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("culture", ["impartial_culture", "urn", "mallows", "conitzer"])
@pytest.mark.parametrize("rule", ["borda", "sntv"])
def test_both_orders_of_pairs_find_no_less_than_one(culture: str, rule: str) -> None:
    """The published notebook looks at one order of each pair, so that its gamma can be too small."""
    found = smoothness(
        culture, rule=rule, n_rankings=8, group_sizes=(5, 5), strength=0.3, n_elections=60, beta=30, seed=4
    )
    assert (np.diff(found.gamma) >= 0).all()
    second = {item for item, group in enumerate(found.groups) if group == 2}
    latent, biased = ([Fraction(value) for value in values] for values in (found.latent, found.biased))
    halves = [gamma(latent, biased, second, Fraction(beta), both_orders=False) for beta in found.beta.tolist()]
    # The means are rounded here, so a pair at the very edge may count in one and not in the other.
    assert all(
        half is not None and value >= float(half) - 1e-9 for half, value in zip(halves, found.gamma, strict=True)
    )


def test_a_half_of_the_pairs_can_miss_every_gap() -> None:
    """Items listed from the worst to the best: the notebook's order of each pair asks for gaps that are not there."""
    orders = [[4, 3, 2, 1, 0]]
    found = smoothness(orders, groups=[1, 1, 1, 2, 2], strength=0.0, beta=[0.9], n_elections=2)
    latent = [Fraction(value) for value in found.latent]
    assert gamma(latent, latent, {3, 4}, Fraction(9, 10), both_orders=False) == 0
    assert found.gamma.tolist() == [0.75]


def test_the_grid_begins_where_the_widest_gap_counts() -> None:
    found = smoothness("conitzer", n_rankings=10, group_sizes=(5, 5), strength=0.0, n_elections=20, beta=7)
    assert found.beta[0] == pytest.approx(found.latent.min() / found.latent.max())
    assert found.beta[-1] == 1
    # Without bias a gap that is there is seen in full.
    assert (found.gamma <= found.beta + 1e-12).all()


def test_the_normaliser_scales_alpha_alone() -> None:
    options = {"rule": "sntv", "n_rankings": 10, "group_sizes": (5, 5), "strength": 0.2, "n_elections": 50}
    share, published = smoothness(**options), smoothness(normaliser=10, **options)
    assert (share.normaliser, published.normaliser) == (1, 10)
    assert share.alpha == pytest.approx(10 * published.alpha)
    assert share.alpha_error == pytest.approx(10 * published.alpha_error)
    assert (share.gamma == published.gamma).all()


def test_errors_are_those_of_means_over_elections() -> None:
    """Ten times the elections, a root of ten of the error; and the error covers what another seed finds."""
    options = {"n_rankings": 10, "groups": [1, 2] * 5, "strength": 0.2, "beta": [1.0]}
    few = smoothness(n_elections=300, **options)
    many = smoothness(n_elections=3000, seed=1, **options)
    assert 2.5 < few.alpha_error / many.alpha_error < 4
    off = np.abs(few.latent - many.latent) / np.hypot(few.latent_error, many.latent_error)
    assert (off < 4.5).all()
    assert 2 < few.gamma_error[0] / many.gamma_error[0] < 5


def test_groups_are_drawn_once() -> None:
    found = smoothness("mallows", rule="bloc", committee_size=2, n_rankings=3, group_sizes=(2, 3), strength=0.5)
    assert sorted(found.groups) == [1, 1, 2, 2, 2]
    assert found.latent.argmax() == 0
