"""Shares of the best committee's score against every order of ties, and laws."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankfold.committee.bias import fairness_curve, simulate_bias
from tests.committee.bias.strategies import Case, cases
from tests.naive.bias import by_utility, scores, shares


@given(case=cases(), data=st.data())
def test_a_curve_is_the_twin(case: Case, data: st.DataObject) -> None:
    """Bias by fixed utilities has no chance in it, so every election is the same one."""
    size = data.draw(st.integers(1, len(case.groups)))
    curve = fairness_curve(
        case.orders,
        rules={"mine": [float(value) for value in case.points]},
        committee_size=size,
        strengths=[float(case.strength)],
        groups=case.groups,
        model="utility",
        utilities=[float(value) for value in case.utilities],
        n_elections=2,
    )
    seen = [by_utility(order, case.second, case.utilities, case.strength) for order in case.orders]
    expected = shares(scores(seen, case.points), scores(case.orders, case.points), case.second, size)
    assert curve.unconstrained[0, 0, 0] == pytest.approx(float(expected["unconstrained"]), abs=1e-12)
    assert curve.proportional[0, 0, 0] == pytest.approx(float(expected["proportional"]), abs=1e-12)
    assert curve.splits.tolist() == [kind for kind in expected if isinstance(kind, int)]
    for split, mean in zip(curve.splits.tolist(), curve.exact[0, 0, 0], strict=True):
        assert mean == pytest.approx(float(expected[split]), abs=1e-12)
    for error in (curve.unconstrained_error, curve.proportional_error, curve.exact_error):
        assert (error == 0).all()
    assert curve.best[0, 0, 0] == max(curve.exact[0, 0, 0])
    assert curve.exact[0, 0, 0, curve.splits.tolist().index(curve.best_split[0, 0, 0])] == curve.best[0, 0, 0]


@given(case=cases(), seed=st.integers(0, 2**64 - 1), variant=st.sampled_from(["live", "frozen"]), data=st.data())
def test_without_bias_nothing_is_lost(case: Case, seed: int, variant: str, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(case.groups)))
    for model in ("swaps", "utility"):
        curve = fairness_curve(
            case.orders,
            committee_size=size,
            n_rankings=[1, 3],
            strengths=[0.0, float(case.strength)],
            groups=case.groups,
            model=model,
            variant=variant,
            n_elections=3,
            seed=seed,
        )
        assert (curve.unconstrained[..., 0] == 1).all()
        assert (curve.unconstrained_error[..., 0] == 0).all()
        for values in (curve.unconstrained, curve.proportional, curve.exact):
            assert ((values >= 0) & (values <= 1)).all()


def test_the_first_election_is_that_of_simulate_bias() -> None:
    """Two elections, of which one is known: what is left is the other, and it is a share too."""
    options = {"groups": [1, 2, 1, 2, 2, 1], "seed": 8}
    curve = fairness_curve(
        "urn", rules="borda", committee_size=3, n_rankings=9, strengths=[0.5], n_elections=2, **options
    )
    drawn = simulate_bias("urn", n_rankings=9, strength=0.5, **options)
    points = [Fraction(k) for k in (5, 4, 3, 2, 1, 0)]
    latent, seen = (scores([tuple(ballot) for ballot in b.orders()], points) for b in (drawn.latent, drawn.biased))
    share = float(shares(seen, latent, {1, 3, 4}, 3)["unconstrained"])
    mean, error = curve.unconstrained[0, 0, 0], curve.unconstrained_error[0, 0, 0]
    # With two values the standard error is half of their distance.
    assert abs(share - mean) == pytest.approx(error, abs=1e-12)


def test_rules_and_splits_that_stand_for_one_another() -> None:
    options = {"committee_size": 2, "n_rankings": [4, 10], "group_sizes": (3, 4), "strengths": [0.3, 1.0], "seed": 2}
    named = fairness_curve(rules=("borda", "bloc", "sntv"), **options)
    vectors = {"borda": range(6, -1, -1), "bloc": [1, 1, 0, 0, 0, 0, 0], "sntv": [0.25, 0, 0, 0, 0, 0, 0]}
    given_points = fairness_curve(rules={name: list(points) for name, points in vectors.items()}, **options)
    assert (named.unconstrained == given_points.unconstrained).all()
    some = fairness_curve(rules="borda", splits=[2, 0], **options)
    assert some.splits.tolist() == [0, 2]
    assert (some.exact[0] == named.exact[0][..., [0, 2]]).all()


@pytest.mark.parametrize("model", ["swaps", "utility"])
def test_threads_and_company_change_nothing(model: str) -> None:
    options = {"committee_size": 4, "group_sizes": (6, 6), "n_elections": 30, "model": model}
    one = fairness_curve(n_rankings=[3, 40], n_threads=1, **options)
    two = fairness_curve(n_rankings=[40, 7, 3], n_threads=2, **options)
    assert (one.exact[:, 1] == two.exact[:, 0]).all()
    assert (one.proportional_error[:, 0] == two.proportional_error[:, 2]).all()


def test_errors_shrink_with_the_root_of_elections() -> None:
    options = {"rules": "borda", "committee_size": 4, "n_rankings": 5, "group_sizes": (6, 6), "strengths": [0.5]}
    few, many = (fairness_curve(n_elections=n, **options) for n in (200, 3200))
    ratio = few.unconstrained_error[0, 0, 0] / many.unconstrained_error[0, 0, 0]
    assert 3 < ratio < 5.3
    gap = few.unconstrained[0, 0, 0] - many.unconstrained[0, 0, 0]
    assert abs(gap) < 5 * np.hypot(few.unconstrained_error, many.unconstrained_error)[0, 0, 0]
