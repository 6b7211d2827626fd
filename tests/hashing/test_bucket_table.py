"""Tables: the twin to the bit, merging and taking away, users, masks, bytes, what is refused."""

from __future__ import annotations

import hashlib
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.hashing.test_simhash import HISTORY, PLANES
from tests.naive.hashing import tables as naive
from tests.service.script import run

if TYPE_CHECKING:
    from pathlib import Path

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


def test_the_example_by_hand() -> None:
    table = rf.hashing.BucketTable(rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)).add(HISTORY)
    assert table.value_dim == 2
    assert table.sums().tolist() == [
        [[0, 0], [3, -1], [-1, 1], [3, 3]],
        [[-1, 1], [1, 2], [0, 0], [5, 0]],
    ]
    assert table.counts().tolist() == [[1, 1, 1, 2], [2, 1, 0, 2]]
    assert table.weights().tolist() == table.counts().tolist()
    assert (table.sums().dtype, table.counts().dtype) == (np.float32, np.uint32)


@st.composite
def histories(draw: st.DrawFn) -> Any:
    """Whole numbers, and weights that are powers of two, so that every sum is exact."""
    dim, groups, bits = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    value_dim = draw(st.sampled_from([1, 2, 3, 8, 17]))
    encoder = rf.hashing.SimHash(dim, groups=groups, bits=bits, seed=draw(st.integers(0, 3)))
    number = st.integers(-4, 4).map(float)

    def matrix(n: int, width: int) -> Any:
        return np.array(draw(st.lists(number, min_size=n * width, max_size=n * width))).reshape(n, width)

    n = draw(st.integers(0, 20))
    weights = draw(st.none() | st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0]), min_size=n, max_size=n))
    mask = draw(st.none() | st.lists(st.booleans(), min_size=n, max_size=n))
    return encoder, matrix(n, dim), matrix(n, value_dim), weights, mask


def twin(encoder: Any, vectors: Any, values: Any, weights: Any = None, mask: Any = None) -> naive.BucketTable:
    empty = naive.BucketTable.empty(encoder.groups, 2**encoder.bits, values.shape[1])
    return empty.add(encoder.signatures(vectors), values, weights, mask)


def same(table: Any, expected: naive.BucketTable) -> None:
    assert table.sums().tolist() == expected.sums.tolist()
    assert table.counts().tolist() == expected.counts.tolist()
    assert table.weights().tolist() == expected.weights.tolist()


@given(histories())
def test_a_table_is_what_the_twin_says(given: Any) -> None:
    encoder, vectors, values, weights, mask = given
    table = rf.hashing.BucketTable(encoder, values.shape[1])
    table.add(vectors, values, weights, mask=mask)
    same(table, twin(*given))
    for dtype in (np.float16, np.float32):
        other = rf.hashing.BucketTable(encoder, values.shape[1])
        other.add(vectors.astype(dtype), values.astype(dtype), weights, mask=mask)
        assert other.to_bytes() == table.to_bytes()


@given(histories(), st.data())
def test_merged_is_added_one_after_the_other(given: Any, data: st.DataObject) -> None:
    encoder, vectors, values, weights, mask = given
    cut = data.draw(st.integers(0, len(vectors)))
    whole = rf.hashing.BucketTable(encoder, values.shape[1]).add(vectors, values, weights, mask=mask)
    parts = [
        rf.hashing.BucketTable(encoder, values.shape[1]).add(
            vectors[at], values[at], None if weights is None else weights[at], mask=None if mask is None else mask[at]
        )
        for at in (slice(0, cut), slice(cut, None))
    ]
    first = parts[0].copy()
    assert first.merge(parts[1]) is first
    same(first, twin(*given))
    assert parts[1].merge(parts[0]).sums().tobytes() == whole.sums().tobytes()


@given(histories(), histories())
def test_taking_away_undoes_adding(given: Any, other: Any) -> None:
    encoder, vectors, values, weights, mask = given
    table = rf.hashing.BucketTable(encoder, values.shape[1]).add(vectors, values, weights, mask=mask)
    sums, counts = table.sums().tobytes(), table.counts().tobytes()
    more = np.resize(other[1], (9, encoder.dim)), np.resize(other[2], (9, values.shape[1]))
    if not (other[1].size and other[2].size):
        return
    table.add(*more)
    table.remove(*more)
    # -0.0 may be left of a sum; it equals 0.
    assert (np.frombuffer(sums, np.float32) == table.sums().ravel()).all()
    assert counts == table.counts().tobytes()


