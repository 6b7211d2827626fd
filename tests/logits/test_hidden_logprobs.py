"""Statistics from hidden states against those of all their logits."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.logits.rows import FIELDS

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


@given(
    st.integers(0, 9),
    st.integers(1, 40),
    st.integers(1, 12),
    st.sampled_from([np.float32, np.float64]),
    st.booleans(),
    st.sampled_from([None, 5.0]),
)
def test_chunks_are_what_the_whole_is(
    n_rows: int, n_tokens: int, chunk_rows: int, form: Any, has_bias: bool, softcap: float | None
) -> None:
    generator = np.random.default_rng(n_rows * 100 + n_tokens)
    hidden, weight = (generator.normal(size=(n, 6)).astype(form) for n in (n_rows, n_tokens))
    bias = generator.normal(size=n_tokens).astype(form) if has_bias else None
    targets = generator.integers(0, n_tokens, n_rows)
    mask = generator.random(n_rows) < 0.7
    targets[generator.random(n_rows) < 0.2] = -100
    logits = hidden @ weight.T + (0 if bias is None else bias)
    logits = logits if softcap is None else softcap * np.tanh(logits / softcap)
    whole = rf.logits.token_statistics(logits.astype(form), targets, outputs=FIELDS, mask=mask, temperature=0.8)
    found = rf.logits.hidden_logprobs(
        hidden,
        weight,
        targets,
        bias=bias,
        softcap=softcap,
        chunk_rows=chunk_rows,
        outputs=FIELDS,
        mask=mask,
        temperature=0.8,
    )
    for name in FIELDS:
        one, other = getattr(found, name), getattr(whole, name)
        assert one.dtype == other.dtype
        # Ranks may differ where the products round logits that tie.
        if name != "rank":
            assert np.allclose(one, other, rtol=1e-5, atol=1e-5, equal_nan=True), name


def test_rows_that_are_left_out_are_not_multiplied() -> None:
    hidden = np.array([[np.nan, 1.0], [1.0, 2.0]], dtype=np.float32)
    found = rf.logits.hidden_logprobs(hidden, np.eye(2, dtype=np.float32), [9, 1], mask=[False, True])
    assert np.isnan(found.logprob[0])
    assert found.logprob[1] == pytest.approx(-np.log1p(np.exp(-1)), abs=1e-6)


def test_memory_is_that_of_the_buffer() -> None:
    hidden, weight = np.ones((400, 8), dtype=np.float32), np.ones((2000, 8), dtype=np.float32)
    call = rf.logits.hidden_logprobs
    call(hidden, weight, np.zeros(400, dtype=np.int64), chunk_rows=4)
    tracemalloc.start()
    call(hidden, weight, np.zeros(400, dtype=np.int64), chunk_rows=4)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # All logits would take 3.2 million bytes; the buffer takes 32 thousand.
    assert peak < 150_000


def test_faults_are_named() -> None:
    hidden, weight = np.ones((2, 3), dtype=np.float32), np.ones((4, 3), dtype=np.float32)
    call = rf.logits.hidden_logprobs
    for arguments, options, kind, text in [
        ((hidden, weight[:, :2], [0, 0]), {}, Bad, r"hidden has shape \(2, 3\) and weight \(4, 2\)"),
        ((hidden, weight, [0, 4]), {}, Bad, r"targets\[1\] = 4 is not a token: expected 0 <= target < 4"),
        ((hidden, weight, [0, 0]), {"chunk_rows": 0}, Bad, r"chunk_rows = 0"),
        ((hidden, weight, [0, 0]), {"softcap": 0.0}, Bad, r"softcap = 0.0: expected softcap > 0"),
        ((hidden, weight, [0, 0]), {"bias": [1.0]}, Bad, r"bias has shape \(1,\): expected \(n_tokens,\) = \(4,\)"),
        ((hidden.astype(np.float16), weight, [0, 0]), {}, Kind, r"hidden has dtype float16"),
        ((hidden, weight.astype(np.float64), [0, 0]), {}, Kind, r"weight has dtype float64"),
        ((hidden, weight[:0], [0, 0]), {}, Bad, r"weight has no rows"),
    ]:
        with pytest.raises(kind, match=text):
            call(*arguments, **options)  # type: ignore[arg-type]
