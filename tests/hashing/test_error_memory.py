"""Memories of errors: the worked examples, the twin, laws, bytes, what is refused."""

from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.hashing import error_memory as naive
from tests.service.script import run

if TYPE_CHECKING:
    from pathlib import Path

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

EYE = np.eye(2)


def by_hand(**options: Any) -> rf.hashing.ErrorMemory:
    """Two groups of a bit. The bucket of (1, 1) in the first has three samples, in the second two."""
    memory = rf.hashing.ErrorMemory(rf.hashing.SimHash(2, groups=2, bits=1, matrix=EYE), **options)
    memory.write([[1, -1]] * 3, [1, 0, 0], [0.6, 0.6, 0.6])
    return memory.write([[-1, 1]] * 2, [1, 1], [0.45, 0.45])


def test_two_buckets_by_hand() -> None:
    memory = by_hand()
    found = memory.read([[1, 1]])
    assert found.labels[0] == pytest.approx(0.412802, abs=1e-6)
    assert found.predictions[0] == pytest.approx(0.880797 * 0.6 + 0.119203 * 0.45, abs=1e-6)
    assert (found.n_hit[0], found.density[0]) == (2, 2.5)
    corrected = memory.compensate([0.35], [[1, 1]], weight=0.4)[0]
    assert corrected == pytest.approx(0.375121, abs=1e-6)
    # With gamma = 1 a weighted mean of the prediction and the label.
    assert corrected == pytest.approx(0.6 * 0.35 + 0.4 * found.labels[0], abs=1e-15)


def test_the_formula_with_given_similarities() -> None:
    """Similarities .9, .5, .1 at a temperature of .5."""
    given = ((0.9, 0.5, 0.1), (1, 0, 1), (0.2, 0.3, 0.4), 0.3)
    assert 0.3 + 0.5 * naive.correction(*given, gamma=1.0, temperature=0.5) == pytest.approx(0.5139, abs=5e-5)
    assert 0.3 + 0.5 * naive.correction(*given, gamma=0.0, temperature=0.5) == pytest.approx(0.5381, abs=5e-5)


@st.composite
def memories(draw: st.DrawFn) -> Any:
    groups, bits = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    encoder = rf.hashing.SimHash(3, groups=groups, bits=bits, seed=draw(st.integers(0, 9)))
    number = st.integers(-3, 3).map(float)

    def vectors(n: int) -> Any:
        return np.array(draw(st.lists(number, min_size=3 * n, max_size=3 * n))).reshape(n, 3)

    n, b = draw(st.integers(0, 25)), draw(st.integers(0, 5))
    labels = draw(st.lists(st.integers(0, 1).map(float), min_size=n, max_size=n))
    predictions = draw(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.875, 1.0]), min_size=n, max_size=n))
    return encoder, vectors(n), labels, predictions, vectors(b)


@given(memories(), st.sampled_from([0.05, 0.1, 1.0, 100.0]), st.floats(0, 1), st.floats(0, 1))
def test_a_memory_is_what_the_twin_says(given: Any, temperature: float, weight: float, gamma: float) -> None:
    encoder, hidden, labels, predictions, asked = given
    memory = rf.hashing.ErrorMemory(encoder).write(hidden, labels, predictions)
    twin = naive.ErrorMemory()
    twin.write(encoder.signatures(hidden).tolist(), labels, predictions)
    codes = encoder.signatures(asked).tolist()
    found = memory.read(asked, temperature=temperature)
    base = np.linspace(0, 1, len(asked))
    corrected = memory.compensate(base, asked, weight=weight, gamma=gamma, temperature=temperature)
    for row, row_codes in enumerate(codes):
        label, prediction, density, n_hit = twin.read(row_codes, temperature)
        assert found.labels[row] == pytest.approx(label, abs=1e-12)
        assert found.predictions[row] == pytest.approx(prediction, abs=1e-12)
        assert found.density[row] == pytest.approx(density, abs=1e-12)
        assert found.n_hit[row] == n_hit
        expected = twin.compensate(base[row], row_codes, weight, gamma, temperature)
        assert corrected[row] == pytest.approx(expected, abs=1e-12)
    assert ((corrected >= 0) & (corrected <= 1)).all()


