"""Draws from the softmax of rows: the full computation to the bit, laws, probabilities, what is refused."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import sampling as naive


def same(found: rf.hashing.GumbelTopK, row: int, expected: list[tuple[int, float]]) -> None:
    assert found.indices[row].tolist() == [column for column, _ in expected]
    assert found.values[row].tobytes() == np.array([value for _, value in expected]).tobytes()


@given(
    st.lists(
        st.one_of(st.sampled_from([-math.inf, 0.0, 5.0]), st.floats(-100, 100, width=16)), min_size=1, max_size=150
    ),
    st.data(),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**63),
    st.sampled_from([np.float16, np.float32, np.float64]),
)
def test_the_largest_of_all_perturbed_logits(
    logits: list[float], data: st.DataObject, seed: int, first_row: int, dtype: Any
) -> None:
    k = data.draw(st.integers(1, len(logits)))
    found = rf.hashing.gumbel_top_k(np.array([logits], dtype), k, seed=seed, first_row=first_row)
    same(found, 0, naive.gumbel_top_k(logits, k, seed, first_row))
    assert found.n_drawn.tolist() == [min(k, sum(logit > -math.inf for logit in logits))]


@pytest.mark.parametrize("spread", [0.0, 0.3, 3.0, 1e5, 1e30])
def test_long_rows(spread: float) -> None:
    generator = np.random.default_rng(5)
    logits = (generator.normal(size=(2, 1500)) * spread).astype(np.float32)
    found = rf.hashing.gumbel_top_k(logits, 20, seed=9, first_row=4)
    for row in range(2):
        same(found, row, naive.gumbel_top_k([float(logit) for logit in logits[row]], 20, 9, 4 + row))
    wide = rf.hashing.gumbel_top_k(logits.astype(np.float64), 20, seed=9, first_row=4)
    assert wide.values.tobytes() == found.values.tobytes()
    integers = rf.hashing.gumbel_top_k(np.zeros((2, 1500), int), 20, seed=9, first_row=4)
    assert spread > 0 or integers.values.tobytes() == found.values.tobytes()


def test_what_a_cell_draws_depends_on_nothing_else() -> None:
    logits = np.random.default_rng(1).normal(size=(40, 700))
    whole = rf.hashing.gumbel_top_k(logits, 700, seed=3)
    for columns in (1, 63, 64, 65, 300):
        part = rf.hashing.gumbel_top_k(logits[7:20, :columns], columns, seed=3, first_row=7)
        for row in range(13):
            values = dict(zip(whole.indices[7 + row].tolist(), whole.values[7 + row].tolist(), strict=True))
            assert [values[column] for column in part.indices[row].tolist()] == part.values[row].tolist()
    for k in (1, 5, 699):
        fewer = rf.hashing.gumbel_top_k(logits, k, seed=3)
        assert (fewer.indices == whole.indices[:, :k]).all()
    digests = {rf.hashing.gumbel_top_k(logits, 9, seed=3, n_threads=threads).values.tobytes() for threads in (1, 2, 5)}
    large = np.random.default_rng(2).normal(size=(500, 3000)).astype(np.float32)
    digests |= {rf.hashing.gumbel_top_k(large, 9, seed=3, n_threads=threads).values.tobytes() for threads in (1, 2, 5)}
    assert len(digests) == 2
    assert (rf.hashing.gumbel_top_k(large[:, ::2], 3, seed=3).indices >= 0).all(), "strided"


def test_draws_follow_the_softmax() -> None:
    """40,000 rows, every ordered pair of three: within five standard deviations."""
    p = np.array([0.5, 0.3, 0.2])
    found = rf.hashing.gumbel_top_k(np.tile(np.log(p), (40_000, 1)), 2, seed=11)
    pairs = Counter(map(tuple, found.indices.tolist()))
    for i in range(3):
        for j in range(3):
            expected = p[i] * p[j] / (1 - p[i]) if i != j else 0.0
            assert abs(pairs[i, j] - 40_000 * expected) <= 5 * (40_000 * expected * (1 - expected)) ** 0.5
    # A value is that of a Gumbel number around the logarithm of the sum: its mean is Euler's constant.
    first = rf.hashing.gumbel_top_k(np.zeros((40_000, 8)), 1, seed=12).values
    assert abs(first.mean() - math.log(8) - 0.5772156649) < 5 * math.pi / 6**0.5 / 200


def test_masked_columns_are_never_drawn() -> None:
    logits = np.full((3, 200), -np.inf, np.float32)
    logits[0, [5, 150]] = 1e-3, -3e38
    logits[1, 70] = 3e38
    found = rf.hashing.gumbel_top_k(logits, 3, seed=2)
    assert found.indices[0].tolist() == [5, 150, -1]
    assert found.indices[1].tolist() == [70, -1, -1]
    assert found.indices[2].tolist() == [-1, -1, -1]
    assert found.values[2].tolist() == [-math.inf] * 3
    assert found.n_drawn.tolist() == [2, 1, 0]


def test_what_is_no_logit() -> None:
    for bad, shown in ((math.nan, "NaN"), (math.inf, "inf")):
        for dtype in (np.float32, np.float64):
            logits = np.zeros((3, 130), dtype)
            logits[2, 129] = bad
            with pytest.raises(
                rf.InvalidInputError, match=rf"logits\[2, 129\] = {shown} is not a logit: expected a finite"
            ):
                rf.hashing.gumbel_top_k(logits, 2)
    for k in (0, 4):
        with pytest.raises(rf.InvalidInputError, match=f"k = {k}: expected 1 <= k <= 3"):
            rf.hashing.gumbel_top_k(np.zeros((2, 3)), k)
    for shape in ((3,), (2, 0), (1, 2, 3)):
        with pytest.raises(rf.InvalidInputError, match=r"logits has shape .*: expected \(n_rows, n_columns\)"):
            rf.hashing.gumbel_top_k(np.zeros(shape), 1)
    with pytest.raises(rf.InvalidInputError, match="ragged"):
        rf.hashing.gumbel_top_k([[1.0], [1.0, 2.0]], 1)
    with pytest.raises(rf.InvalidTypeError, match="logits has dtype bool"):
        rf.hashing.gumbel_top_k(np.zeros((2, 3), bool), 1)
    with pytest.raises(rf.InvalidInputError, match="masked"):
        rf.hashing.gumbel_top_k(np.ma.array([[1.0]], mask=True), 1)
    with pytest.raises(rf.InvalidInputError, match="seed"):
        rf.hashing.gumbel_top_k(np.zeros((2, 3)), 1, seed=2**64)
    with pytest.raises(rf.TimeLimitError):
        rf.hashing.gumbel_top_k(np.zeros((2000, 3000), np.float32), 1, time_limit=0)
    assert rf.hashing.gumbel_top_k(np.zeros((0, 3)), 2).indices.shape == (0, 2)
