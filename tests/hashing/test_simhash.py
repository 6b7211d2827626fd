"""Hash codes: the twin to the bit, ties, projections next to 0, bytes, any number of threads, what is refused."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import fused
from tests.naive.hashing import simhash as naive
from tests.service.script import run

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

PLANES = np.array([[1, 0], [0, 1], [1, 1], [1, -1]], dtype=np.float32)
HISTORY = np.array([[1, 2], [2, 1], [-1, 1], [3, -1], [0, 0]], dtype=np.float32)

#: Lengths, groups and bits around the widths of registers, blocks and words.
SHAPES = [
    (1, 1, 1),
    (5, 3, 5),
    (7, 16, 3),
    (13, 17, 1),
    (31, 5, 13),
    (33, 1, 16),
    (63, 9, 7),
    (65, 11, 11),
    (100, 33, 3),
]

FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)


def test_the_example_by_hand() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)
    # The third vector lies on the third hyperplane, and zero on all of them: their bits are 0.
    assert encoder.signatures(HISTORY).tolist() == [[3, 1], [3, 3], [2, 0], [1, 3], [0, 0]]
    assert encoder.signatures(np.array([[1, 1.5]])).tolist() == [[3, 1]]
    assert encoder.packed_bits(HISTORY).tolist() == [[0b0111], [0b1111], [0b0010], [0b1101], [0]]
    assert encoder.signatures(HISTORY).dtype == np.uint16
    assert encoder.packed_bits(HISTORY).dtype == np.uint64


@given(FLOAT32, FLOAT32, FLOAT32)
def test_the_twin_rounds_a_fused_sum_once(x: float, y: float, z: float) -> None:
    product_exact = abs(np.float64(x) * np.float64(y)) + abs(z)
    if product_exact >= 2.0**127:
        return
    found = fused.fused_multiply_add(*(np.array([value], dtype=np.float32) for value in (x, y, z)))[0]
    assert found == fused.exact_fused_multiply_add(x, y, z)


def test_the_twin_is_fmaf() -> None:
    name = ctypes.util.find_library("m")
    if name is None:
        pytest.skip("no C library of mathematics to compare with")
    fmaf = ctypes.CDLL(name).fmaf
    fmaf.argtypes, fmaf.restype = [ctypes.c_float] * 3, ctypes.c_float
    generator = np.random.default_rng(1)
    x, y = (generator.normal(size=20_000).astype(np.float32) for _ in range(2))
    # Sums that nearly cancel, where a second rounding would show.
    z = -(x * y) * (1 + generator.integers(-2, 3, 20_000) * np.float32(2.0**-23))
    z = np.where(generator.random(20_000) < 0.5, z, z * np.float32(2.0**-12)).astype(np.float32)
    found = fused.fused_multiply_add(x, y, z)
    expected = [fmaf(*(float(value) for value in each)) for each in zip(x, y, z, strict=True)]
    assert found.tolist() == expected


@given(st.sampled_from(SHAPES[:6]), st.integers(0, 3), st.sampled_from([np.float16, np.float32, np.float64]))
def test_codes_are_what_the_twin_says(shape: tuple[int, int, int], seed: int, dtype: Any) -> None:
    dim, groups, bits = shape
    encoder = rf.hashing.SimHash(dim, groups=groups, bits=bits, seed=seed)
    vectors = np.random.default_rng(seed).normal(size=(11, dim)).astype(dtype)
    rounded = vectors.astype(np.float32)
    assert encoder.signatures(vectors).tolist() == naive.signatures(rounded, encoder.matrix, groups, bits).tolist()
    assert encoder.packed_bits(vectors).tolist() == naive.packed_bits(rounded, encoder.matrix).tolist()


def nearly_perpendicular(matrix: Any, n: int, seed: int) -> Any:
    """Vectors of which each has a projection next to 0, where the order of the sum decides the sign."""
    generator = np.random.default_rng(seed)
    dim = matrix.shape[1]
    vectors = generator.normal(size=(n, dim)).astype(np.float32)
    if dim == 1:
        return vectors
    for row, vector in enumerate(vectors):
        plane = matrix[row % len(matrix)].astype(np.float64)
        # The rest of the sum is taken up where a step is large, and what is left of that where a step is small.
        for k in (int(np.argmax(np.abs(plane))), int(np.argmin(np.abs(plane)))):
            rest = vector.astype(np.float64) @ plane - vector[k] * plane[k]
            vector[k] = np.float32(-rest / plane[k])
    return vectors


@pytest.mark.parametrize("shape", SHAPES)
def test_codes_next_to_zero(shape: tuple[int, int, int]) -> None:
    dim, groups, bits = shape
    encoder = rf.hashing.SimHash(dim, groups=groups, bits=bits, seed=7)
    vectors = nearly_perpendicular(encoder.matrix, 400, 3)
    found = encoder.signatures(vectors)
    assert found.tolist() == naive.signatures(vectors, encoder.matrix, groups, bits).tolist()
    # The same rows elsewhere in a block, in blocks of other sizes.
    for start in (0, 1, 5, 17):
        assert (encoder.signatures(vectors[start : start + 33]) == found[start : start + 33]).all()
    for row in (0, 399):
        assert (encoder.signatures(vectors[row : row + 1]) == found[row]).all()


def test_other_orders_of_summation_would_show() -> None:
    """The vectors above can tell: sums in halves, products that are rounded, and more digits give other bits."""
    dim, n = 65, 2000
    encoder = rf.hashing.SimHash(dim, groups=11, bits=11, seed=7)
    matrix, vectors = encoder.matrix, nearly_perpendicular(encoder.matrix, n, 3)
    expected = naive.bits(vectors, matrix)
    plain = np.zeros((n, len(matrix)), dtype=np.float32)
    for k in range(dim):
        plain = (plain + (vectors[:, k, None] * matrix[None, :, k]).astype(np.float32)).astype(np.float32)
    halves = naive.projections(vectors[:, :33], matrix[:, :33]) + naive.projections(vectors[:, 33:], matrix[:, 33:])
    chosen = (np.arange(n), np.arange(n) % len(matrix))
    exact = vectors.astype(np.float64) @ matrix.T.astype(np.float64)
    for other in (plain, halves, exact):
        differ = ((other > 0) != expected)[chosen].mean()
        assert differ > 0.2, differ
    ordinary = np.random.default_rng(3).normal(size=(n, dim)).astype(np.float32)
    # Ordinary vectors cannot: hardly any of 242,000 bits differs.
    exact = ordinary.astype(np.float64) @ matrix.T.astype(np.float64)
    assert ((exact > 0) != naive.bits(ordinary, matrix)).sum() <= 3


def test_ties_and_tiny_numbers() -> None:
    encoder = rf.hashing.SimHash(1, groups=2, bits=1, matrix=np.array([[1.0], [-1.0]]))
    tiny = np.float32(1e-45)
    vectors = np.array([[0.0], [-0.0], [tiny], [-tiny]], dtype=np.float32)
    assert encoder.signatures(vectors).tolist() == [[0, 0], [0, 0], [1, 0], [0, 1]]
    # A product below the smallest float is rounded to 0, on either side.
    small = rf.hashing.SimHash(1, groups=1, bits=1, matrix=np.array([[1e-30]]))
    assert small.signatures(np.array([[1e-30]])).tolist() == [[0]]
    # float64 is rounded to float32 first.
    assert encoder.signatures(np.array([[1e-60]])).tolist() == [[0, 0]]


def test_lengths_do_not_matter() -> None:
    encoder = rf.hashing.SimHash(9, groups=4, bits=4)
    vectors = np.random.default_rng(1).normal(size=(50, 9)).astype(np.float32)
    assert (encoder.signatures(vectors * 2.0**60) == encoder.signatures(vectors * 2.0**-60)).all()
    opposite = encoder.signatures(-vectors)
    assert (opposite == 15 - encoder.signatures(vectors)).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_hadamard_codes_are_sides_of_the_matrix(shape: tuple[int, int, int]) -> None:
    dim, groups, bits = shape
    encoder = rf.hashing.SimHash(dim, groups=groups, bits=bits, seed=7, projection="hadamard")
    assert encoder.matrix.shape == (groups * bits, dim)
    vectors = np.random.default_rng(2).normal(size=(60, dim)).astype(np.float32)
    projections = vectors.astype(np.float64) @ encoder.matrix.T.astype(np.float64)
    expected = naive.codes_of_bits(projections > 0, groups, bits)
    clear = (np.abs(projections) > 1e-4).reshape(60, groups, bits).all(axis=2)
    assert clear.mean() > 0.9
    assert (encoder.signatures(vectors) == expected)[clear].all()
    assert (encoder.signatures(vectors[7:8]) == encoder.signatures(vectors)[7]).all()


def test_an_encoder_is_its_hyperplanes() -> None:
    one = rf.hashing.SimHash(5, groups=3, bits=4, seed=2)
    assert (one.dim, one.groups, one.bits, one.seed, one.projection) == (5, 3, 4, 2, "gaussian")
    assert one.matrix.dtype == np.float32
    assert not one.matrix.flags.writeable
    given = rf.hashing.SimHash(5, groups=3, bits=4, matrix=one.matrix)
    vectors = np.random.default_rng(1).normal(size=(20, 5))
    assert (given.signatures(vectors) == one.signatures(vectors)).all()
    assert given.fingerprint == one.fingerprint
    assert rf.hashing.SimHash(5, groups=3, bits=4, seed=3).fingerprint != one.fingerprint
    assert rf.hashing.SimHash(5, groups=4, bits=3, matrix=one.matrix).fingerprint != one.fingerprint
    assert one == rf.hashing.SimHash(5, groups=3, bits=4, seed=2)
    assert one != rf.hashing.SimHash(5, groups=3, bits=4, seed=3)
    with pytest.raises(AttributeError):
        one.bits = 5  # type: ignore[misc]


@pytest.mark.parametrize("projection", ["gaussian", "hadamard"])
def test_bytes(projection: Any) -> None:
    encoder = rf.hashing.SimHash(5, groups=3, bits=4, seed=2, projection=projection)
    content = encoder.to_bytes()
    for again in (rf.hashing.SimHash.from_bytes(content), pickle.loads(pickle.dumps(encoder))):
        assert again == encoder
        assert again.matrix.tobytes() == encoder.matrix.tobytes()
        assert (again.projection, again.seed, again.fingerprint) == (projection, 2, encoder.fingerprint)
        assert again.to_bytes() == content
    for at in range(len(content)):
        damaged = bytearray(content)
        damaged[at] ^= 0x10
        with pytest.raises(rf.CorruptStateError):
            rf.hashing.SimHash.from_bytes(bytes(damaged))
        with pytest.raises(rf.CorruptStateError):
            rf.hashing.SimHash.from_bytes(content[:at])
    with pytest.raises(rf.CorruptStateError):
        rf.hashing.SimHash.from_bytes(content + b"\0")


def test_bytes_are_a_contract() -> None:
    """Whoever changes one of these breaks encoders that were saved, or draws others from the same seed."""

    def digest(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()[:32]

    by_hand = rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)
    assert digest(by_hand.to_bytes()) == "ac894d34732c34ede6a696cf602b10db"
    gaussian = rf.hashing.SimHash(5, groups=3, bits=4, seed=2)
    assert digest(gaussian.to_bytes()) == "0077d214e80c2efda0c93ccb1889774f"
    assert digest(gaussian.matrix.astype("<f4").tobytes()) == "7a252d3cf354bab93d1f437d007b164c"
    assert gaussian.fingerprint == 0x9DF8EBC398382D07
    hadamard = rf.hashing.SimHash(5, groups=3, bits=4, seed=2, projection="hadamard")
    assert digest(hadamard.to_bytes()) == "16ba4240931b036963cba85def80c5fd"
    assert digest(hadamard.matrix.astype("<f4").tobytes()) == "36639b986c3f7bd2a0cd5ec53554090f"
    assert hadamard.fingerprint == 0x63F59A6B36550C87
    first = rf.hashing.SimHash(3, groups=1, bits=2).matrix.tolist()
    assert first[0] == pytest.approx([-0.40456161, -0.43861607, 1.26288986], rel=1e-7)


def test_nothing_has_no_codes() -> None:
    encoder = rf.hashing.SimHash(5, groups=3, bits=4)
    assert encoder.signatures(np.zeros((0, 5))).shape == (0, 3)
    assert encoder.packed_bits(np.zeros((0, 5))).shape == (0, 1)


def test_any_order_of_memory_is_read() -> None:
    encoder = rf.hashing.SimHash(6, groups=3, bits=4)
    vectors = np.random.default_rng(1).normal(size=(40, 12)).astype(np.float32)[:, ::2]
    expected = encoder.signatures(np.ascontiguousarray(vectors)).tolist()
    for view in (vectors, np.asfortranarray(vectors), vectors.astype(">f4"), vectors.tolist()):
        assert encoder.signatures(view).tolist() == expected


DIGEST = """
    import hashlib
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(3000, 37)).astype(np.float32)
    vectors[:, 36] = -(vectors[:, :36].astype(np.float64).sum(axis=1)).astype(np.float32)
    content = set()
    for n in (1, 2, 5):
        parts = []
        for matrix in (np.ones((21, 37)), None):
            encoder = rf.hashing.SimHash(37, groups=7, bits=3, matrix=matrix)
            parts += [encoder.signatures(vectors, n_threads=n), encoder.packed_bits(vectors, n_threads=n)]
        encoder = rf.hashing.SimHash(37, groups=7, bits=3, projection="hadamard")
        parts.append(encoder.signatures(vectors, n_threads=n))
        content.add(b"".join(part.tobytes() for part in parts))
    print(len(content), hashlib.sha256(content.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_no_vector_is_named() -> None:
    encoder: Any = rf.hashing.SimHash(2, groups=2, bits=2)
    make: Any = rf.hashing.SimHash
    for call, kind, text in [
        (lambda: encoder.signatures([[0.0, 1.0], [np.nan, 0.0]]), Bad, r"vectors\[1, 0\] = NaN"),
        (lambda: encoder.signatures([[0.0, np.inf]]), Bad, r"vectors\[0, 1\] = inf"),
        (lambda: encoder.packed_bits(np.array([[0.0, -np.inf]], dtype=np.float16)), Bad, r"vectors\[0, 1\] = -inf"),
        (lambda: encoder.signatures([[0.0, 1e300]]), Bad, r"vectors\[0, 1\] = "),
        (lambda: encoder.signatures([[0.0]]), Bad, "1 coordinates"),
        (lambda: encoder.signatures([0.0, 1.0]), Bad, "shape"),
        (lambda: encoder.signatures([["a", "b"]]), Kind, "dtype"),
        (lambda: make(0), Bad, "dim = 0"),
        (lambda: make(2, groups=0), Bad, "groups = 0"),
        (lambda: make(2, bits=17), Bad, "bits = 17"),
        (lambda: make(2, bits=0), Bad, "bits = 0"),
        (lambda: make(2, projection="rademacher"), Bad, "rademacher"),
        (lambda: make(2, groups=2, bits=2, matrix=np.ones((3, 2))), Bad, "matrix"),
        (lambda: make(2, groups=1, bits=1, matrix=[[1.0, np.nan]]), Bad, "matrix"),
        (lambda: make(2.5), Kind, "dim"),
    ]:
        with pytest.raises(kind, match=text):
            call()


def test_vectors_at_an_odd_address_are_read() -> None:
    vectors = np.random.default_rng(3).normal(size=(5, 8)).astype(np.float32)
    odd = np.frombuffer(b"x" + vectors.tobytes(), np.uint8)[1:].view(np.float32).reshape(5, 8)
    assert not odd.flags.aligned
    encoder = rf.hashing.SimHash(8)
    assert (encoder.signatures(odd) == encoder.signatures(vectors)).all()
    assert rf.hashing.BucketTable(encoder).add(odd) == rf.hashing.BucketTable(encoder).add(vectors)