@given(st.data())
def test_any_sequence_of_operations_is_that_of_the_twin(data: st.DataObject) -> None:
    """Few rows and many, with weights and without, before and after a decay; all numbers are exact."""
    draw = data.draw
    encoder = rf.hashing.SimHash(3, groups=draw(st.integers(1, 3)), bits=draw(st.integers(1, 6)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    table, expected = rf.hashing.BucketTable(encoder), twin(encoder, np.zeros((0, 3)), np.zeros((0, 3)))
    added: list[Any] = []
    for step in draw(st.lists(st.sampled_from(["add", "weigh", "decay", "double", "remove"]), max_size=8)):
        if step in ("add", "weigh"):
            rows = generator.integers(-3, 4, (draw(st.sampled_from([1, 2, 3, 80])), 3)).astype(float)
            weights = generator.integers(0, 4, len(rows)).astype(float) if step == "weigh" else None
            table.add(rows, weights=weights)
            expected.add(encoder.signatures(rows), rows, weights)
            added.append((rows, weights))
        elif step == "decay":
            table.decay(0.5)
            expected.decay(0.5)
            # What was added before weighs less now, and cannot be taken away as it was.
            added.clear()
        elif step == "double":
            table.merge(table.copy())
            for part in (expected.sums, expected.counts, expected.weights):
                part *= 2
        elif added:
            rows, weights = added.pop()
            table.remove(rows, weights=weights)
            expected.add(encoder.signatures(rows), rows, weights, sign=-1)
    is_empty = expected.counts == 0
    expected.sums[is_empty], expected.weights[is_empty] = 0, 0
    same(table, expected)
    assert rf.hashing.BucketTable.from_bytes(table.to_bytes()) == table


def test_what_is_empty_again_holds_nothing() -> None:
    """Sums of floats leave a residue; a bucket without rows has none."""
    generator = np.random.default_rng(1)
    encoder = rf.hashing.SimHash(5, groups=6, bits=3)
    vectors = generator.normal(size=(200, 5))
    table = rf.hashing.BucketTable(encoder).add(vectors[:100]).add(vectors[100:])
    order = generator.permutation(200)
    for part in np.array_split(order, 7):
        table.remove(vectors[part])
    assert not table.sums().any()
    assert not table.counts().any()


def test_what_was_never_there_cannot_be_taken_away() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)
    table = rf.hashing.BucketTable(encoder).add(HISTORY)
    before = table.to_bytes()
    with pytest.raises(Bad, match="at most"):
        table.remove(HISTORY[[0, 0]])
    assert table.to_bytes() == before


def test_decay_leaves_counts() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)
    table = rf.hashing.BucketTable(encoder).add(HISTORY).decay(0.5)
    expected = twin(encoder, HISTORY, HISTORY).decay(0.5)
    same(table, expected)
    for wrong in (-0.5, 1.5, np.nan):
        with pytest.raises(Bad, match="factor"):
            table.decay(wrong)


def test_masked_rows_are_not_looked_at() -> None:
    encoder = rf.hashing.SimHash(3, groups=4, bits=2)
    vectors = np.random.default_rng(1).normal(size=(9, 3))
    mask = np.arange(9) % 3 > 0
    expected = rf.hashing.BucketTable(encoder).add(vectors[mask]).to_bytes()
    for filler in (np.nan, np.inf, 0.0):
        padded = np.where(mask[:, None], vectors, filler)
        assert rf.hashing.BucketTable(encoder).add(padded, mask=mask).to_bytes() == expected
        assert rf.hashing.BucketTable(encoder).add(vectors, padded, mask=mask).to_bytes() == expected
    weights = np.where(mask, 1.0, np.nan)
    assert rf.hashing.BucketTable(encoder).add(vectors, weights=weights, mask=mask).sums().any()