def test_an_empty_memory_corrects_nothing() -> None:
    memory = rf.hashing.ErrorMemory(rf.hashing.SimHash(2, groups=2, bits=1, matrix=EYE))
    given = np.array([0.0, 0.123456789, 1.0])
    assert memory.compensate(given, np.ones((3, 2)), weight=1.0).tolist() == given.tolist()
    found = memory.read(np.ones((3, 2)))
    assert found.n_hit.tolist() == [0, 0, 0]
    assert found.labels.tolist() == found.density.tolist() == [0.0, 0.0, 0.0]


def test_an_empty_bucket_is_left_out() -> None:
    memory = by_hand()
    # (-1, -1) has no sample in common with bucket 0 of the first group but those of (-1, 1), and of the second (1, -1).
    found = memory.read([[-1, 1], [1, -1]])
    assert found.n_hit.tolist() == [2, 2]
    alone = rf.hashing.ErrorMemory(rf.hashing.SimHash(2, groups=2, bits=1, matrix=EYE))
    alone.write([[1, 1]], [1.0], [0.25])
    found = alone.read([[1, -1], [-1, -1]])
    assert found.n_hit.tolist() == [1, 0]
    assert (found.labels[0], found.predictions[0], found.density[0]) == (1.0, 0.25, 0.5)
    assert alone.compensate([0.5, 0.5], [[1, -1], [-1, -1]], weight=0.5).tolist() == [0.75, 0.5]


def test_reset_forgets() -> None:
    memory = by_hand(model_tag="monday").reset()
    assert memory.model_tag == "monday"
    assert memory.read([[1, 1]]).n_hit.tolist() == [0]


def test_decay_leaves_means_and_lets_recent_samples_count_more() -> None:
    memory = by_hand()
    before = memory.read([[1, 1]])
    after = memory.copy().decay(0.5).read([[1, 1]])
    np.testing.assert_allclose(after.labels, before.labels, rtol=1e-6)
    assert after.density[0] == before.density[0] / 2
    # One new sample against three of half the weight.
    found = memory.decay(0.5).write([[1, -1]], [1.0], [0.6]).read([[1, -5]])
    assert found.labels[0] > before.labels[0]
    assert memory.decay(0.0).read([[1, 1]]).n_hit.tolist() == [0]


def test_merged_is_written_together() -> None:
    generator = np.random.default_rng(1)
    encoder = rf.hashing.SimHash(4, groups=5, bits=3)
    hidden, labels = generator.normal(size=(60, 4)), generator.integers(0, 2, 60)
    predictions = generator.integers(0, 65, 60) / 64
    whole = rf.hashing.ErrorMemory(encoder).write(hidden, labels, predictions)
    parts = [
        rf.hashing.ErrorMemory(encoder).write(hidden[at], labels[at], predictions[at])
        for at in (slice(0, 17), slice(17, 60))
    ]
    assert parts[0].merge(parts[1]).to_bytes() == whole.to_bytes()


def test_masked_samples_are_not_written() -> None:
    encoder = rf.hashing.SimHash(2, groups=2, bits=1, matrix=EYE)
    mask = [True, False]
    found = rf.hashing.ErrorMemory(encoder).write([[1, 1], [np.nan, 1]], [1, np.nan], [0.5, 7.0], mask=mask)
    assert found.to_bytes() == rf.hashing.ErrorMemory(encoder).write([[1, 1]], [1], [0.5]).to_bytes()


def test_bytes(tmp_path: Path) -> None:
    memory = by_hand(model_tag="a")
    expected = memory.read([[1, 1]]).labels.tobytes()
    memory.save(tmp_path / "memory")
    for again in (
        rf.hashing.ErrorMemory.from_bytes(memory.to_bytes()),
        rf.hashing.ErrorMemory.load(tmp_path / "memory"),
        pickle.loads(pickle.dumps(memory)),
        memory.copy(),
    ):
        assert again.read([[1, 1]]).labels.tobytes() == expected
        assert again.model_tag == "a"
        again.write([[1, 1]], [0], [0.5])
    assert memory.read([[1, 1]]).labels.tobytes() == expected
    table = rf.hashing.BucketTable(memory.encoder, 3)
    with pytest.raises(rf.CorruptStateError, match="3 values"):
        rf.hashing.ErrorMemory.from_bytes(table.to_bytes())
    with pytest.raises(rf.CorruptStateError):
        rf.hashing.ErrorMemory.from_bytes(memory.to_bytes()[:-1])


