"""Rows of logits to test with, and bfloat16 without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELDS = ("logprob", "entropy", "self_certainty", "rank", "margin", "max", "logsumexp")


def to_bfloat16(values: NDArray[np.float32]) -> NDArray[np.uint16]:
    """The leading halves of the bits: rounded towards zero, which any rounding will do for."""
    return (values.view(np.uint32) >> 16).astype(np.uint16)


def from_bfloat16(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    return (bits.astype(np.uint32) << 16).view(np.float32)


@st.composite
def rows(draw: Any, most_tokens: int = 70) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Rows with ties, with impossible tokens, and a target each."""
    n_tokens = draw(st.integers(1, most_tokens))
    n_rows = draw(st.integers(0, 5))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.1, 3.0, 20.0]))
    logits = (generator.normal(size=(n_rows, n_tokens)) * scale + draw(st.sampled_from([0.0, 50.0, -300.0]))).round(1)
    logits[generator.random(logits.shape) < draw(st.sampled_from([0.0, 0.3]))] = -np.inf
    # A row of nothing but the impossible has tests of its own.
    logits[:, 0] = np.where(np.isneginf(logits).all(axis=1), 1.0, logits[:, 0])
    return logits.astype(np.float32), generator.integers(0, n_tokens, n_rows)


def assert_close(found: Any, expected: dict[str, float], row: int) -> None:
    """Within the errors that are promised, of 64 bits."""
    greatest, logprob = abs(expected["max"]), expected["logprob"]
    slack = {
        "logprob": 2e-5 + 2e-6 * (greatest + abs(logprob)),
        "entropy": 2e-5,
        "self_certainty": 2e-5 + 2e-6 * abs(expected["self_certainty"]),
        "margin": 1e-6 * (greatest + abs(expected["margin"])),
        "max": 1e-7 * greatest,
        "logsumexp": 2e-5 + 2e-6 * greatest,
        "rank": 0.0,
    }
    for name, allowed in slack.items():
        value, wanted = float(getattr(found, name)[row]), float(expected[name])
        if np.isnan(wanted) or np.isinf(wanted) or np.isinf(allowed):
            assert np.array_equal(value, wanted, equal_nan=True), (name, value, wanted)
        else:
            assert abs(value - wanted) <= allowed, (name, value, wanted)