def ragged(seed: int, lengths: list[int], dim: int = 3) -> Any:
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return np.random.default_rng(seed).integers(-5, 6, (offsets[-1], dim)).astype(np.float32), offsets


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.integers(0, 9))
def test_many_users_are_each_of_them_alone(lengths: list[int], seed: int) -> None:
    encoder = rf.hashing.SimHash(3, groups=4, bits=2, seed=seed)
    vectors, offsets = ragged(seed, lengths)
    users = [f"user {k}" for k in range(len(lengths))]
    table = rf.hashing.BucketTable(encoder, users=users)
    table.add(vectors, users=users, offsets=offsets)
    for user, start, end in zip(users, offsets, offsets[1:], strict=False):
        alone = rf.hashing.BucketTable(encoder).add(vectors[start:end])
        assert table.sums(user).tobytes() == alone.sums().tobytes()
        assert table.counts(user).tobytes() == alone.counts().tobytes()


def test_no_sum_mixes_users_beyond_2_to_the_24() -> None:
    """Offsets of collisions as floats go wrong above 16,777,216 of them, as in a public layer: here are 20 million."""
    n_users, length, groups = 20_000, 128, 8
    encoder = rf.hashing.SimHash(1, groups=groups, bits=1, matrix=np.ones((groups, 1)))
    users = np.arange(n_users)
    offsets = np.arange(n_users + 1) * length
    vectors = np.ones((n_users * length, 1), dtype=np.float32)
    values = np.repeat(users % 97, length).astype(np.float32)[:, None]
    table = rf.hashing.BucketTable(encoder, 1, users=users.tolist())
    table.add(vectors, values, users=users.tolist(), offsets=offsets)
    frozen = table.freeze(normalize="none")
    found = frozen.query_many(users.tolist(), np.ones((n_users, 1), dtype=np.float32))
    assert n_users * length * groups > 2**24
    assert (found[:, 0] == length * (users % 97)).all()


def test_bytes(tmp_path: Path) -> None:
    encoder = rf.hashing.SimHash(3, groups=4, bits=2)
    vectors, offsets = ragged(1, [3, 0, 4])
    one = rf.hashing.BucketTable(encoder, model_tag="tower 7").add(vectors, weights=np.full(7, 0.5))
    many = rf.hashing.BucketTable(encoder, users=["a", "b", "c"]).add(vectors, users=["a", "b", "c"], offsets=offsets)
    for table in (one, many, rf.hashing.BucketTable(encoder, 2)):
        content = table.to_bytes()
        table.save(tmp_path / "table")
        for again in (
            rf.hashing.BucketTable.from_bytes(content),
            rf.hashing.BucketTable.load(tmp_path / "table"),
            pickle.loads(pickle.dumps(table)),
            table.copy(),
        ):
            assert again.to_bytes() == content
            assert again.encoder == encoder
            assert (again.users, again.value_dim, again.model_tag) == (table.users, table.value_dim, table.model_tag)
        for at in range(0, len(content), 7):
            damaged = bytearray(content)
            damaged[at] ^= 0x40
            with pytest.raises(rf.CorruptStateError):
                rf.hashing.BucketTable.from_bytes(bytes(damaged))
            with pytest.raises(rf.CorruptStateError):
                rf.hashing.BucketTable.from_bytes(content[:at])


def test_bytes_are_a_contract() -> None:
    """Whoever changes one of these breaks tables that were saved."""
    encoder = rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)
    one = rf.hashing.BucketTable(encoder, model_tag="a").add(HISTORY)
    many = rf.hashing.BucketTable(encoder, users=["ann", 7])
    many.add(HISTORY, weights=[0.5] * 5, users=["ann", 7], offsets=[0, 2, 5])
    for table, expected in (
        (one, "6583563ae3afa94d7ff1a3fd518f7725"),
        (many, "8451d1842383038f0469395dd58f3c4e"),
        (one.freeze(normalize="none"), "404a94faa0e14dfef03c1e3a98e1d48a"),
        (one.freeze(normalize="none", dtype="float16"), "7401f24705fbd1f031f56199f94c38cd"),
        (one.freeze(normalize="ratio"), "fe972e24d71d869955c56f0dabe58149"),
        (one.freeze(normalize="ratio", dtype="float16"), "7c8ada39b7d0e004fc1026fc33b230b2"),
        (many.freeze(normalize="none"), "2cf6761698618f5b92fa26043ee754a1"),
        (many.freeze(normalize="none", dtype="float16"), "1eb3a6a0564dba74f6c2fbfc8913faa6"),
        (many.freeze(normalize="ratio"), "8134f8c3fbc82354fdedff6ade3eb0d5"),
        (many.freeze(normalize="ratio", dtype="float16"), "1e8b9325517d5d44219f1cc26ff220e9"),
    ):
        assert hashlib.sha256(table.to_bytes()).hexdigest()[:32] == expected


