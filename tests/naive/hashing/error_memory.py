"""A memory of errors as a list of samples; buckets are found by comparing codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def softmax(scores: Sequence[float], temperature: float) -> list[float]:
    top = max(scores)
    powers = [exp((score - top) / temperature) for score in scores]
    return [power / sum(powers) for power in powers]


def correction(
    similarities: Sequence[float],
    labels: Sequence[float],
    predictions: Sequence[float],
    prediction: float,
    gamma: float,
    temperature: float,
) -> float:
    """The error that similar samples suggest for a prediction."""
    shares = softmax(similarities, temperature)
    label = sum(a * y for a, y in zip(shares, labels, strict=True))
    base = sum(a * y for a, y in zip(shares, predictions, strict=True))
    return gamma * (label - prediction) + (1 - gamma) * (label - base)


@dataclass
class ErrorMemory:
    """Codes, label and prediction of each sample."""

    samples: list[tuple[list[int], float, float]] = field(default_factory=list)

    def write(self, codes: Sequence[Sequence[int]], labels: Sequence[float], predictions: Sequence[float]) -> None:
        self.samples += [(list(c), y, p) for c, y, p in zip(codes, labels, predictions, strict=True)]

    def buckets(self, codes: Sequence[int]) -> list[tuple[int, float, float]]:
        """How many samples each bucket has that is not empty, their mean label and their mean prediction."""
        found = []
        for group, code in enumerate(codes):
            here = [(y, p) for other, y, p in self.samples if other[group] == code]
            if here:
                n = len(here)
                found.append((n, sum(y for y, _ in here) / n, sum(p for _, p in here) / n))
        return found

    def read(self, codes: Sequence[int], temperature: float) -> tuple[float, float, float, int]:
        """Label, prediction, density and hits."""
        buckets = self.buckets(codes)
        if not buckets:
            return 0.0, 0.0, 0.0, 0
        total = sum(n for n, _, _ in buckets)
        shares = softmax([n / total for n, _, _ in buckets], temperature)
        label = sum(a * y for a, (_, y, _) in zip(shares, buckets, strict=True))
        prediction = sum(a * p for a, (_, _, p) in zip(shares, buckets, strict=True))
        return label, prediction, total / len(codes), len(buckets)

    def compensate(
        self, prediction: float, codes: Sequence[int], weight: float, gamma: float, temperature: float
    ) -> float:
        buckets = self.buckets(codes)
        if not buckets:
            return prediction
        total = sum(n for n, _, _ in buckets)
        similarities = [n / total for n, _, _ in buckets]
        labels, predictions = [y for _, y, _ in buckets], [p for _, _, p in buckets]
        error = correction(similarities, labels, predictions, prediction, gamma, temperature)
        return min(1.0, max(0.0, prediction + weight * error))
