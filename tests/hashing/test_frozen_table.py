"""Frozen tables: the example by hand, the twin, users known and unknown, half precision, mapped files, damage."""

from __future__ import annotations

import mmap
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.hashing.test_bucket_table import histories, ragged, twin
from tests.hashing.test_sdim import EXAMPLE
from tests.hashing.test_simhash import HISTORY, PLANES
from tests.service.script import run

if TYPE_CHECKING:
    from pathlib import Path

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

NORMALIZE = ("none", "l2", "count", "ratio")
BY_HAND = rf.hashing.BucketTable(rf.hashing.SimHash(2, groups=2, bits=2, matrix=PLANES)).add(HISTORY)


@pytest.mark.parametrize("normalize", NORMALIZE)
def test_the_example_by_hand(normalize: Any) -> None:
    frozen = BY_HAND.freeze(normalize=normalize)
    assert frozen.query([[1, 1.5]])[0] == pytest.approx(EXAMPLE[normalize], abs=1e-6)
    codes = np.array([[3, 1]], dtype=np.uint16)
    assert frozen.query_codes(codes).tobytes() == frozen.query([[1, 1.5]]).tobytes()
    half = BY_HAND.freeze(normalize=normalize, dtype="float16")
    assert half.query([[1, 1.5]])[0] == pytest.approx(EXAMPLE[normalize], abs=2e-3)


def test_the_normalisation_has_no_default() -> None:
    with pytest.raises(TypeError, match="normalize"):
        BY_HAND.freeze()  # type: ignore[call-arg]


@given(histories(), st.sampled_from(NORMALIZE))
def test_a_frozen_table_is_what_the_twin_says(given: Any, normalize: Any) -> None:
    encoder, vectors, values, weights, mask = given
    table = rf.hashing.BucketTable(encoder, values.shape[1]).add(vectors, values, weights, mask=mask)
    asked = np.concatenate([vectors, -vectors, np.ones((1, encoder.dim))])
    expected = twin(*given).query(encoder.signatures(asked), normalize)
    found = table.freeze(normalize=normalize).query(asked)
    assert (found.dtype, found.shape) == (np.float32, expected.shape)
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-6)
    half = table.freeze(normalize=normalize, dtype="float16").query(asked)
    np.testing.assert_allclose(half, expected, rtol=2e-3, atol=2e-2)


def test_a_frozen_table_stays_as_it_was() -> None:
    table = BY_HAND.copy()
    frozen = table.freeze(normalize="none")
    before = frozen.query(HISTORY).tobytes()
    table.add(HISTORY)
    assert frozen.query(HISTORY).tobytes() == before
    assert table.freeze(normalize="none").query(HISTORY).tobytes() != before


def of_users(normalize: Any = "l2", **options: Any) -> tuple[Any, Any]:
    encoder = rf.hashing.SimHash(3, groups=4, bits=2)
    vectors, offsets = ragged(1, [5, 0, 7, 1])
    names = ["a", "b", "c", "d"]
    table = rf.hashing.BucketTable(encoder, users=names).add(vectors, users=names, offsets=offsets)
    return table, table.freeze(normalize=normalize, **options)


@pytest.mark.parametrize("normalize", NORMALIZE)
def test_many_users_are_each_of_them_alone(normalize: Any) -> None:
    _, frozen = of_users(normalize)
    vectors, offsets = ragged(1, [5, 0, 7, 1])
    asked, _ = ragged(2, [6])
    encoder = frozen.encoder
    users = ["d", "b", "a", "c"]
    found = frozen.query_many(users, asked, offsets=[0, 2, 3, 3, 6])
    order = {"a": 0, "b": 1, "c": 2, "d": 3}
    for user, start, end in zip(users, [0, 2, 3, 3], [2, 3, 3, 6], strict=True):
        at = order[user]
        alone = rf.hashing.BucketTable(encoder).add(vectors[offsets[at] : offsets[at + 1]]).freeze(normalize=normalize)
        assert found[start:end].tobytes() == alone.query(asked[start:end]).tobytes()
    one_each = frozen.query_many(users, asked[:4])
    assert one_each.tobytes() == frozen.query_many(users, asked[:4], offsets=[0, 1, 2, 3, 4]).tobytes()