def test_tables_of_other_things_do_not_merge() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2)
    table = rf.hashing.BucketTable(encoder, 2, model_tag="a").add(HISTORY)
    before = table.to_bytes()
    others = [
        rf.hashing.BucketTable(rf.hashing.SimHash(2, groups=2, bits=2, seed=1), 2, model_tag="a"),
        rf.hashing.BucketTable(encoder, 3, model_tag="a"),
        rf.hashing.BucketTable(encoder, 2, model_tag="b"),
    ]
    for other in others:
        with pytest.raises(rf.IncompatibleStateError):
            table.merge(other)
    with pytest.raises(Kind, match="expected BucketTable"):
        table.merge(object())  # type: ignore[arg-type]
    assert table.to_bytes() == before


DIGEST = """
    import hashlib
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(3000, 13)).astype(np.float32)
    weights = generator.random(3000)
    mask = generator.random(3000) < 0.9
    names = [f"user {k}" for k in range(30)]
    offsets = np.arange(31) * 100
    encoder = rf.hashing.SimHash(13, groups=7, bits=3)
    content = set()
    for n in (1, 2, 5):
        one = rf.hashing.BucketTable(encoder).add(vectors, weights=weights, mask=mask, n_threads=n)
        one.remove(vectors[:200], weights=weights[:200], mask=mask[:200], n_threads=n)
        many = rf.hashing.BucketTable(encoder, users=names)
        many.add(vectors, users=names, offsets=offsets, mask=mask, n_threads=n)
        content.add(one.to_bytes() + many.to_bytes())
    print(len(content), hashlib.sha256(content.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_no_history_is_named() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2)
    table: Any = rf.hashing.BucketTable(encoder)
    before = table.to_bytes()
    make: Any = rf.hashing.BucketTable
    for call, kind, text in [
        (lambda: table.add([[0.0, np.nan]]), Bad, r"vectors\[0, 1\] = NaN"),
        (lambda: table.add([[0.0, 1.0], [np.inf, 0.0]]), Bad, r"vectors\[1, 0\] = inf"),
        (lambda: table.add([[0.0, 1.0]], [[np.nan, 0.0]]), Bad, r"values\[0, 0\] = NaN"),
        (lambda: table.add([[0.0, 1.0]], [[1.0]]), Bad, "values"),
        (lambda: table.add([[0.0, 1.0]], [[1.0, 1.0]] * 2), Bad, "values"),
        (lambda: table.add([[0.0, 1.0]], weights=[np.nan]), Bad, "weights"),
        (lambda: table.add([[0.0, 1.0]], weights=[-1.0]), Bad, "weights"),
        (lambda: table.add([[0.0, 1.0]], weights=[1.0, 1.0]), Bad, "weights"),
        (lambda: table.add([[0.0, 1.0]], mask=[True, True]), Bad, "mask"),
        (lambda: table.add([[0.0]]), Bad, "coordinates"),
        (lambda: make(encoder, 0), Bad, "value_dim"),
        (lambda: make("encoder"), Kind, "encoder"),
    ]:
        with pytest.raises(kind, match=text):
            call()
    assert table.to_bytes() == before


@pytest.mark.parametrize("n_rows", [1, 2, 300])
def test_rows_without_weights_weigh_1_after_a_decay(n_rows: int) -> None:
    """Few rows are added where they belong and many as a table, to the same end."""
    encoder = rf.hashing.SimHash(4, groups=3, bits=6)
    generator = np.random.default_rng(5)
    old, new = (generator.integers(-9, 10, (n, 4)).astype(float) for n in (50, n_rows))
    table = rf.hashing.BucketTable(encoder).add(old).decay(0.5).add(new)
    said = rf.hashing.BucketTable(encoder).add(old).decay(0.5).add(new, weights=np.ones(n_rows))
    apart = rf.hashing.BucketTable(encoder).add(old, weights=np.full(50, 0.5))
    assert table == said
    assert (table.weights() == apart.add(new).weights()).all()
    assert table.weights().sum() == 3 * (25 + n_rows)
