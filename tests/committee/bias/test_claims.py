"""What the study found, at sizes that take a second; ``python -m benches bias`` has them in full."""

from __future__ import annotations

import numpy as np
import pytest

from rankfold.committee.bias import fairness_curve, smoothness

STUDY = {"committee_size": 10, "group_sizes": (25, 25), "splits": range(0, 11, 2), "phi": 0.5, "variant": "frozen"}


def test_claim_1_borda_before_bloc_before_sntv_as_published() -> None:
    """Values of the published figures at lambda = 1, read off the plots."""
    curve = fairness_curve(n_rankings=[25, 50, 100], strengths=[1.0], n_elections=40, **STUDY)
    borda, bloc, sntv = curve.best[..., 0]
    assert (borda > bloc).all()
    assert (bloc > sntv).all()
    assert borda[[0, 2]] == pytest.approx([0.99, 0.995], abs=0.03)
    assert bloc[[0, 2]] == pytest.approx([0.92, 0.95], abs=0.03)
    assert sntv[[0, 2]] == pytest.approx([0.73, 0.795], abs=0.06)


def test_claim_4_nothing_is_lost_without_bias() -> None:
    for culture in ("impartial_culture", "mallows", "normalised_mallows", "urn", "conitzer"):
        curve = fairness_curve(culture, n_rankings=[25], strengths=[0.0], n_elections=5, **STUDY)
        assert (curve.unconstrained == 1).all()


def test_claim_6_borda_gives_every_item_a_share_and_sntv_does_not() -> None:
    """The published table divides by the number of items, for both rules; tolerances are its own error bars."""
    options = {"n_rankings": 10, "group_sizes": (5, 5), "phi": 1e-4, "strength": 0.9, "variant": "frozen"}
    borda, sntv = (smoothness(rule=rule, normaliser=10, **options) for rule in ("borda", "sntv"))
    assert borda.alpha == pytest.approx(0.42, abs=0.02)
    assert sntv.alpha == pytest.approx(0.01, abs=0.005)
    # On its own scale as well: what a rule gives at most.
    assert borda.alpha * 10 / 9 > 5 * sntv.alpha * 10
    assert np.isfinite(borda.gamma).all()
