"""Statistics of one row of logits, from its softmax in 64 bits; also the baseline of the benchmarks, in 32 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def token_statistics(row: Any, target: int, temperature: float = 1.0) -> dict[str, float]:
    logits = np.asarray(row, dtype=np.float64)
    if np.isnan(logits).any() or np.isposinf(logits).any() or np.isneginf(logits).all():
        return {
            **dict.fromkeys(("logprob", "entropy", "self_certainty", "margin", "max", "logsumexp"), np.nan),
            "rank": 0,
        }
    z = logits / temperature
    greatest = z.max()
    log_sum = np.log(np.exp(z - greatest).sum())
    logp = z - greatest - log_sum
    possible = logp[logp > -np.inf]
    second = np.sort(z)[-2] if len(z) > 1 else -np.inf
    return {
        "logprob": logp[target],
        "entropy": -(np.exp(possible) * possible).sum(),
        "self_certainty": -(possible + np.log(len(possible))).mean(),
        "rank": 1 + int((logits > logits[target]).sum()),
        "margin": greatest - second,
        "max": greatest,
        "logsumexp": greatest + log_sum,
    }


def logprob_and_entropy(logits: NDArray[np.float32], targets: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """In 32 bits, written as well as numpy allows: buffers are used again."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    weight = np.exp(shifted)
    total = weight.sum(axis=-1)
    log_total = np.log(total)
    logprob = shifted[np.arange(len(logits)), targets] - log_total
    entropy = log_total - np.einsum("ij,ij->i", weight, shifted) / total
    return [logprob, entropy]


def log_softmax_and_entropy(logits: NDArray[np.float32], targets: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """In 32 bits, as it is mostly written: all log-probabilities, one of each row, and their entropy."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    logprob = logp[np.arange(len(logits)), targets]
    return [logprob, -(np.exp(logp) * logp).sum(axis=-1)]


def gradient(row: Any, target: int, temperature: float, weights: dict[str, float]) -> NDArray[np.float64]:
    """Of the weighted sum of log-probability, logsumexp and entropy by each logit, from central differences."""
    logits = np.asarray(row, dtype=np.float64)
    found = np.zeros_like(logits)
    for k in range(len(logits)):
        values = []
        for step in (1e-6, -1e-6):
            moved = logits.copy()
            moved[k] += step
            statistics = token_statistics(moved, target, temperature)
            values.append(sum(weight * statistics[name] for name, weight in weights.items()))
        found[k] = (values[0] - values[1]) / 2e-6
    return found
