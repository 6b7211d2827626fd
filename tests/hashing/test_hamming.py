"""Nearest codes: the twin, ties, any number of threads and any cut into chunks, what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import hamming as naive
from tests.service.script import run

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


@st.composite
def codes(draw: st.DrawFn) -> tuple[Any, Any, int]:
    """Queries, items, k. Few bits may differ, so that ties are the rule."""
    width = draw(st.integers(1, 3))
    mask = draw(st.sampled_from([0x1, 0x8000_0000_0000_0003, 2**64 - 1]))
    word = st.integers(0, 2**64 - 1).map(lambda value: value & mask)
    row = st.lists(word, min_size=width, max_size=width)
    queries = draw(st.lists(row, max_size=4))
    items = draw(st.lists(row, min_size=1, max_size=80))
    k = draw(st.integers(1, len(items)))
    return np.array(queries, dtype=np.uint64).reshape(-1, width), np.array(items, dtype=np.uint64), k


@given(codes())
def test_neighbours_are_what_the_twin_says(given: tuple[Any, Any, int]) -> None:
    queries, items, k = given
    found = rf.hashing.hamming_top_k(queries, items, k)
    indices, distances = naive.hamming_top_k(queries, items, k)
    assert found.indices.dtype == found.distances.dtype == np.int64
    assert found.indices.shape == found.distances.shape == (len(queries), k)
    assert found.indices.tolist() == indices
    assert found.distances.tolist() == distances


@pytest.mark.parametrize("width", [1, 2, 5, 16])
@pytest.mark.parametrize("k", [1, 10, 700])
def test_many_items_against_a_stable_sort(width: int, k: int) -> None:
    generator = np.random.default_rng(width)
    items = generator.integers(0, 2**64, (5000, width), dtype=np.uint64)
    queries = generator.integers(0, 2**64, (20, width), dtype=np.uint64)
    # Items that come nearer and nearer are all taken in, one after the other.
    items[:400] = queries[0] ^ ((np.uint64(1) << np.arange(400, dtype=np.uint64)[:, None] % 60) - np.uint64(1))
    found = rf.hashing.hamming_top_k(queries, items, k)
    for row, query in enumerate(queries):
        differ = np.array([sum(int(word).bit_count() for word in item) for item in items ^ query])
        order = np.argsort(differ, kind="stable")[:k]
        assert found.indices[row].tolist() == order.tolist()
        assert found.distances[row].tolist() == differ[order].tolist()


def test_equal_distances_come_by_index() -> None:
    items = np.zeros((1000, 1), dtype=np.uint64)
    items[::2] = 1
    found = rf.hashing.hamming_top_k(np.array([[1], [0]], dtype=np.uint64), items, 600)
    assert found.indices[0].tolist() == [*range(0, 1000, 2), *range(1, 200, 2)]
    assert found.indices[1].tolist() == [*range(1, 1000, 2), *range(0, 200, 2)]


def test_codes_of_vectors() -> None:
    encoder = rf.hashing.SimHash(8, groups=10, bits=7)
    vectors = np.random.default_rng(1).normal(size=(50, 8))
    bits = encoder.packed_bits(vectors)
    assert bits.shape == (50, 2)
    found = rf.hashing.hamming_top_k(bits, bits, 3)
    assert (found.indices[:, 0] == np.arange(50)).all()
    assert (found.distances[:, 0] == 0).all()
    opposite = rf.hashing.hamming_top_k(encoder.packed_bits(-vectors), bits, 50)
    assert (opposite.indices[:, -1] == np.arange(50)).all()
    assert (opposite.distances[:, -1] == 70).all()


def test_any_order_of_memory_is_read() -> None:
    generator = np.random.default_rng(2)
    items = generator.integers(0, 2**64, (100, 6), dtype=np.uint64)
    expected = rf.hashing.hamming_top_k(np.ascontiguousarray(items[:5, ::2]), np.ascontiguousarray(items[:, ::2]), 4)
    for view in (items[:, ::2], np.asfortranarray(items[:, ::2]), items[:, ::2].astype(">u8")):
        found = rf.hashing.hamming_top_k(view[:5], view, 4)
        assert found.indices.tobytes() == expected.indices.tobytes()


DIGEST = """
    generator = np.random.default_rng(3)
    items = generator.integers(0, 2**64, (3000, 2), dtype=np.uint64) & np.uint64(0xF00F)
    found = [rf.hashing.hamming_top_k(items[:100], items, 77, n_threads=n) for n in (1, 2, 5)]
    content = {each.indices.tobytes() + each.distances.tobytes() for each in found}
    import hashlib
    print(len(content), hashlib.sha256(content.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_no_code_is_named() -> None:
    bits = np.zeros((3, 2), dtype=np.uint64)
    for call, kind, text in [
        (lambda: rf.hashing.hamming_top_k(bits.astype(np.int64), bits, 1), Kind, "query_bits is of dtype int64"),
        (lambda: rf.hashing.hamming_top_k(bits, bits.astype(np.uint32), 1), Kind, "item_bits is of dtype uint32"),
        (lambda: rf.hashing.hamming_top_k([[1]], bits, 1), Kind, "query_bits is of type list"),  # type: ignore[arg-type]
        (
            lambda: rf.hashing.hamming_top_k(bits[0], bits, 1),
            Bad,
            r"query_bits has shape \(2,\): expected \(b, words\)",
        ),
        (lambda: rf.hashing.hamming_top_k(bits[:, :1], bits, 1), Bad, "query_bits has 1 words: expected 2"),
        (
            lambda: rf.hashing.hamming_top_k(bits, bits, 4),
            Bad,
            "k = 4 is not a number of neighbours: expected 1 <= k <= 3",
        ),
        (lambda: rf.hashing.hamming_top_k(bits, bits, 0), Bad, "k = 0"),
        (lambda: rf.hashing.hamming_top_k(bits, bits, 1.5), Kind, "k is of type float"),  # type: ignore[arg-type]
        (lambda: rf.hashing.hamming_top_k(bits, bits[:0], 1), Bad, "expected 1 <= k <= 0"),
        (lambda: rf.hashing.hamming_top_k(bits[:, :0], bits[:, :0], 1), Bad, "words = 0"),
        (lambda: rf.hashing.hamming_top_k(bits, bits, 1, threads=2), Kind, "unknown keyword 'threads'"),  # type: ignore[call-arg]
    ]:
        with pytest.raises(kind, match=text):
            call()


def test_limits_are_kept() -> None:
    items = np.zeros((2000, 64), dtype=np.uint64)
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.hashing.hamming_top_k(items, items, 2, cancel=token)
    with pytest.raises(rf.TimeLimitError):
        rf.hashing.hamming_top_k(items, items, 2, time_limit=0)
