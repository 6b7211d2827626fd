"""Confidence of traces against its twin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import trace_confidence as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError

ORDINARY = st.floats(-40, 40).map(lambda x: round(x, 3))
FAR = st.sampled_from([1e120, -1e120, 1e-200, 5e-324, 0.0, -0.0, 1.0, 1e15, 0.1])
TRACE = st.lists(ORDINARY, min_size=1, max_size=30) | st.lists(FAR, min_size=1, max_size=12)
HOW = st.sampled_from(["mean", "tail", "min_window", "bottom_windows"])


@given(st.lists(TRACE, min_size=1, max_size=5), st.integers(1, 12), HOW, st.sampled_from([0.05, 0.1, 0.3, 0.5, 1.0]))
def test_confidence_is_what_the_twin_says(traces: list[list[float]], window: int, how: Any, fraction: float) -> None:
    tokens = [token for trace in traces for token in trace]
    offsets = np.cumsum([0, *map(len, traces)])
    found = rf.answers.trace_confidence(tokens, offsets, window=window, how=how, fraction=fraction)
    for trace, confidence in zip(traces, found.tolist(), strict=True):
        expected = naive.trace_confidence(trace, window, how, fraction)
        # Windows that overlap are summed twice where several are taken, so that large tokens may cancel late.
        slack = 1e-15 * max(map(abs, trace)) if how == "bottom_windows" else 0.0
        assert math.isclose(confidence, expected, rel_tol=5e-16, abs_tol=max(slack, 5e-324))
    again = rf.answers.trace_confidence(tokens, offsets, window=window, how=how, fraction=fraction, n_threads=2)
    assert again.tobytes() == found.tobytes()
    alone = [rf.answers.trace_confidence(t, [0, len(t)], window=window, how=how, fraction=fraction)[0] for t in traces]
    assert np.array(alone).tobytes() == found.tobytes()


@given(TRACE, st.integers(1, 12), st.randoms(use_true_random=False))
def test_equal_windows_tie_wherever_they_stand(trace: list[float], window: int, random: Any) -> None:
    shuffled = random.sample(trace, len(trace))
    one, other = (rf.answers.trace_confidence(each, [0, len(trace)], window=window) for each in (trace, shuffled))
    assert one.tobytes() == other.tobytes()
    last = trace[-window:]
    behind = rf.answers.trace_confidence(shuffled + last, [0, len(trace) + len(last)], window=len(last), how="tail")
    # The unit of the sums may differ; they are exact in any.
    assert behind.tobytes() == rf.answers.trace_confidence(last, [0, len(last)]).tobytes()


def test_the_vector_of_deepconf() -> None:
    vector = vectors()["deepconf"]
    tokens, window = vector["confs"], vector["window"]
    for how, fraction, key in [
        ("mean", 0.1, "mean"),
        ("tail", 0.1, "tail3"),
        ("min_window", 0.1, "min_window"),
        ("bottom_windows", 0.5, "bottom_50pct"),
        ("bottom_windows", 0.1, "bottom_10pct"),
    ]:
        found = rf.answers.trace_confidence(tokens, [0, 8], window=window, how=how, fraction=fraction)  # type: ignore[arg-type]
        assert math.isclose(found[0], vector[key], rel_tol=1e-13), key


def test_long_traces_do_not_drift() -> None:
    generator = np.random.default_rng(5)
    tokens = generator.gamma(2.0, 4.0, 200_000).round(3)
    tokens[:1000] = 1e9
    found = rf.answers.trace_confidence(tokens, [0, len(tokens)], window=2048, how="tail")
    assert found[0] == math.fsum(tokens[-2048:]) / 2048
    least = rf.answers.trace_confidence(tokens, [0, len(tokens)], window=2048, how="min_window")[0]
    sums = [math.fsum(tokens[i : i + 2048]) for i in range(0, len(tokens) - 2047, 997)]
    assert least <= min(sums) / 2048


def test_what_is_no_trace_is_named() -> None:
    for call, kind, text in [
        (lambda: rf.answers.trace_confidence([1.0, math.nan], [0, 2]), Bad, r"token_confidences\[1\] = NaN"),
        (lambda: rf.answers.trace_confidence([math.inf], [0, 1]), Bad, r"token_confidences\[0\] = inf"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1, 1]), Bad, "trace 1 has no tokens"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 2]), Bad, r"token_offsets\[1\] = 2"),
        (lambda: rf.answers.trace_confidence([1.0], []), Bad, "token_offsets has 0 entries"),
        (lambda: rf.answers.trace_confidence([1.0], [0.0, 1.0]), Kind, "expected integers"),
        (lambda: rf.answers.trace_confidence([[1.0]], [0, 1]), Bad, "shape"),
        (lambda: rf.answers.trace_confidence(["a"], [0, 1]), Kind, "dtype"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], window=0), Bad, "window = 0"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], window=2.5), Kind, "window is of type float"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], fraction=0), Bad, "fraction=0"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], fraction=1.5), Bad, "fraction=1.5"),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], how="max"), Bad, 'how="max"'),
        (lambda: rf.answers.trace_confidence([1.0], [0, 1], how=3), Kind, "how is of type int"),
    ]:
        with pytest.raises(kind, match=text):
            call()
    assert rf.answers.trace_confidence([], [0]).shape == (0,)
    with pytest.raises(rf.TimeLimitError):
        rf.answers.trace_confidence(np.ones(1000), np.arange(1001), time_limit=0)
