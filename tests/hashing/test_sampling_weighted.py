"""Weighted samples and nodes of keys: the twins, laws, probabilities at fixed seeds, what is refused."""

from __future__ import annotations

import math
import pickle
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import sampling as naive
from tests.service.script import run

KEYS = st.one_of(
    st.integers(-3, 5), st.integers(2**63 - 2, 2**63 + 2), st.sampled_from(["", "5", "é"]), st.binary(max_size=2)
)
WEIGHTS = st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(1e-150, 1e150))


@st.composite
def weighted(draw: st.DrawFn, *, unique: bool = False) -> tuple[list[Any], list[float]]:
    keys = draw(st.lists(KEYS, max_size=30, unique_by=naive.key_bytes if unique else None))
    return keys, draw(st.lists(WEIGHTS, min_size=len(keys), max_size=len(keys)))


def contents(sketch: rf.hashing.BottomK) -> list[bytes]:
    return [naive.key_bytes(key) for key in sketch.keys]


# bottom_k


@given(weighted(), st.integers(1, 12), st.sampled_from(["", "s", 3]))
def test_the_bottom_k_are_those_of_the_twin(given: tuple[list[Any], list[float]], k: int, salt: Any) -> None:
    keys, weights = given
    for of_keys in (weights, None):
        sketch = rf.hashing.bottom_k(keys, k, weights=of_keys, salt=salt)
        expected, threshold = naive.bottom_k(keys, of_keys or [1.0] * len(keys), k, salt)
        assert contents(sketch) == expected
        assert sketch.threshold == threshold
        assert sketch.hashes.tolist() == [naive.xxh3(content, naive.seed_of(salt)) for content in expected]
        assert len(sketch) == len(expected)


@given(weighted(), st.integers(1, 8), st.integers(0, 30))
def test_merging_is_adding_together(given: tuple[list[Any], list[float]], k: int, cut: int) -> None:
    keys, weights = given
    whole = rf.hashing.bottom_k(keys, k, weights=weights)
    first = rf.hashing.bottom_k(keys[:cut], k, weights=weights[:cut])
    second = rf.hashing.bottom_k(keys[cut:], k, weights=weights[cut:])
    for merged in (first.copy().merge(second), second.copy().merge(first), whole.copy().merge(first).merge(whole)):
        assert merged.to_bytes() == whole.to_bytes()
    assert first.copy().update(keys[cut:], weights[cut:]).to_bytes() == whole.to_bytes()
    for again in (rf.hashing.BottomK.from_bytes(whole.to_bytes()), pickle.loads(pickle.dumps(whole))):
        assert again.to_bytes() == whole.to_bytes()
        assert again.keys == whole.keys
        assert again.estimates.tobytes() == whole.estimates.tobytes()


def test_the_bottom_k_are_in_samples_by_rate() -> None:
    keys = np.arange(5000)
    kept = rf.hashing.hash_sample(keys, 0.1, salt="x")
    sketch = rf.hashing.bottom_k(keys, int(kept.sum()), salt="x")
    assert set(sketch.keys) == set(keys[kept].tolist())
    smaller = rf.hashing.bottom_k(keys, 20, salt="x")
    assert smaller.keys == sketch.keys[:20]
    weights = np.random.default_rng(1).random(5000)
    order = np.random.default_rng(2).permutation(5000)
    one = rf.hashing.bottom_k(keys, 50, weights=weights)
    assert one.to_bytes() == rf.hashing.bottom_k(keys[order], 50, weights=weights[order]).to_bytes()


def test_keys_that_come_again() -> None:
    keys = [7, "7", 7, b"\x07" + bytes(7), "a", "a"]
    sketch = rf.hashing.bottom_k(keys, 10, weights=[1, 2, 5, 3, 0, 4])
    assert dict(zip(sketch.keys, sketch.weights.tolist(), strict=True)) == {7: 5.0, "7": 2.0, "a": 4.0}
    assert sketch.estimate() == 11.0
    assert sketch.estimate(lambda key: key == "a") == 4.0
    assert math.isinf(sketch.threshold)
    assert rf.hashing.bottom_k(["x"] * 1000, 3).estimate() == 1.0


