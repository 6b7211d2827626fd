"""Contrasts of two rows: worked examples, their twin, and what they do not depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import contrast as naive

Bad = rf.InvalidInputError

FINITE = st.integers(-80, 80).map(lambda x: x / 8)
LOGIT = FINITE | st.just(-np.inf)
PAIRS = st.integers(1, 12).flatmap(
    lambda n: st.lists(
        st.tuples(st.lists(LOGIT, min_size=n, max_size=n), st.lists(FINITE, min_size=n, max_size=n)),
        min_size=1,
        max_size=4,
    )
)


def test_the_worked_examples() -> None:
    strong, weak = [3, 2.5, 1, -2], [2.8, 1, 0.5, -3]
    z = rf.logits.contrast(strong, weak)
    assert np.allclose(z, [3.1, 3.25, 1.25, -np.inf], rtol=0, atol=1e-12)
    logprobs = [float(rf.logits.contrast_logprobs(strong, weak, token)) for token in range(4)]
    assert np.allclose(logprobs, [-0.841166851, -0.691166851, -2.691166851, -np.inf], rtol=0, atol=1e-9)
    assert (int(np.argmax(strong)), int(rf.logits.contrast_argmax(strong, weak))) == (0, 1)
    other = rf.logits.contrast([3, 2.8, 1, -2], [3, 1, 0.5, -1])
    assert np.allclose(other, [3.0, 3.7, 1.25, -np.inf], rtol=0, atol=1e-12)


@given(PAIRS, st.sampled_from([0.0, 0.5, 2.0]), st.sampled_from([0.01, 0.1, 0.5, 1.0]))
def test_contrasts_are_what_the_twin_says(pairs: list[Any], beta: float, alpha: float) -> None:
    strong, weak = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    options: Any = {"beta": beta, "alpha": alpha}
    expected = np.array([naive.contrast(*pair, beta, alpha) for pair in pairs])
    z = rf.logits.contrast(strong, weak, **options)
    assert np.allclose(z, expected, rtol=1e-12, atol=1e-12)
    best = rf.logits.contrast_argmax(strong, weak, **options)
    for row, (line, high) in enumerate(zip(z, strong, strict=True)):
        assert best[row] == (np.argmax(line) if np.isfinite(high).any() else -1)
    for token in range(strong.shape[1]):
        found = rf.logits.contrast_logprobs(strong, weak, np.full(len(strong), token), **options)
        for row, line in enumerate(expected):
            if np.isfinite(line).any():
                assert np.allclose(found[row], naive.log_softmax(line)[token], rtol=1e-12, atol=1e-12)
            else:
                assert not np.isfinite(found[row])


@given(PAIRS)
def test_logits_and_log_probabilities_give_the_same(pairs: list[Any]) -> None:
    strong, weak = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    strong[:, 0] = np.maximum(strong[:, 0], -9)
    normalised = [x - np.logaddexp.reduce(x, axis=1)[:, None] for x in (strong, weak)]
    one, other = rf.logits.contrast(strong, weak), rf.logits.contrast(*normalised)
    # Rounding may move what stands at the cutoff.
    both = np.isfinite(one) & np.isfinite(other)
    one, other = (np.where(both, z, -np.inf) for z in (one, other))
    one, other = (z - np.logaddexp.reduce(z, axis=1)[:, None] for z in (one, other))
    assert np.allclose(one[both], other[both], rtol=0, atol=1e-9)
    plain = rf.logits.contrast(strong, weak, beta=0.0, alpha=1e-300)
    assert np.array_equal(plain, strong)


def test_the_weak_row_is_not_read_below_the_cutoff() -> None:
    strong, weak = [5.0, 4.9, -5.0], [1.0, 0.0, np.nan]
    assert int(rf.logits.contrast_argmax(strong, weak)) == 1
    assert np.isfinite(rf.logits.contrast_logprobs(strong, weak, 0))
    assert rf.logits.contrast(strong, weak)[2] == -np.inf


def test_temperatures_and_shapes() -> None:
    generator = np.random.default_rng(1)
    strong, weak = generator.normal(size=(2, 3, 4, 9))
    one = rf.logits.contrast(strong, weak, strong_temperature=2.0, weak_temperature=0.5)
    assert np.array_equal(one, rf.logits.contrast(strong / 2, weak * 2))
    assert rf.logits.contrast_argmax(strong, weak).shape == (3, 4)
    assert np.array_equal(rf.logits.contrast_argmax(strong, weak), rf.logits.contrast(strong, weak).argmax(axis=-1))
    assert rf.logits.contrast(strong.astype(np.float32), weak.astype(np.float32)).dtype == np.float32
    ties = rf.logits.contrast_argmax([1.0, 2.0, 2.0], [0.0, 0.0, 0.0])
    assert int(ties) == 1


def test_faults_are_named() -> None:
    for options, text in [
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": 1.5}, r"alpha = 1.5: expected 0.0 <= alpha <= 1.0"),
        ({"beta": -1.0}, r"beta = -1.0"),
        ({"weak_temperature": 0.0}, "temperatures"),
        ({"gamma": 1.0}, "no option 'gamma'"),
    ]:
        with pytest.raises(Bad, match=text):
            rf.logits.contrast([1.0], [1.0], **options)  # type: ignore[arg-type]
    with pytest.raises(Bad, match=r"weak has shape \(2,\): expected that of strong, \(1,\)"):
        rf.logits.contrast([1.0], [1.0, 2.0])
    with pytest.raises(Bad, match="no token: expected 0 <= target < 1"):
        rf.logits.contrast_logprobs([1.0], [1.0], 1)
    with pytest.raises(Bad, match=r"strong has shape \(0,\)"):
        rf.logits.contrast([], [])
