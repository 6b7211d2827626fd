"""Keys, salts and their hashes: the twin, what is the same key, what is refused, samples by rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import sampling as naive

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
KEYS = st.one_of(st.integers(-(2**63), 2**64 - 1), TEXTS, st.binary(max_size=16))


@given(st.lists(KEYS, max_size=20), KEYS)
def test_hashes_are_those_of_the_twin(keys: list[Any], salt: Any) -> None:
    found = rf.hashing.hash_keys(keys, salt=salt)
    assert found.dtype == np.uint64
    assert found.tolist() == [naive.hash_key(key, salt) for key in keys]


def test_hashes_are_a_contract() -> None:
    # The first three are xxHash's own: the XXH3 of "", "a" and "abc" under seed 0.
    assert [naive.xxh3(text, 0) for text in (b"", b"a", b"abc")] == [
        0x2D06800538D394C2,
        0xE6C632B61E964E1F,
        0x78AF5F94892F3950,
    ]
    long = "a key of more than two hundred and forty bytes, " * 6
    keys = [0, 1, -1, 2**63, "", "1", "é", b"\x00", "rankfold", "sixteen bytes, !", "seventeen bytes !", long]
    assert [f"{h:016x}" for h in rf.hashing.hash_keys(keys)] == VECTORS
    assert f"{rf.hashing.hash_keys([5], salt=7)[0]:016x}" == SALTED


def test_what_is_the_same_key() -> None:
    def of(*keys: Any) -> list[int]:
        return rf.hashing.hash_keys(list(keys), salt="s").tolist()

    five = of(5)
    for dtype in (np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint64, ">i4", ">u8"):
        assert rf.hashing.hash_keys(np.array([5], dtype=dtype), salt="s").tolist() == five
        assert of(np.array([5], dtype=dtype)[0]) == five
    assert of("5") != five
    assert of(b"\x05" + bytes(7)) == five
    assert of("é") == of(b"\xc3\xa9")
    assert of(2**64 - 1) == of(-1)
    assert rf.hashing.hash_keys(np.array([2**64 - 1], np.uint64), salt="s").tolist() == of(-1)
    assert rf.hashing.hash_keys(np.array(["é", "b"]), salt="s").tolist() == of("é", "b")
    assert rf.hashing.hash_keys(np.array([b"a", b"b"]), salt="s").tolist() == of("a", "b")
    assert rf.hashing.hash_keys(np.array(["é", 5, b"x"], dtype=object), salt="s").tolist() == of("é", 5, "x")
    assert rf.hashing.hash_keys(np.arange(10)[::3], salt="s").tolist() == of(0, 3, 6, 9)
    assert rf.hashing.hash_keys(iter((1, "a")), salt="s").tolist() == of(1, "a")
    for empty in ([], np.array([]), ()):
        assert rf.hashing.hash_keys(empty).shape == (0,)


def test_salts() -> None:
    hashes = {salt: rf.hashing.hash_keys([1, 2], salt=salt).tolist() for salt in ("", "a", 0, 1, -1, b"b")}
    assert len({tuple(value) for value in hashes.values()}) == len(hashes)
    assert rf.hashing.hash_keys([1, 2], salt=b"a").tolist() == hashes["a"]
    assert rf.hashing.hash_keys([1, 2], salt=np.int8(-1)).tolist() == hashes[-1]  # type: ignore[arg-type]
    # Salts that are neighbours give hashes that have nothing to do with each other.
    first, second = (set(rf.hashing.hash_keys(np.arange(5000), salt=salt).tolist()) for salt in (0, 1))
    assert not first & second


@pytest.mark.parametrize(
    ("keys", "error", "text"),
    [
        ([1, True], rf.InvalidTypeError, r"keys\[1\] = True is of type bool: expected an int, a str or bytes"),
        ([np.True_], rf.InvalidTypeError, r"keys\[0\] = .* expected an int"),
        ([1, 2.0], rf.InvalidTypeError, r"keys\[1\] = 2.0 is of type float"),
        (["a", None], rf.InvalidTypeError, r"keys\[1\] = None"),
        ([2**64], rf.InvalidInputError, r"keys\[0\] = 18446744073709551616 is not a key"),
        ([-(2**63) - 1], rf.InvalidInputError, r"expected an integer from -2\*\*63 to 2\*\*64 - 1"),
        (["\ud800"], rf.InvalidInputError, r"keys\[0\] holds half of a surrogate pair"),
        (np.array([1.0]), rf.InvalidTypeError, "keys has dtype float64"),
        (np.array([True]), rf.InvalidTypeError, "keys has dtype bool"),
        (np.array([[1]]), rf.InvalidInputError, r"keys has shape \(1, 1\)"),
        (np.ma.array([1, 2], mask=[False, True]), rf.InvalidInputError, r"keys\[1\] is masked"),
        ("abc", rf.InvalidTypeError, "keys is of type str"),
        (b"abc", rf.InvalidTypeError, "keys is of type bytes"),
        ({1, 2}, rf.InvalidTypeError, "keys is of type set"),
        (5, rf.InvalidTypeError, "keys is of type int"),
    ],
)
def test_what_is_no_key(keys: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        rf.hashing.hash_keys(keys)


def test_what_is_no_salt() -> None:
    for salt in (True, 1.5, None, ["a"]):
        with pytest.raises(rf.InvalidTypeError, match="salt is of type"):
            rf.hashing.hash_keys([1], salt=salt)  # type: ignore[arg-type]
    with pytest.raises(rf.InvalidInputError, match="salt = 18446744073709551616"):
        rf.hashing.hash_keys([1], salt=2**64)
    with pytest.raises(rf.InvalidInputError, match="salt holds half of a surrogate pair"):
        rf.hashing.hash_keys([1], salt="\ud800")


@given(st.lists(KEYS, max_size=20), st.floats(0, 1), KEYS)
def test_samples_are_those_of_the_twin(keys: list[Any], rate: float, salt: Any) -> None:
    found = rf.hashing.hash_sample(keys, rate, salt=salt)
    assert found.dtype == np.bool_
    assert found.tolist() == naive.hash_sample(keys, rate, salt)


def test_laws_of_samples_by_rate() -> None:
    keys = np.random.default_rng(1).integers(-(2**60), 2**60, 20_000)
    hashes = rf.hashing.hash_keys(keys, salt="x")
    before = np.zeros(keys.size, bool)
    for rate in (0.0, 5e-324, 0.01, 0.25, 0.5, 0.999, 1.0):
        kept = rf.hashing.hash_sample(keys, rate, salt="x")
        threshold = int(rate * 2**64)
        assert kept.tolist() == [h < threshold for h in hashes.tolist()]
        assert (before <= kept).all(), "nested"
        # Binomial: within five standard deviations, an error of 6e-7 at this seed once and for all.
        assert abs(kept.sum() - rate * keys.size) <= 5 * (keys.size * rate * (1 - rate)) ** 0.5 + 1e-9
        before = kept
        order = np.random.default_rng(2).permutation(keys.size)
        assert (rf.hashing.hash_sample(keys[order], rate, salt="x") == kept[order]).all()
    assert before.all()
    one, other = (rf.hashing.hash_sample(keys, 0.1, salt=salt) for salt in ("x", "y"))
    assert abs((one & other).sum() - 0.01 * keys.size) < 5 * (keys.size * 0.01) ** 0.5, "independent"


def test_rates_are_checked() -> None:
    for rate in (-0.1, 1.1):
        with pytest.raises(rf.InvalidInputError, match="expected 0 <= rate <= 1"):
            rf.hashing.hash_sample([1], rate)
    with pytest.raises(rf.InvalidInputError, match="rate = nan"):
        rf.hashing.hash_sample([1], float("nan"))
    with pytest.raises(rf.InvalidTypeError, match="rate is of type str"):
        rf.hashing.hash_sample([1], "0.1")  # type: ignore[arg-type]


def test_any_number_of_threads_gives_the_same_bits() -> None:
    keys = np.arange(300_000)
    texts = [f"user {key}" for key in range(70_000)]
    hashes = [rf.hashing.hash_keys(keys, n_threads=threads).tobytes() for threads in (1, 2, 5)]
    assert len(set(hashes)) == 1
    kept = [rf.hashing.hash_sample(texts, 0.3, n_threads=threads).tobytes() for threads in (1, 2, 5)]
    assert len(set(kept)) == 1
    with pytest.raises(rf.TimeLimitError):
        rf.hashing.hash_keys(keys, time_limit=0)


VECTORS = [
    "f0a390d5a40e58df",
    "34f08d873e5ce238",
    "36f62bb75f73b071",
    "8bd3539e75b92f48",
    "412f1275e10017f3",
    "81d9d818c162cf2d",
    "7512bbc9753feaa2",
    "0db944a9bf57478e",
    "0f736d2797e1c170",
    "c009b4b99ae1421e",
    "af84865320e11051",
    "ee36fa62a4d750db",
]
SALTED = "ca61bd25da218f21"