def test_sums_of_sketches_are_unbiased() -> None:
    """1,000 salts: the mean of estimates within five standard errors, an error of 6e-7 each at these seeds."""
    weights = np.array([8.0, 4.0, 4.0, 2.0, 1.0, 1.0, 0.5, 0.5, 3.0, 6.0])
    keys = np.arange(10)
    first: Counter[Any] = Counter()
    sums, evens, counts = [], [], []
    for salt in range(1000):
        sketch = rf.hashing.bottom_k(keys, 4, weights=weights, salt=salt)
        first[sketch.keys[0]] += 1
        sums.append(sketch.estimate())
        evens.append(sketch.estimate([key % 2 == 0 for key in sketch.keys]))  # type: ignore[operator]
        counts.append(rf.hashing.bottom_k(keys, 4, salt=salt).estimate())
    for found, expected in ((sums, weights.sum()), (evens, weights[::2].sum()), (counts, 10)):
        assert abs(np.mean(found) - expected) < 5 * np.std(found) / 1000**0.5
    for key, weight in zip(keys.tolist(), weights.tolist(), strict=True):
        p = weight / weights.sum()
        assert abs(first[key] - 1000 * p) < 5 * (1000 * p * (1 - p)) ** 0.5


def test_sketches_say_what_is_wrong() -> None:
    sketch = rf.hashing.bottom_k([1, 2], 2)
    with pytest.raises(rf.IncompatibleStateError, match="samples of different sizes"):
        sketch.merge(rf.hashing.BottomK(3))
    with pytest.raises(rf.IncompatibleStateError, match="samples under different salts"):
        sketch.merge(rf.hashing.BottomK(2, salt="other"))
    with pytest.raises(rf.InvalidTypeError, match="cannot merge"):
        sketch.merge(rf.PairwiseCounts(["a"]))  # type: ignore[arg-type]
    for k in (0, 2**31 + 1):
        with pytest.raises(rf.InvalidInputError, match="expected 1 <= k <= 2147483648"):
            rf.hashing.BottomK(k)
    for weight in (-1.0, math.nan, math.inf, 1e-200, 1e200):
        with pytest.raises(rf.InvalidInputError, match=r"weights\[1\] = .* is not a weight: expected 0, or 1e-150 <= "):
            rf.hashing.bottom_k([1, 2], 2, weights=[1.0, weight])
    with pytest.raises(rf.InvalidInputError, match="weights has 1 entries: expected 2"):
        rf.hashing.bottom_k([1, 2], 2, weights=[1.0])
    with pytest.raises(rf.InvalidInputError, match="where has shape"):
        sketch.estimate([True])
    with pytest.raises(rf.InvalidTypeError, match="where has dtype int64"):
        sketch.estimate([1, 0])
    content = sketch.to_bytes()
    for damaged in (content[:-1], content[:40] + b"\xff" + content[41:], b""):
        with pytest.raises(rf.CorruptStateError):
            rf.hashing.BottomK.from_bytes(damaged)
    assert repr(sketch) == "BottomK(2 of at most 2 keys, threshold inf)"


def test_the_bytes_of_a_sketch_are_a_contract() -> None:
    sketch = rf.hashing.bottom_k([3, "a", b"b"], 2, weights=[1.0, 2.0, 0.5], salt="s")
    assert sketch.to_bytes().hex() == SKETCH


@pytest.mark.parametrize("forms", [["é", "é".encode()], [5, (5).to_bytes(8, "little")], ["12345678", b"12345678"]])
def test_the_form_of_a_key_that_is_kept_does_not_depend_on_the_order(forms: list[Any]) -> None:
    forwards, backwards = (rf.hashing.bottom_k(keys, 3) for keys in (forms, forms[::-1]))
    merged = rf.hashing.bottom_k(forms[1:], 3).merge(rf.hashing.bottom_k(forms[:1], 3))
    assert forwards.keys == (forms[0],)
    assert forwards.to_bytes() == backwards.to_bytes() == merged.to_bytes()


# priority_sample


@given(weighted(unique=True), st.integers(1, 12), st.sampled_from(["", 3]))
def test_priorities_are_those_of_the_twin(given: tuple[list[Any], list[float]], k: int, salt: Any) -> None:
    keys, weights = given
    for of_rows in (keys, None):
        sample = rf.hashing.priority_sample(weights, k, keys=of_rows, salt=salt)
        expected, threshold = naive.priority_sample(of_rows or range(len(weights)), weights, k, salt)
        assert sample.indices.tolist() == expected
        assert sample.threshold == threshold
        assert sample.estimates.tolist() == [max(weights[row], threshold) for row in expected]
        if sum(weight > 0 for weight in weights) <= k:
            assert sample.estimate() == math.fsum(weights)


