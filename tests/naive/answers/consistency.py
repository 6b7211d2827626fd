"""Perplexity consistency and RPC from their definitions, with SciPy's optimiser.

A question is a list of answers, where None is missing, and a list of log-probabilities; paths are texts, or None where
each sample is a path of its own.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def distinct(answers: Sequence[Any], logprobs: Sequence[float], paths: Sequence[Any] | None) -> list[tuple[Any, float]]:
    """Answer and log-probability of each different path: the greatest of those of one text and one answer."""
    if paths is None:
        return list(zip(answers, logprobs, strict=True))
    found: dict[tuple[Any, Any], float] = {}
    for answer, logprob, path in zip(answers, logprobs, paths, strict=True):
        found[path, answer] = max(logprob, found.get((path, answer), -math.inf))
    return [(answer, logprob) for (_, answer), logprob in found.items()]


def masses(paths: Sequence[tuple[Any, float]]) -> dict[Any, float]:
    """The probabilities of each answer's paths, in units of the greatest; 1 each where all are 0."""
    top = max((logprob for _, logprob in paths), default=0.0)
    exact: dict[Any, Fraction] = defaultdict(Fraction)
    for answer, logprob in paths:
        exact[answer] += Fraction(1.0 if top == -math.inf else math.exp(logprob - top))
    return {answer: float(mass) for answer, mass in exact.items()}


def perplexity_consistency(
    answers: Sequence[Any], logprobs: Sequence[float], paths: Sequence[Any] | None = None
) -> dict[Any, float]:
    """The score of each answer; that of None is the mass of the samples without one."""
    return masses(distinct(answers, logprobs, paths))


def density(x: Any, shape: float, scale: float) -> Any:
    return shape / scale * (x / scale) ** (shape - 1) * np.exp(-((x / scale) ** shape))


def mean(shape: float, scale: float) -> float:
    return scale * math.gamma(1 + 1 / shape)


def fit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight, shape and scale of the law of the higher mean, shape and scale of the other: as in the authors' code."""
    from scipy.optimize import minimize

    def negative_log_likelihood(point: NDArray[np.float64]) -> float:
        w, k, l, other_k, other_l = point  # noqa: E741
        return float(-np.sum(np.log(w * density(p, k, l) + (1 - w) * density(p, other_k, other_l))))

    bounds = [(0.2, 0.8)] + [(0.01, None)] * 4
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = minimize(negative_log_likelihood, [0.5, 1.0, 1.0, 1.5, 2.0], bounds=bounds).x
    w, k, l, other_k, other_l = found  # noqa: E741
    if mean(k, l) < mean(other_k, other_l):
        return np.array([1 - w, other_k, other_l, k, l])
    return np.array(found)


def keep(logprobs: Sequence[float]) -> list[bool]:
    """Which paths the reference keeps: not where the lower law is likelier and the probability is below the mean."""
    p = np.exp(np.array(logprobs, dtype=float))
    w, k, l, other_k, other_l = fit(p)  # noqa: E741
    with np.errstate(all="ignore"):
        high, low = w * density(p, k, l), (1 - w) * density(p, other_k, other_l)
        share = high / (high + low)
        return [not pruned for pruned in ((share < 1 - share) & (p < p.mean())).tolist()]


def rpc_reference(answers: Sequence[Any], logprobs: Sequence[float]) -> dict[Any, float]:
    """Probabilities of each answer's kept paths, each sample a path of its own; answers without any have 0."""
    found = dict.fromkeys(answers, 0.0)
    for answer, logprob, kept in zip(answers, logprobs, keep(logprobs), strict=True):
        found[answer] += math.exp(logprob) if kept else 0.0
    return found


def rpc_robust(
    answers: Sequence[Any],
    logprobs: Sequence[float],
    pruned: Sequence[bool],
    significance: float = 0.02,
) -> tuple[dict[Any, float], int]:
    """Scores, and how many paths are pruned, given what the fit would prune and paths that are all different."""
    left = [(answer, logprob) for answer, logprob, out in zip(answers, logprobs, pruned, strict=True) if not out]
    scores = dict.fromkeys((answer for answer in answers if answer is not None), 0.0) | masses(left)
    counts = Counter(answer for answer in answers if answer is not None)
    most, best = max(counts.values()), max(score for answer, score in scores.items() if answer is not None)
    leaders = {answer for answer, count in counts.items() if count == most}
    winners = {answer for answer in counts if scores[answer] == best}
    out = Counter(answer for answer, is_out in zip(answers, pruned, strict=True) if is_out)
    ours, hit = sum(counts[answer] for answer in leaders), sum(out[answer] for answer in leaders)
    for rival in winners - leaders:
        n, drawn = ours + counts[rival], hit + out[rival]
        chance = sum(
            Fraction(math.comb(ours, k) * math.comb(n - ours, drawn - k), math.comb(n, drawn))
            for k in range(hit, min(ours, drawn) + 1)
        )
        if min(1, chance * len(set(counts) - leaders)) > significance:
            return {answer: float(count) for answer, count in Counter(answers).items()}, 0
    return scores, sum(pruned)
