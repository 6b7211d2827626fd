"""Laws of chance, at fixed seeds: a failure is a change of the code, never bad luck.

Were the seeds drawn anew, each of the tests with a bound of five standard errors would fail about once in 100,000 runs.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

import rankfold as rf

ANGLES = (0.3, 0.8, 1.3, math.pi / 2, 2.2)
GROUPS = 20_000


def dense_pair(dim: int, angle: float) -> Any:
    one, other = np.linalg.qr(np.random.default_rng(dim).normal(size=(dim, 2)))[0].T
    return np.stack([one, math.cos(angle) * one + math.sin(angle) * other])


def axis_pair(dim: int, angle: float) -> Any:
    pair = np.zeros((2, dim))
    pair[0, 0], pair[1, 0], pair[1, 1] = 1.0, math.cos(angle), math.sin(angle)
    return pair


def shared(encoder: Any, pair: Any) -> float:
    """The share of groups in which both have the same code."""
    one, other = encoder.signatures(pair)
    return float((one == other).mean())


@pytest.mark.parametrize("bits", [1, 3, 5])
@pytest.mark.parametrize("dim", [2, 16, 33])
def test_gaussian_codes_are_shared_as_the_law_says(dim: int, bits: int) -> None:
    encoder = rf.hashing.SimHash(dim, groups=GROUPS, bits=bits, seed=dim)
    for angle in ANGLES:
        p = (1 - angle / math.pi) ** bits
        for pair in (dense_pair(dim, angle), axis_pair(dim, angle)):
            found = shared(encoder, pair)
            assert abs(found - p) < 5 * math.sqrt(p * (1 - p) / GROUPS), (angle, found, p)


@pytest.mark.parametrize("dim", [16, 64, 128, 256])
def test_hadamard_codes_are_shared_nearly_as_the_law_says(dim: int) -> None:
    """Three rounds come close. One round is off by .41 for pairs of axes and two by .06; both would fail here."""
    encoder = rf.hashing.SimHash(dim, groups=GROUPS, bits=3, seed=1, projection="hadamard")
    for angle in ANGLES:
        p = (1 - angle / math.pi) ** 3
        noise = 5 * math.sqrt(p * (1 - p) / GROUPS)
        assert abs(shared(encoder, dense_pair(dim, angle)) - p) < 0.01 + noise
        assert abs(shared(encoder, axis_pair(dim, angle)) - p) < 0.04 + noise


@pytest.mark.parametrize("bits", [2, 4])
def test_unnormalised_sums_are_unbiased(bits: int) -> None:
    dim, n = 16, 30
    generator = np.random.default_rng(bits)
    behaviours = generator.normal(size=(n, dim))
    values = generator.normal(size=(n, 8))
    candidate = behaviours[:1] + generator.normal(size=(1, dim))
    encoder = rf.hashing.SimHash(dim, groups=GROUPS, bits=bits, seed=11)
    table = rf.hashing.BucketTable(encoder, 8).add(behaviours, values)
    by_group = table.sums()[np.arange(GROUPS), encoder.signatures(candidate)[0]].astype(np.float64)
    error = by_group.std(axis=0, ddof=1) / math.sqrt(GROUPS)
    expected = rf.hashing.expected_attention(behaviours, candidate, bits=bits, values=values)[0]
    assert (np.abs(by_group.mean(axis=0) - expected) < 5 * error).all()
    found = table.freeze(normalize="none").query(candidate)[0]
    np.testing.assert_allclose(found, by_group.mean(axis=0), rtol=1e-4, atol=1e-4)


def errors(normalize: Any, groups: int) -> float:
    """The relative error against the expectation: root of the mean square over encoders and candidates."""
    generator = np.random.default_rng(5)
    behaviours, candidates = generator.normal(size=(50, 32)), generator.normal(size=(20, 32))
    expected = rf.hashing.expected_attention(behaviours, candidates, bits=3, normalize=normalize)
    squares = []
    for seed in range(60):
        encoder = rf.hashing.SimHash(32, groups=groups, bits=3, seed=seed)
        found = rf.hashing.sdim_attention(behaviours, candidates, encoder, normalize=normalize)
        squares.append(((found - expected) ** 2).sum(axis=1) / (expected**2).sum(axis=1))
    return math.sqrt(np.mean(squares))


@pytest.mark.parametrize("normalize", ["none", "ratio"])
def test_errors_fall_with_the_root_of_the_groups(normalize: Any) -> None:
    found = [errors(normalize, groups) for groups in (16, 64, 256)]
    for four_times_fewer, error in itertools.pairwise(found):
        assert 1.8 < four_times_fewer / error < 2.25, found


def test_density_of_a_memory_is_unbiased() -> None:
    generator = np.random.default_rng(8)
    hidden, asked = generator.normal(size=(40, 6)), generator.normal(size=(1, 6))
    encoder = rf.hashing.SimHash(6, groups=GROUPS, bits=4, seed=2)
    memory = rf.hashing.ErrorMemory(encoder).write(hidden, np.zeros(40), np.zeros(40))
    expected = rf.hashing.expected_attention(hidden, asked, bits=4, values=np.ones((40, 1)))[0, 0]
    same = (encoder.signatures(hidden) == encoder.signatures(asked)).sum(axis=0)
    error = float(same.std(ddof=1)) / math.sqrt(GROUPS)
    found = memory.read(asked).density[0]
    assert found == same.mean()
    assert abs(found - expected) < 5 * error


def test_unit_of_the_paper() -> None:
    """Sixty degrees and three bits: (2/3)**3."""
    encoder = rf.hashing.SimHash(2, groups=60_000, bits=3, seed=0)
    p = 8 / 27
    assert abs(shared(encoder, axis_pair(2, math.pi / 3)) - p) < 5 * math.sqrt(p * (1 - p) / 60_000)