def test_sums_of_priority_samples_are_unbiased() -> None:
    """1,000 salts: the mean of estimates within five standard errors."""
    weights = np.random.default_rng(3).pareto(1.2, 200) + 0.01
    subset = np.arange(200) % 3 == 0
    sums, parts = [], []
    for salt in range(1000):
        sample = rf.hashing.priority_sample(weights, 20, salt=salt)
        sums.append(sample.estimate())
        parts.append(sample.estimate(subset))
        assert parts[-1] == sample.estimate(lambda row: row % 3 == 0)
    for found, expected in ((sums, weights.sum()), (parts, weights[subset].sum())):
        assert abs(np.mean(found) - expected) < 5 * np.std(found) / 1000**0.5


def test_priority_samples_say_what_is_wrong() -> None:
    with pytest.raises(
        rf.InvalidInputError, match=r"keys\[2\] = \"a\" is not a key of its own: expected each key once"
    ):
        rf.hashing.priority_sample([1, 2, 3], 2, keys=["a", "b", "a"])
    with pytest.raises(rf.InvalidInputError, match="weights has 2 entries: expected 1"):
        rf.hashing.priority_sample([1, 2], 2, keys=["a"])
    with pytest.raises(rf.InvalidInputError, match=r"weights\[0\] = -1"):
        rf.hashing.priority_sample([-1], 2)
    with pytest.raises(rf.InvalidInputError, match=r"where has shape \(1,\): expected \(3,\)"):
        rf.hashing.priority_sample([1, 2, 3], 2).estimate([True])
    with pytest.raises(rf.InvalidTypeError, match="weights has dtype bool"):
        rf.hashing.priority_sample([True], 2)
    assert rf.hashing.priority_sample([], 2).estimate() == 0.0


# sample_without_replacement


@given(st.lists(WEIGHTS, max_size=150), st.integers(0, 2**64 - 1), st.data())
def test_draws_are_those_of_the_twin(weights: list[float], seed: int, data: st.DataObject) -> None:
    n_positive = sum(weight > 0 for weight in weights)
    if not n_positive:
        with pytest.raises(rf.InvalidInputError, match="0 weights are above 0; expected at least k = 1"):
            rf.hashing.sample_without_replacement(weights, 1, seed=seed)
        return
    k = data.draw(st.integers(1, n_positive))
    found = rf.hashing.sample_without_replacement(weights, k, seed=seed)
    assert found.tolist() == naive.sample_without_replacement(weights, k, seed)
    with pytest.raises(rf.InvalidInputError, match=f"{n_positive} weights are above 0; expected at least k"):
        rf.hashing.sample_without_replacement(weights, n_positive + 1, seed=seed)


def test_draws_follow_weights_one_after_the_other() -> None:
    """4,000 seeds, every ordered pair of three: within five standard deviations."""
    p = [0.5, 0.3, 0.2]
    pairs = Counter(tuple(rf.hashing.sample_without_replacement(p, 2, seed=seed).tolist()) for seed in range(4000))
    for i in range(3):
        for j in range(3):
            expected = p[i] * p[j] / (1 - p[i]) if i != j else 0.0
            assert abs(pairs[i, j] - 4000 * expected) <= 5 * (4000 * expected * (1 - expected)) ** 0.5
    for k in (0, -1):
        with pytest.raises(rf.InvalidInputError, match="expected 1 <= k"):
            rf.hashing.sample_without_replacement(p, k)
    with pytest.raises(rf.InvalidInputError, match="seed = -1"):
        rf.hashing.sample_without_replacement(p, 1, seed=-1)


# rendezvous


@given(
    st.lists(KEYS, max_size=15),
    st.lists(KEYS, min_size=1, max_size=6, unique_by=naive.key_bytes),
    st.data(),
    st.sampled_from(["", 3]),
)
def test_nodes_are_those_of_the_twin(keys: list[Any], nodes: list[Any], data: st.DataObject, salt: Any) -> None:
    weights = data.draw(st.lists(WEIGHTS, min_size=len(nodes), max_size=len(nodes)).filter(any))
    for of_nodes in (weights, None):
        found = rf.hashing.rendezvous(keys, nodes, weights=of_nodes, salt=salt)
        assert found.tolist() == naive.rendezvous(keys, nodes, of_nodes or [1.0] * len(nodes), salt)
    assert (
        rf.hashing.rendezvous(keys, nodes, salt=salt)
        == rf.hashing.rendezvous(keys, nodes, weights=[3.0] * len(nodes), salt=salt)
    ).all()


