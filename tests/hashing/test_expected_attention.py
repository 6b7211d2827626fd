"""The expectation of attention: the twin, known angles, zero vectors, what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import sdim as naive
from tests.service.script import run

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

NUMBER = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-3]) | st.floats(-9, 9)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    dim, value_dim = draw(st.integers(1, 5)), draw(st.integers(1, 3))

    def matrix(n: int, width: int) -> Any:
        return np.array(draw(st.lists(NUMBER, min_size=n * width, max_size=n * width))).reshape(n, width)

    n, b = draw(st.integers(0, 20)), draw(st.integers(0, 3))
    return matrix(n, dim), matrix(b, dim), matrix(n, value_dim)


@given(histories(), st.integers(0, 16), st.sampled_from(["none", "ratio"]))
def test_the_expectation_is_what_the_twin_says(given: tuple[Any, Any, Any], bits: int, normalize: Any) -> None:
    behaviours, candidates, values = given
    found = rf.hashing.expected_attention(behaviours, candidates, bits=bits, values=values, normalize=normalize)
    assert found.dtype == np.float64
    assert found.shape == (len(candidates), values.shape[1])
    weights = [[naive.collision_probability(c, s, bits) for s in behaviours] for c in candidates]
    if normalize == "ratio" and any(row and sum(row) < 1e-6 for row in weights):
        return  # The arc cosine of the twin is off by 1e-8 at opposite vectors.
    expected = naive.expected_attention(behaviours, candidates, bits, values, normalize)
    scale = max(1.0, float(np.abs(values).sum()) if values.size else 0.0)
    # An arc cosine loses half of its digits near 0 and pi.
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * scale)


@given(st.floats(0.0, math.pi), st.integers(0, 16), st.floats(1e-3, 1e3))
def test_known_angles(angle: float, bits: int, length: float) -> None:
    behaviour = [length * math.cos(angle), length * math.sin(angle)]
    found = rf.hashing.expected_attention([behaviour], [[3.0, 0.0]], bits=bits, values=[[1.0]])[0, 0]
    assert math.isclose(found, (1 - angle / math.pi) ** bits, rel_tol=1e-13, abs_tol=1e-14)


def test_sixty_degrees() -> None:
    behaviour = [[0.5, math.sqrt(3) / 2]]
    found = rf.hashing.expected_attention(behaviour, [[1.0, 0.0]], bits=3, values=[[1.0]])[0, 0]
    assert math.isclose(found, 8 / 27, rel_tol=1e-15)


def test_a_zero_vector_is_what_simhash_makes_of_it() -> None:
    encoder = rf.hashing.SimHash(4, groups=4096, bits=3, seed=5)
    zero, other = np.zeros((1, 4)), np.array([[1.0, -2.0, 0.5, 3.0]])
    assert not encoder.signatures(zero).any()
    # The code of zero is 0 whatever the hyperplanes; another vector has it with probability 1/8.
    share = float((encoder.signatures(other) == 0).mean())
    assert abs(share - 1 / 8) < 5 * math.sqrt(7 / 64 / 4096)
    weight = rf.hashing.expected_attention(zero, other, bits=3, values=[[1.0]])
    assert weight.tolist() == rf.hashing.expected_attention(other, zero, bits=3, values=[[1.0]]).tolist() == [[0.125]]
    assert rf.hashing.expected_attention(zero, zero, bits=3, values=[[1.0]]).tolist() == [[1.0]]


def test_parallel_vectors_share_every_code() -> None:
    one = np.array([[0.1, 0.7, -0.3]])
    for scale in (1.0, 4.0, 1e-300, 2.0**900):
        assert rf.hashing.expected_attention(one * scale, one, bits=64, values=[[1.0]])[0, 0] == pytest.approx(
            1.0, abs=1e-13
        )
        assert rf.hashing.expected_attention(-one * scale, one, bits=1, values=[[1.0]])[0, 0] == pytest.approx(
            0.0, abs=1e-15
        )


def test_lengths_count_for_values_alone() -> None:
    generator = np.random.default_rng(1)
    behaviours, candidates = generator.normal(size=(30, 6)), generator.normal(size=(4, 6))
    values = generator.normal(size=(30, 2))
    once = rf.hashing.expected_attention(behaviours, candidates, bits=3, values=values)
    twice = rf.hashing.expected_attention(behaviours * 8, candidates * 0.25, bits=3, values=values)
    assert once.tobytes() == twice.tobytes()
    np.testing.assert_allclose(
        rf.hashing.expected_attention(behaviours, candidates, bits=3, values=2 * values), 2 * once
    )


def test_masked_rows_are_not_looked_at() -> None:
    generator = np.random.default_rng(2)
    behaviours, candidates = generator.normal(size=(9, 3)), generator.normal(size=(2, 3))
    mask = np.arange(9) % 3 > 0
    padded = np.where(mask[:, None], behaviours, np.nan)
    for normalize in ("none", "ratio"):
        found = rf.hashing.expected_attention(padded, candidates, bits=2, mask=mask, normalize=normalize)  # type: ignore[arg-type]
        expected = rf.hashing.expected_attention(behaviours[mask], candidates, bits=2, normalize=normalize)  # type: ignore[arg-type]
        assert found.tobytes() == expected.tobytes()
        values = generator.normal(size=(9, 2))
        found = rf.hashing.expected_attention(padded, candidates, bits=2, values=values, mask=mask, normalize=normalize)  # type: ignore[arg-type]
        assert found.shape == (2, 2)


def test_nothing_is_nothing() -> None:
    for normalize in ("none", "ratio"):
        found = rf.hashing.expected_attention(np.zeros((0, 3)), np.ones((2, 3)), bits=2, normalize=normalize)  # type: ignore[arg-type]
        assert found.tolist() == [[0.0] * 3] * 2
        masked = rf.hashing.expected_attention([[1.0]], [[1.0]], bits=2, mask=[False], normalize=normalize)  # type: ignore[arg-type]
        assert masked.tolist() == [[0.0]]


DIGEST = """
    import hashlib
    generator = np.random.default_rng(3)
    behaviours, candidates = generator.normal(size=(700, 13)), generator.normal(size=(45, 13))
    content = {
        rf.hashing.expected_attention(behaviours, candidates, bits=3, normalize="ratio", n_threads=n).tobytes()
        for n in (1, 2, 5)
    }
    print(len(content), hashlib.sha256(content.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_no_history_is_named() -> None:
    attend: Any = rf.hashing.expected_attention
    for call, kind, text in [
        (lambda: attend([[1.0, math.nan]], [[1.0, 1.0]], bits=3), Bad, r"behaviours\[0, 1\] = NaN is not a coordinate"),
        (lambda: attend([[1.0]], [[math.inf]], bits=3), Bad, r"candidates\[0, 0\] = inf"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, values=[[math.inf]]), Bad, r"values\[0, 0\] = inf"),
        (lambda: attend([[1.0]], [[1.0, 2.0]], bits=3), Bad, "candidates has 2 entries: expected 1"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, values=[[1.0], [2.0]]), Bad, "values has 2 entries: expected 1"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, values=[[1.0], [2.0]], mask=[True]), Bad, "values has 2 entries"),
        (lambda: attend([1.0], [[1.0]], bits=3), Bad, r"behaviours has shape \(1,\): expected \(n, dim\)"),
        (lambda: attend([[1.0], [1.0, 2.0]], [[1.0]], bits=3), Bad, "behaviours is ragged"),
        (lambda: attend([["a"]], [[1.0]], bits=3), Kind, "behaviours has dtype"),
        (lambda: attend([[1.0]], [[1.0]], bits=65), Bad, "bits = 65: expected 0 <= bits <= 64"),
        (lambda: attend([[1.0]], [[1.0]], bits=2.0), Kind, "bits is of type float"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, normalize="l2"), Bad, '"none", "ratio"'),
        (lambda: attend([[1.0]], [[1.0]], bits=3, normalize=None), Kind, "normalize is of type NoneType"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, mask=[1]), Kind, "mask has dtype int64: expected a bool"),
        (lambda: attend([[1.0]], [[1.0]], bits=3, mask=[True, True]), Bad, r"mask has shape \(2,\)"),
        (
            lambda: attend(np.ma.masked_equal([[1.0, 2.0]], 2.0), [[1.0, 1.0]], bits=3),
            Bad,
            r"behaviours\[0, 1\] is masked",
        ),
        (lambda: attend(np.zeros((2, 0)), np.zeros((2, 0)), bits=3), Bad, "behaviours = an array of no columns"),
    ]:
        with pytest.raises(kind, match=text):
            call()