def test_unknown_users_have_no_history() -> None:
    _, frozen = of_users()
    asked, _ = ragged(2, [3])
    assert not frozen.query_many(["nobody"], asked, offsets=[0, 3]).any()
    known = frozen.query_many(["a", "nobody", "c"], asked)
    assert known[0].tobytes() == frozen.query_many(["a"], asked[:1])[0].tobytes()
    assert not known[1].any()


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("normalize", NORMALIZE)
def test_bytes(normalize: Any, dtype: Any, tmp_path: Path) -> None:
    asked, _ = ragged(2, [4])
    for frozen in (BY_HAND.freeze(normalize=normalize, dtype=dtype), of_users(normalize, dtype=dtype)[1]):

        def answer(table: Any) -> bytes:
            if table.users is None:
                return table.query(asked[:, :2]).tobytes()  # type: ignore[no-any-return]
            return table.query_many(["a", "c", "x", "d"], asked).tobytes()  # type: ignore[no-any-return]

        content, expected = frozen.to_bytes(), answer(frozen)
        path = tmp_path / "frozen"
        path.write_bytes(content)
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            for buffer in (content, bytearray(content), np.frombuffer(mapped, dtype=np.uint8)):
                again = rf.hashing.FrozenTable.from_buffer(buffer)
                assert answer(again) == expected
                assert again.to_bytes() == content
                del again, buffer
        again = rf.hashing.FrozenTable.from_buffer(np.memmap(path, dtype=np.uint8, mode="r"))
        assert answer(again) == expected
        assert answer(pickle.loads(pickle.dumps(frozen))) == expected
        for at in [*range(0, min(400, len(content)), 3), len(content) - 1]:
            with pytest.raises(rf.CorruptStateError):
                rf.hashing.FrozenTable.from_buffer(content[:at])


def test_bytes_per_user_are_those_of_the_cells() -> None:
    encoder = rf.hashing.SimHash(64, groups=16, bits=3)
    table = rf.hashing.BucketTable(encoder)
    assert table.freeze(normalize="l2").nbytes_per_user == 16 * 8 * 64 * 4
    assert table.freeze(normalize="l2", dtype="float16").nbytes_per_user == 16 * 8 * 64 * 2


def test_sums_too_large_for_half_precision_are_refused() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=2)
    table = rf.hashing.BucketTable(encoder).add([[1.0, 2.0]], [[70_000.0, 0.0]])
    with pytest.raises(Bad, match="in magnitude"):
        table.freeze(normalize="none", dtype="float16")
    assert np.isfinite(table.freeze(normalize="l2", dtype="float16").query([[1.0, 2.0]])).all()


DIGEST = """
    import hashlib
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(3000, 13)).astype(np.float32)
    names = [f"user {k}" for k in range(30)]
    encoder = rf.hashing.SimHash(13, groups=7, bits=3)
    one = rf.hashing.BucketTable(encoder).add(vectors)
    many = rf.hashing.BucketTable(encoder, users=names).add(vectors, users=names, offsets=np.arange(31) * 100)
    content = set()
    for n in (1, 2, 5):
        parts = []
        for normalize in ("none", "l2", "count", "ratio"):
            for dtype in ("float32", "float16"):
                frozen = one.freeze(normalize=normalize, dtype=dtype)
                parts += [frozen.to_bytes(), frozen.query(vectors, n_threads=n).tobytes()]
                frozen = many.freeze(normalize=normalize, dtype=dtype)
                found = frozen.query_many(names, vectors, offsets=np.arange(31) * 100, n_threads=n)
                parts += [frozen.to_bytes(), found.tobytes()]
        content.add(b"".join(parts))
    print(len(content), hashlib.sha256(content.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_no_question_is_named() -> None:
    frozen: Any = BY_HAND.freeze(normalize="none")
    many: Any = of_users()[1]
    for call, kind, text in [
        (lambda: BY_HAND.freeze(normalize="softmax"), Bad, "softmax"),  # type: ignore[arg-type]
        (lambda: BY_HAND.freeze(normalize="none", dtype="float64"), Bad, "float64"),  # type: ignore[arg-type]
        (lambda: frozen.query([[0.0, np.nan]]), Bad, r"candidates\[0, 1\] = NaN"),
        (lambda: frozen.query([[0.0]]), Bad, "coordinates"),
        (lambda: frozen.query_codes(np.array([[4, 0]], dtype=np.uint16)), Bad, r"codes\[0, 0\] = 4"),
        (lambda: frozen.query_codes(np.array([[0]], dtype=np.uint16)), Bad, "codes"),
        (lambda: many.query_many(["a"], np.ones((2, 3)), offsets=[0, 1]), Bad, "offsets"),
        (lambda: many.query_many(["a"], np.ones((2, 3))), Bad, "offsets"),
        (lambda: many.query([[1.0, 1.0, 1.0]]), Bad, "use query_many"),
        (lambda: frozen.query_many(["a"], [[1.0, 1.0]]), Bad, "history"),
    ]:
        with pytest.raises(kind, match=text):
            call()