@pytest.mark.parametrize("weights", [None, [1.0, 2.0, 3.0, 0.5]])
def test_few_keys_move(weights: list[float] | None) -> None:
    nodes, keys = np.array(["ash", "birch", "cedar", "date"]), np.arange(20_000)
    before = nodes[rf.hashing.rendezvous(keys, nodes, weights=weights)]
    shares = np.array(weights or [1.0] * 4) / sum(weights or [1.0] * 4)
    for node, share in zip(nodes, shares.tolist(), strict=True):
        # Binomial: within five standard deviations.
        assert abs((before == node).sum() - 20_000 * share) < 5 * (20_000 * share * (1 - share)) ** 0.5
    for gone in range(4):
        rest = np.delete(nodes, gone)
        after = rest[rf.hashing.rendezvous(keys, rest, weights=weights and np.delete(weights, gone))]
        moved = before != after
        assert (moved == (before == nodes[gone])).all()
        others = np.delete(shares, gone) / np.delete(shares, gone).sum()
        for node, share in zip(rest, others.tolist(), strict=True):
            n = int(moved.sum())
            assert abs((after[moved] == node).sum() - n * share) < 5 * (n * share * (1 - share)) ** 0.5
    order = [2, 0, 3, 1]
    again = rf.hashing.rendezvous(keys, nodes[order], weights=weights and np.array(weights)[order])
    assert (nodes[order][again] == before).all()


def test_nodes_are_checked() -> None:
    with pytest.raises(rf.InvalidInputError, match=r"nodes\[2\] = \"a\" is not a node of its own"):
        rf.hashing.rendezvous([1], ["a", "b", "a"])
    with pytest.raises(rf.InvalidInputError, match="no node has a weight above 0"):
        rf.hashing.rendezvous([1], [])
    with pytest.raises(rf.InvalidInputError, match="no node has a weight above 0"):
        rf.hashing.rendezvous([1], ["a"], weights=[0])
    with pytest.raises(rf.InvalidInputError, match="weights has 1 entries: expected 2"):
        rf.hashing.rendezvous([1], ["a", "b"], weights=[1])
    with pytest.raises(rf.InvalidTypeError, match="nodes is of type str"):
        rf.hashing.rendezvous([1], "ab")


def test_any_number_of_threads_gives_the_same_bits() -> None:
    keys = np.arange(200_000)
    weights = np.random.default_rng(1).random(keys.size) + 0.01

    def of(n_threads: int) -> tuple[bytes, ...]:
        sample = rf.hashing.priority_sample(weights, 100, keys=keys, n_threads=n_threads)
        return (
            rf.hashing.bottom_k(keys, 300, weights=weights, n_threads=n_threads).to_bytes(),
            rf.hashing.bottom_k(keys % 1000, 300, n_threads=n_threads).to_bytes(),
            sample.indices.tobytes() + sample.estimates.tobytes(),
            rf.hashing.sample_without_replacement(weights, 500, seed=3, n_threads=n_threads).tobytes(),
            rf.hashing.rendezvous(keys, range(7), weights=range(7), n_threads=n_threads).tobytes(),
        )

    assert of(1) == of(2) == of(5)


DIGEST = """
    import hashlib
    generator = np.random.default_rng(5)
    keys, weights = generator.integers(0, 900, 3000), generator.random(3000) + 0.01
    logits = generator.normal(size=(40, 300)).astype(np.float32)
    content = hashlib.sha256(rf.hashing.hash_keys(keys).tobytes() + rf.hashing.hash_sample(keys, 0.3).tobytes())
    content.update(rf.hashing.bottom_k(keys, 100, weights=weights).to_bytes())
    sample = rf.hashing.priority_sample(weights, 50, keys=np.arange(3000) * 7)
    content.update(sample.indices.tobytes() + sample.estimates.tobytes())
    content.update(rf.hashing.sample_without_replacement(weights, 60, seed=3).tobytes())
    content.update(rf.hashing.rendezvous(keys, range(5), weights=range(5)).tobytes())
    content.update(rf.hashing.gumbel_top_k(logits, 5, seed=3).values.tobytes())
    print(content.hexdigest())
"""


def test_any_length_of_chunks_gives_the_same_bits() -> None:
    digest = run(DIGEST)
    assert len(digest.strip()) == 64
    for chunk in ("1", "5", "64", "1000"):
        assert run(DIGEST, RANKFOLD_TEST_CHUNK=chunk) == digest


SKETCH = (
    "524b46530100080013bef64fd1d4b9d64d00000000000000020000000000000003000000000000000100000000000000"
    "4001000000000000006102000000000000e03f01000000000000006200000000000000f03f0800000000000000030000"
    "0000000000237a859eb17967e8"
)
