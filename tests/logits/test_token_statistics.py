"""Statistics of rows of logits against their twin, and the laws that they obey."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from rankfold.logits.rows import Rows as LogitRows
from tests.logits.rows import FIELDS, assert_close, from_bfloat16, rows, to_bfloat16
from tests.naive.logits import token_statistics as naive

#: Rows of logits, and the target of each.
Given = tuple[Any, Any]

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


def statistics(logits: Any, targets: Any, **options: Any) -> rf.logits.TokenStatistics:
    return rf.logits.token_statistics(logits, targets, outputs=FIELDS, **options)


@given(rows(), st.sampled_from([1.0, 0.7, 3.0]))
def test_statistics_are_what_the_twin_says(given_rows: Given, temperature: float) -> None:
    logits, targets = given_rows
    halves = logits.astype(np.float16)
    short = to_bfloat16(logits)
    for stored, exact in [
        (logits, logits),
        (logits.astype(np.float64), logits),
        (halves, halves),
        (short, from_bfloat16(short)),
    ]:
        found = statistics(stored, targets, temperature=temperature)
        for row, (line, target) in enumerate(zip(exact, targets, strict=True)):
            assert_close(found, naive.token_statistics(line, target, temperature), row)
        wide = np.float64 if stored.dtype == np.float64 else np.float32
        assert all(getattr(found, name).dtype == (np.int64 if name == "rank" else wide) for name in FIELDS)


@pytest.mark.parametrize("n_tokens", [1, 2, 7, 8, 9, 31, 32, 33, 1023, 1025, 2048, 2049, 50_257, 151_936])
def test_every_size_of_vocabulary(n_tokens: int) -> None:
    generator = np.random.default_rng(n_tokens)
    logits = (generator.normal(size=(3, n_tokens)) * 4).astype(np.float32)
    targets = generator.integers(0, n_tokens, 3)
    found = statistics(logits, targets)
    for row in range(3):
        assert_close(found, naive.token_statistics(logits[row], targets[row]), row)


def test_the_worked_row() -> None:
    found = statistics(np.array([[2, 1, 0, -1]] * 4, dtype=np.float64), [0, 1, 2, 3])
    assert np.allclose(found.logprob, [-0.440189699, -1.440189699, -2.440189699, -3.440189699], rtol=0, atol=1e-9)
    assert np.allclose(found.logsumexp, 2.440189699, rtol=0, atol=1e-9)
    assert np.allclose(found.entropy, 0.947536964, rtol=0, atol=1e-9)
    assert np.allclose(found.self_certainty, 0.553895337, rtol=0, atol=1e-9)
    assert found.margin.tolist() == [1.0] * 4
    assert found.rank.tolist() == [1, 2, 3, 4]
    assert math.isclose(math.exp(found.logprob[0]) - math.exp(found.logprob[1]), 0.407031442, abs_tol=1e-9)
    # DeepConf's confidence of the two likeliest.
    assert math.isclose(-(found.logprob[0] + found.logprob[1]) / 2, 0.940189699, abs_tol=1e-9)


@given(rows(), st.sampled_from([1024.0, -65536.0, 98304.0]))
def test_a_common_offset_changes_nothing(given_rows: Given, offset: float) -> None:
    logits, targets = given_rows
    # Multiples of 1/64 below 2**17 are floats of 32 bits, offset and all.
    logits = np.round(logits * 16) / 16
    one, other = statistics(logits, targets), statistics(logits + np.float32(offset), targets)
    for name in ("logprob", "entropy", "self_certainty", "margin", "rank"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)


@given(rows(), st.integers(0, 2**32 - 1))
def test_the_order_of_the_vocabulary_does_not_matter(given_rows: Given, seed: int) -> None:
    logits, targets = given_rows
    order = np.random.default_rng(seed).permutation(logits.shape[1])
    one, other = statistics(logits, targets), statistics(logits[:, order], np.argsort(order)[targets])
    for name in ("rank", "margin", "max"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    for name in ("logprob", "entropy", "self_certainty", "logsumexp"):
        assert np.allclose(getattr(one, name), getattr(other, name), rtol=1e-6, atol=2e-6)


@given(rows(), st.sampled_from([0.5, 2.0, 4.0]))
def test_temperature_divides(given_rows: Given, temperature: float) -> None:
    logits, targets = given_rows
    one, other = statistics(logits, targets, temperature=temperature), statistics(logits / temperature, targets)
    for name in FIELDS:
        assert np.allclose(getattr(one, name), getattr(other, name), rtol=2e-6, atol=2e-6), name


@given(rows(40), st.integers(1, 39))
def test_parts_of_a_vocabulary_merge(given_rows: Given, cut: int) -> None:
    logits, targets = given_rows
    cut = min(cut, logits.shape[1] - 1)
    if cut < 1:
        return
    whole = statistics(logits.astype(np.float64), targets)
    parts = [
        rf.logits.token_statistics(part.astype(np.float64), None, outputs=("logsumexp", "entropy", "max"))
        for part in (logits[:, :cut], logits[:, cut:])
    ]
    # A part may have nothing that is possible in it.
    masses = np.stack([np.nan_to_num(part.logsumexp, nan=-np.inf) for part in parts])
    assert np.allclose(np.logaddexp(*masses), whole.logsumexp, rtol=0, atol=1e-9)
    shares = np.exp(masses - whole.logsumexp)
    entropies = np.stack([np.nan_to_num(part.entropy) for part in parts])
    surprise = np.where(shares > 0, -shares * np.log(np.where(shares > 0, shares, 1)), 0)
    assert np.allclose((shares * entropies + surprise).sum(axis=0), whole.entropy, rtol=0, atol=1e-9)


@given(rows())
def test_bounds_and_sums(given_rows: Given) -> None:
    logits, targets = given_rows
    found = statistics(logits, targets)
    n = np.isfinite(logits).sum(axis=1)
    assert (found.logprob <= 0).all()
    assert (found.entropy >= 0).all()
    assert (found.entropy <= np.log(n) + 1e-6).all()
    assert (found.self_certainty >= 0).all()
    every = [rf.logits.token_logprobs(logits, np.full(len(logits), token)) for token in range(logits.shape[1])]
    assert np.allclose(np.exp(every).sum(axis=0), 1, rtol=0, atol=1e-5)
    is_greatest = logits[np.arange(len(logits)), targets] == logits.max(axis=1)
    assert np.array_equal(found.rank == 1, is_greatest)


def test_uniform_rows_are_uniform_to_the_last_bit() -> None:
    for n_tokens in (1, 2, 33, 5000, 151_936):
        found = statistics(np.full((1, n_tokens), -7.25, dtype=np.float32), [n_tokens - 1])
        assert found.entropy[0] == np.float32(np.log(n_tokens))
        assert found.logprob[0] == np.float32(-np.log(n_tokens))
        assert found.self_certainty[0] == 0
        assert found.rank[0] == 1
        assert found.margin[0] == (np.inf if n_tokens == 1 else 0)


def test_impossible_tokens() -> None:
    logits = np.array([[1, -np.inf, 0, -np.inf], [-np.inf, 3, -np.inf, -np.inf]], dtype=np.float32)
    found = statistics(logits, [1, 1])
    assert found.logprob.tolist() == [-np.inf, 0.0]
    assert found.rank.tolist() == [3, 1]
    assert found.margin.tolist() == [1.0, np.inf]
    alone = statistics(np.array([[1, 0]], dtype=np.float32), [0])
    assert found.entropy[0] == alone.entropy[0]
    assert found.self_certainty[0] == alone.self_certainty[0]
    assert (found.entropy[1], found.self_certainty[1]) == (0, 0)


def test_a_long_run_of_impossible_tokens_may_come_first() -> None:
    """Kernels that start from minus infinity make NaN of it."""
    logits = np.full((2, 9000), -np.inf, dtype=np.float32)
    logits[0, 7000:] = np.linspace(-1, 1, 2000, dtype=np.float32)
    logits[1, 8999] = 5.0
    found = statistics(logits, [8000, 8999])
    for row, target in enumerate((8000, 8999)):
        assert_close(found, naive.token_statistics(logits[row], target), row)
    alone = statistics(logits[:1, 7000:], [1000])
    assert np.allclose(
        [alone.entropy[0], alone.self_certainty[0]], [found.entropy[0], found.self_certainty[0]], rtol=1e-6
    )


def test_the_greatest_may_come_late() -> None:
    for rise in (1.0, 100.0, 1000.0):
        logits = np.arange(9, dtype=np.float32).repeat(1000)[None, :] * np.float32(rise)
        found = statistics(logits, [0])
        assert_close(found, naive.token_statistics(logits[0], 0), 0)


@pytest.mark.parametrize("form", ["float16", "float32", "float64", "bfloat16"])
def test_rows_without_a_distribution_are_nan(form: str) -> None:
    logits = np.zeros((6, 40), dtype=np.float32)
    logits[0, 17] = np.nan
    logits[1, 39] = np.inf
    logits[2] = -np.inf
    logits[3] = [np.nan, *[-np.inf] * 39]
    logits[4, 0] = -np.float32(np.nan)
    stored = to_bfloat16(logits) if form == "bfloat16" else logits.astype(form)
    found = statistics(stored, [0] * 6)
    for name in FIELDS:
        values = getattr(found, name)
        broken = values[:5] == 0 if name == "rank" else np.isnan(values[:5])
        assert broken.all(), name
        assert np.isfinite(values[5])


def test_rows_that_are_left_out_are_not_read() -> None:
    logits = np.zeros((2, 3, 5), dtype=np.float32)
    logits[0, 1] = np.nan
    targets = np.array([[0, 99, -100], [4, 1, -7]])
    mask = np.array([[True, False, True], [True, True, False]])
    found = statistics(logits, targets, mask=mask)
    left_in = np.array([[True, False, False], [True, True, False]])
    assert np.array_equal(np.isfinite(found.logprob), left_in)
    assert np.array_equal(np.isfinite(found.entropy), left_in)
    assert np.array_equal(found.rank > 0, left_in)
    # Any number may be the one that is ignored, a token too.
    again = rf.logits.token_logprobs(np.zeros((3, 5), dtype=np.float32), [4, 1, 4], ignore_index=4)
    assert np.isfinite(again).tolist() == [False, True, False]
    # Without targets every row is read.
    assert np.isnan(rf.logits.token_statistics(logits, None, outputs=("entropy",)).entropy[0, 1])


def test_rows_are_read_where_they_lie() -> None:
    generator = np.random.default_rng(3)
    base = generator.normal(size=(4, 6, 50)).astype(np.float32)
    targets = generator.integers(0, 37, (4, 6))
    plain = statistics(np.ascontiguousarray(base[:, :, 5:42]), targets)
    layouts = {
        "a slice of the vocabulary": base[:, :, 5:42],
        "transposed": np.ascontiguousarray(base[:, :, 5:42].transpose(2, 0, 1)).transpose(1, 2, 0),
        "every second of twice as many": np.repeat(base[:, :, 5:42], 2, axis=2)[:, :, ::2],
        "backwards twice": base[:, :, 5:42][::-1, :, ::-1][::-1, :, ::-1],
        "in Fortran's order": np.asfortranarray(base[:, :, 5:42]),
        "in the other byte order": base[:, :, 5:42].astype(">f4"),
        "at an odd address": np.frombuffer(b"x" + base[:, :, 5:42].tobytes(), np.uint8)[1:]
        .view(np.float32)
        .reshape(4, 6, 37),
    }
    for name, layout in layouts.items():
        found = statistics(layout, targets)
        for field in FIELDS:
            assert np.array_equal(getattr(found, field), getattr(plain, field)), (name, field)
    for view in (base[:, :, 5:42], base[:, :-1, 5:42], base[::-1]):
        assert np.shares_memory(LogitRows.of(view).values, base)
    shifted = statistics(base[:, :-1, 5:42], targets[:, 1:])
    alone = statistics(base[2, 3, 5:42], targets[2, 4])
    assert float(alone.logprob) == shifted.logprob[2, 3]
    repeated = np.broadcast_to(base[0, 0], (3, 50))
    assert len(set(rf.logits.token_logprobs(repeated, [1, 1, 1]).tolist())) == 1


@given(rows())
def test_the_same_bits_again_and_on_any_number_of_threads(given_rows: Given) -> None:
    logits, targets = given_rows
    one, two = (statistics(logits, targets, n_threads=n) for n in (1, 2))
    for row in range(len(logits)):
        alone = statistics(logits[row], targets[row])
        assert all(getattr(alone, name).tobytes() == getattr(one, name)[row].tobytes() for name in FIELDS)
    assert all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in FIELDS)


def test_bfloat16_is_not_rounded_again() -> None:
    """A softmax in bfloat16 is wrong by up to a tenth of a nat, and an entropy from its parts loses with an offset."""
    generator = np.random.default_rng(8)
    exact = from_bfloat16(to_bfloat16((generator.normal(size=(4, 151_936)) * 4).astype(np.float32)))
    targets = generator.integers(0, 151_936, 4)
    found = statistics(to_bfloat16(exact), targets)
    for row in range(4):
        expected = naive.token_statistics(exact[row], targets[row])
        assert abs(found.logprob[row] - expected["logprob"]) < 5e-6
        assert abs(found.entropy[row] - expected["entropy"]) < 2e-6
        assert abs(found.self_certainty[row] - expected["self_certainty"]) < 5e-6
    offset = np.round(exact * 64) / 64 + np.float32(98_304)
    moved = statistics(offset, targets)
    expected = naive.token_statistics(offset[0], targets[0])
    assert abs(moved.entropy[0] - expected["entropy"]) < 2e-6
    naive_entropy = moved.logsumexp[0] - (np.exp(offset[0] - offset[0].max()) * offset[0]).sum(
        dtype=np.float32
    ) / np.exp(offset[0] - offset[0].max()).sum(dtype=np.float32)
    assert abs(naive_entropy - expected["entropy"]) > 1e-4


def test_half_precision_at_its_ends() -> None:
    logits = np.array([[65504, -65504, 0, 6e-8]], dtype=np.float16)
    found = statistics(logits, [1])
    assert found.logprob[0] == -131008
    assert found.entropy[0] == 0
    assert found.self_certainty[0] == pytest.approx((131008 + 65504 * 2) / 4 - np.log(4), rel=1e-6)


def test_many_rows_of_few_tokens() -> None:
    logits = np.random.default_rng(0).normal(size=(300_000, 2))
    found = rf.logits.token_statistics(logits, np.zeros(300_000, dtype=np.int64), n_threads=2)
    assert np.allclose(found.logprob, -np.logaddexp(0, logits[:, 1] - logits[:, 0]), rtol=1e-12, atol=1e-14)
    assert (rf.logits.token_logprobs(logits[:, :1], np.zeros(300_000, dtype=np.int64)) == 0).all()


def test_no_rows() -> None:
    found = statistics(np.zeros((0, 7), dtype=np.float32), np.zeros(0, dtype=np.int64))
    assert all(getattr(found, name).shape == (0,) for name in FIELDS)
    assert statistics(np.zeros((2, 0, 7), dtype=np.float32), np.zeros((2, 0), dtype=np.int32)).logprob.shape == (2, 0)
    with pytest.raises(Bad, match=r"3 rows without logits"):
        statistics(np.zeros((3, 0), dtype=np.float32), [0, 0, 0])


def test_what_was_not_asked_for_is_none() -> None:
    found = rf.logits.token_statistics(np.zeros((2, 3), dtype=np.float32), [0, 1])
    assert [name for name in FIELDS if getattr(found, name) is not None] == ["logprob", "entropy"]
    with pytest.raises(ValueError, match="read-only"):
        found.logprob[0] = 1


def test_faults_are_named() -> None:
    logits = np.zeros((2, 3), dtype=np.float32)
    call = rf.logits.token_statistics
    for arguments, options, kind, text in [
        ((logits, [0, 3]), {}, Bad, r"targets\[1\] = 3 is not a token: expected 0 <= target < 3"),
        ((logits, [0, -1]), {}, Bad, r"targets\[1\] = -1 is not a token"),
        ((logits, [0]), {}, Bad, r"targets has shape \(1,\): expected one entry a row of logits, \(2,\)"),
        ((logits, [0.0, 1.0]), {}, Kind, r"targets has dtype float64: expected integers"),
        ((logits, None), {}, Bad, r"targets is None: logprob is that of a token"),
        ((logits, [0, 1]), {"mask": [1, 0]}, Kind, r"mask has dtype int64: expected bool"),
        ((logits, [0, 1]), {"mask": [True]}, Bad, r"mask has shape \(1,\)"),
        ((logits, [0, 1]), {"temperature": 0.0}, Bad, r"temperature"),
        ((logits, [0, 1]), {"temperature": math.nan}, Bad, r"temperature = nan: expected a finite number"),
        ((logits, [0, 1]), {"outputs": ("logprob", "top")}, Bad, r"outputs holds 'top': expected at least one of"),
        ((logits, [0, 1]), {"outputs": "logprob"}, Kind, r"is a text: expected names"),
        ((logits, [0, 1]), {"outputs": ()}, Bad, r"outputs holds None"),
        ((logits.astype(np.int64), [0, 1]), {}, Kind, r"logits has dtype int64: expected float16"),
        ((np.float32(1.0), 0), {}, Bad, r"logits is one number"),
        (([[0.0, 1.0], [0.0]], [0, 0]), {}, Bad, r"logits is ragged"),
        ((np.ma.masked_array(logits), [0, 1]), {}, Kind, r"logits is a masked array"),
    ]:
        with pytest.raises(kind, match=text):
            call(*arguments, **options)  # type: ignore[arg-type]
    with pytest.raises(rf.TimeLimitError):
        call(np.zeros((2000, 5000), dtype=np.float32), np.zeros(2000, dtype=np.int64), time_limit=0.0)