def test_models_do_not_mix() -> None:
    with pytest.raises(rf.IncompatibleStateError):
        by_hand(model_tag="a").merge(by_hand(model_tag="b"))
    other = rf.hashing.ErrorMemory(rf.hashing.SimHash(2, groups=2, bits=1, matrix=-EYE))
    with pytest.raises(rf.IncompatibleStateError):
        by_hand().merge(other)
    with pytest.raises(Kind, match="expected ErrorMemory"):
        by_hand().merge(rf.hashing.BucketTable(other.encoder, 2))  # type: ignore[arg-type]


DIGEST = """
    import hashlib
    generator = np.random.default_rng(4)
    encoder = rf.hashing.SimHash(9, groups=20, bits=5)
    hidden = generator.normal(size=(4000, 9))
    labels, predictions = generator.integers(0, 2, 4000), generator.random(4000)
    contents = set()
    for n in (1, 2, 5):
        memory = rf.hashing.ErrorMemory(encoder).write(hidden, labels, predictions, n_threads=n)
        found = memory.compensate(predictions, hidden, weight=0.4, gamma=0.3, n_threads=n)
        contents.add(memory.to_bytes() + found.tobytes())
    print(len(contents), hashlib.sha256(contents.pop()).hexdigest())
"""


def test_threads_and_chunks_leave_no_trace() -> None:
    whole = run(DIGEST)
    assert whole.startswith("1 ")
    assert run(DIGEST, RANKFOLD_TEST_CHUNK="3") == whole


def test_what_is_refused_is_named() -> None:
    memory: Any = by_hand()
    before = memory.to_bytes()
    one = [[1.0, 1.0]]
    for call, kind, text in [
        (lambda: memory.write(one, [1.5], [0.5]), Bad, r"labels\[0\] = 1.5: expected 0 <= label <= 1"),
        (lambda: memory.write(one, [math.nan], [0.5]), Bad, r"labels\[0\] = nan"),
        (lambda: memory.write(one, [1], [-0.1]), Bad, r"predictions\[0\] = -0.1"),
        (lambda: memory.write(one, [1], [0.5, 0.5]), Bad, "predictions has 2 entries: expected 1, as labels has"),
        (lambda: memory.write(one, [1, 1], [0.5, 0.5]), Bad, "labels has 2 entries: expected 1, a row of hidden each"),
        (lambda: memory.write([[1.0, math.inf]], [1], [0.5]), Bad, "inf"),
        (lambda: memory.write(one, [1], [0.5], mask=[1]), Kind, "mask has dtype"),
        (lambda: memory.write(one, ["a"], [0.5]), Kind, "labels has dtype"),
        (lambda: memory.read([[1.0]]), Bad, "coordinates"),
        (lambda: memory.read(one, temperature=0), Bad, "temperature = 0.0: expected temperature > 0"),
        (lambda: memory.read(one, temperature=math.nan), Bad, "temperature = nan"),
        (lambda: memory.compensate([0.5], one, weight=1.1), Bad, "weight = 1.1: expected 0 <= weight <= 1"),
        (lambda: memory.compensate([0.5], one, weight=0.5, gamma=-1), Bad, "gamma = -1.0"),
        (lambda: memory.compensate([0.5, 0.5], one, weight=0.5), Bad, "predictions has 2 entries: expected 1"),
        (lambda: memory.compensate([2.0], one, weight=0.5), Bad, r"predictions\[0\] = 2.0"),
        (lambda: memory.compensate([0.5], one), TypeError, "weight"),
    ]:
        with pytest.raises(kind, match=text):
            call()
    assert memory.to_bytes() == before
