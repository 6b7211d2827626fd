"""Statistics of sequences against their twin, and the way to samples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import sequence_statistics as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError
FIELDS = ("sum", "mean", "count", "min", "perplexity", "tail_window", "min_window")

TOKEN = st.floats(-40, 0).map(lambda x: float(np.float32(x))) | st.sampled_from([0.0, -math.inf, -1000.0, math.nan])
SEQUENCES = st.lists(st.lists(TOKEN, max_size=12), max_size=6)


def padded(sequences: list[list[float]], form: Any = np.float64) -> tuple[Any, Any]:
    width = max([*map(len, sequences), 0]) + 1
    rows, mask = np.full((len(sequences), width), np.nan, dtype=form), np.zeros((len(sequences), width), dtype=bool)
    for row, sequence in enumerate(sequences):
        # Padding on either side, and what is there is not looked at.
        start = (width - len(sequence)) * (row % 2)
        rows[row, start : start + len(sequence)] = sequence
        mask[row, start : start + len(sequence)] = True
    return rows, mask


@given(SEQUENCES, st.integers(1, 5))
def test_statistics_are_what_the_twin_says(sequences: list[list[float]], window: int) -> None:
    flat = np.array([token for sequence in sequences for token in sequence])
    offsets = np.cumsum([0, *map(len, sequences)])
    found = rf.logits.sequence_statistics(flat, offsets, window=window)
    for row, sequence in enumerate(sequences):
        for name, expected in naive.sequence_statistics(sequence, window).items():
            assert np.allclose(getattr(found, name)[row], expected, rtol=1e-12, atol=1e-9, equal_nan=True), name
    for form in (np.float32, np.float64):
        rows, mask = padded(sequences, form)
        other = rf.logits.sequence_statistics(rows, mask=mask, window=window, n_threads=2)
        assert all(getattr(found, name).tobytes() == getattr(other, name).tobytes() for name in FIELDS)


def test_no_sequences_and_no_tokens() -> None:
    none = rf.logits.sequence_statistics([], [0])
    assert none.sum.shape == (0,)
    empty = rf.logits.sequence_statistics(np.zeros(0, dtype=np.float32), [0, 0, 0])
    assert (empty.sum.tolist(), empty.count.tolist()) == ([0, 0], [0, 0])
    assert np.isnan([empty.mean, empty.min, empty.perplexity]).all()
    assert empty.tail_window is None
    wide = rf.logits.sequence_statistics(np.zeros((3, 0)), mask=np.zeros((3, 0), dtype=bool))
    assert wide.count.tolist() == [0, 0, 0]
    with pytest.raises(Bad, match="sequence 0 has no tokens"):
        empty.to_samples(["a", "b"])


def test_the_paths_of_the_worked_example() -> None:
    """Three paths, of which the second and third change places when lengths are taken out."""
    tokens = [-0.2, -0.3, -0.1, -0.4, -0.6, -0.5, -0.5, -0.5, -0.45]
    found = rf.logits.sequence_statistics(tokens, [0, 3, 5, 9])
    assert np.allclose(found.sum, [-0.6, -1.0, -1.95], rtol=0, atol=1e-12)
    assert np.allclose(found.mean, [-0.2, -0.5, -0.4875], rtol=0, atol=1e-12)
    samples = found.to_samples(["A", "B", "A"], paths=["x", "y", "z"])
    assert np.allclose(samples.columns["mean_logprobs"], found.mean, rtol=0, atol=1e-12)
    for how, masses in [("per_token", (1.432890630, 0.606530660)), ("sequence", (0.691085708, 0.367879441))]:
        scores = rf.answers.perplexity_consistency(samples, path_probability=how).scores_of(0)  # type: ignore[arg-type]
        assert math.isclose(scores["A"] / scores["B"], masses[0] / masses[1], rel_tol=1e-8)
    order = [np.argsort(-values).tolist() for values in (found.sum, found.mean)]
    assert order == [[0, 1, 2], [0, 2, 1]]


def test_samples_take_the_arrays_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rf.logits.sequence_statistics([-1.0, -2.0, -3.0], [0, 1, 3])
    taken: dict[str, Any] = {}
    original = rf.Samples.from_flat

    def watch(answers: Any, **columns: Any) -> rf.Samples:
        taken.update(columns)
        return original(answers, **columns)

    monkeypatch.setattr(rf.Samples, "from_flat", watch)
    samples = found.to_samples(["a", "b"])
    assert np.shares_memory(taken["sum_logprobs"], found.sum)
    assert np.shares_memory(taken["n_tokens"], found.count)
    assert samples.n_questions == 1
    two = found.to_samples([7, 8], question=["p", "q"], rewards=[0.5, 0.25])
    assert list(two.questions) == ["p", "q"]
    assert two.columns["rewards"].tolist() == [0.5, 0.25]


def test_windows_of_confidences_agree_with_those_of_traces() -> None:
    generator = np.random.default_rng(2)
    tokens = -generator.gamma(1.0, 1.0, 5000)
    offsets = [0, 1000, 1003, 5000]
    found = rf.logits.sequence_statistics(tokens, offsets, window=64)
    for how, name in (("tail", "tail_window"), ("min_window", "min_window")):
        expected = rf.answers.trace_confidence(tokens, offsets, window=64, how=how)  # type: ignore[arg-type]
        assert np.allclose(getattr(found, name), expected, rtol=1e-12)


def test_frames() -> None:
    for package in ("narwhals", "pandas"):
        pytest.importorskip(package, reason="frames need narwhals and a library of frames")
    frame = rf.logits.sequence_statistics([-1.0, -2.0], [0, 1, 2]).to_frame("pandas")
    assert list(frame.columns) == ["sum", "mean", "count", "min", "perplexity"]


def test_what_rounding_puts_above_zero_counts_as_zero() -> None:
    found = rf.logits.sequence_statistics([1e-7, -1.0, 1e-7], [0, 2, 3])
    assert (found.sum.tolist(), found.perplexity.tolist()[1]) == ([-1.0, 0.0], 1.0)


def test_faults_are_named() -> None:
    call = rf.logits.sequence_statistics
    for arguments, options, kind, text in [
        (([-1.0, 0.5], [0, 2]), {}, Bad, r"token_logprobs\[1\] = 0.5 is not a log-probability"),
        (([-1.0], [0, 2]), {}, Bad, r"offsets\[1\] = 2 is not an offset"),
        (([-1.0], [0.0, 1.0]), {}, Kind, r"offsets has dtype float64"),
        (([-1.0], None), {}, Bad, r"needs offsets or mask="),
        (([-1.0], [0, 1]), {"mask": [True]}, Bad, r"and not both"),
        (([[-1.0]], [0, 1]), {}, Bad, r"token_logprobs has shape \(1, 1\): expected \(n_tokens,\)"),
        (([-1.0], None), {"mask": [True]}, Bad, r"expected \(n_sequences, length\)"),
        (([[-1.0]], None), {"mask": [[1]]}, Kind, r"mask has dtype int64"),
        (([[-1.0]], None), {"mask": [[True, False]]}, Bad, r"mask has shape \(1, 2\)"),
        (([-1.0], [0, 1]), {"window": 0}, Bad, r"window = 0"),
        ((["a"], [0, 1]), {}, Kind, r"token_logprobs has dtype <U1"),
        (([[-1.0], [-1.0, -2.0]], [0, 1]), {}, Bad, r"token_logprobs is ragged"),
    ]:
        with pytest.raises(kind, match=text):
            call(*arguments, **options)  # type: ignore[arg-type]
    with pytest.raises(Bad, match="sequence 1 has a token whose log-probability is NaN"):
        call([-1.0, math.nan], [0, 1, 2]).to_samples(["a", "b"])
