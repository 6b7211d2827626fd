"""Fusions of ranked lists, from their definitions.

A query is one list a run, and a list is [(document, score)] or [document], best first where there are no scores. All
functions return a mapping from documents to scores. Those that look at places are exact, in fractions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.naive.ranking import label_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    List = Sequence[Any]
    Query = Sequence[List]


def tiers(documents: List) -> list[list[Any]]:
    """The documents of a list in groups of equal scores, the highest first."""
    if not documents or not isinstance(documents[0], tuple):
        return [[document] for document in documents]
    scores = sorted({score for _, score in documents}, reverse=True)
    return [[document for document, other in documents if other == score] for score in scores]


def by_place(
    query: Query, points: Callable[[int], Any], ties: str = "average", weights: Sequence[Any] | None = None
) -> dict[Any, Any]:
    """The sum of the points of a document's places."""
    sums: dict[Any, Any] = defaultdict(lambda: Fraction(0))
    for run, documents in enumerate(query):
        place = 1
        for tier in tiers(documents):
            of_places = [points(p) for p in range(place, place + len(tier))]
            share = {"average": sum(of_places) / len(tier), "min": of_places[-1], "max": of_places[0]}[ties]
            for document in tier:
                sums[document] += share * (1 if weights is None else weights[run])
            place += len(tier)
    return dict(sums)


def frequency(query: Query, weights: Sequence[Any] | None = None) -> dict[Any, Any]:
    """The weight of the lists that hold each document."""
    found: dict[Any, Any] = defaultdict(int)
    for run, documents in enumerate(query):
        for tier in tiers(documents):
            for document in tier:
                found[document] += 1 if weights is None else weights[run]
    return dict(found)


def reciprocal_rank_fusion(query: Query, k: int = 60, **how: Any) -> dict[Any, Fraction]:
    return by_place(query, lambda place: Fraction(1, k + place), **how)


def inverse_square_rank(query: Query, frequency_by: str = "count", **how: Any) -> dict[Any, Any]:
    lists = frequency(query, how.get("weights"))
    of = {"count": lambda n: n, "log": math.log, "smoothed_log": lambda n: math.log(n + 0.01)}[frequency_by]
    sums = by_place(query, lambda place: Fraction(1, place**2), **how)
    return {document: of(lists[document]) * total for document, total in sums.items()}


def rank_biased_centroids(query: Query, phi: float, **how: Any) -> dict[Any, Fraction]:
    go_on = Fraction(phi)
    return by_place(query, lambda place: (1 - go_on) * go_on ** (place - 1), **how)


def borda_fusion(query: Query, ties: str = "average", weights: Sequence[Any] | None = None) -> dict[Any, Fraction]:
    candidates = set(frequency(query))
    c = len(candidates)
    sums = by_place(query, lambda place: Fraction(c - place + 1), ties, weights)
    for run, documents in enumerate(query):
        for document in candidates - {document for tier in tiers(documents) for document in tier}:
            sums[document] += Fraction(c - len(documents) + 1, 2) * (1 if weights is None else weights[run])
    return sums


def normalized(documents: List, normalize: str | None) -> dict[Any, Fraction | float]:
    """The values of one list; exact but for the root in "z"."""
    if not documents:
        return {}
    if normalize == "rank":
        n = len(documents)
        return by_place([documents], lambda place: Fraction(n + 1 - place, n))
    values = {document: Fraction(score) for document, score in documents}
    least, most, n = min(values.values()), max(values.values()), len(values)
    if normalize is None:
        return dict(values)
    if least == most:
        return dict.fromkeys(values, {"min_max": Fraction(1), "z": Fraction(0), "sum": Fraction(1, n)}[normalize])
    if normalize == "min_max":
        return {document: (value - least) / (most - least) for document, value in values.items()}
    if normalize == "sum":
        total = sum(values.values()) - n * least
        return {document: (value - least) / total for document, value in values.items()}
    mean = sum(values.values()) / n
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values.values()) / n)
    return {document: float(value - mean) / deviation for document, value in values.items()}


def comb_sum(query: Query, normalize: str | None = "min_max", weights: Sequence[Any] | None = None) -> dict[Any, Any]:
    sums: dict[Any, Any] = defaultdict(int)
    for run, documents in enumerate(query):
        for document, value in normalized(documents, normalize).items():
            sums[document] += value * (1 if weights is None else weights[run])
    return dict(sums)


def comb_mnz(query: Query, normalize: str | None = "min_max", weights: Sequence[Any] | None = None) -> dict[Any, Any]:
    lists = frequency(query, weights)
    return {document: total * lists[document] for document, total in comb_sum(query, normalize, weights).items()}


def comb_anz(query: Query, normalize: str | None = "min_max", weights: Sequence[Any] | None = None) -> dict[Any, Any]:
    lists = frequency(query, weights)
    return {document: total / lists[document] for document, total in comb_sum(query, normalize, weights).items()}


def ordered(scores: dict[Any, Any]) -> list[Any]:
    """Documents from the highest score to the lowest, in label order inside a tie."""
    return sorted(scores, key=lambda document: (-scores[document], label_key(document)))


def plain_loop(runs: Sequence[Sequence[Sequence[Any]]], k: int = 60) -> list[list[tuple[Any, float]]]:
    """Reciprocal rank fusion as it is written where nobody looks at speed; the baseline of the benchmarks."""
    fused = []
    for query in range(len(runs[0])):
        scores: dict[Any, float] = defaultdict(float)
        for run in runs:
            for place, document in enumerate(run[query], 1):
                scores[document] += 1 / (k + place)
        fused.append(sorted(scores.items(), key=lambda entry: (-entry[1], entry[0])))
    return fused
