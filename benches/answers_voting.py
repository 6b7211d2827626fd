"""Votes of samples: on prepared samples, from lists, and one question at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.machine import read_seconds
from benches.report import Bar, Limit, Row, measure
from benches.timing import Contestant, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_N_SAMPLES = 64
#: The baselines take minutes for a million questions; their rates do not depend on how many there are.
_N_LISTS = 20_000


def rows(settings: Settings) -> list[Row]:
    """Majority and weighted votes against the loops that everybody writes."""
    return [
        _construction(settings),
        _majority(settings),
        _weighted(settings),
        _from_lists("str", settings),
        _from_lists("int", settings),
        *_one_question(settings),
    ]


@cache
def _answers(n_questions: int) -> NDArray[np.int64]:
    """Answers of a model that is unsure: some eight different ones to a question."""
    return np.minimum(np.random.default_rng(1).geometric(0.3, (n_questions, _N_SAMPLES)), 12)


@cache
def _samples(n_questions: int) -> rf.Samples:
    return rf.Samples.from_lists(_answers(n_questions))


def _counter(questions: list[list[Any]]) -> list[Any]:
    return [Counter(answers).most_common(1)[0][0] for answers in questions]


def _scaled(row: Row, n_questions: int, bar: str, ratio: float, rate: float, settings: Settings) -> Row:
    """The row with the baseline's time for as many questions as ours, and whether both bars are met."""
    assert row.baseline is not None
    scaled = replace(row.baseline, seconds=row.baseline.seconds * n_questions / min(n_questions, _N_LISTS))
    found = n_questions * _N_SAMPLES / row.rankfold
    met = scaled.seconds >= ratio * row.rankfold and found >= rate
    rated = replace(row, baseline=scaled, rate=f"{found / 1e6:.0f} M samples/s")
    return rated if settings.quick else replace(rated, bar=Bar(bar, met))


def _construction(settings: Settings) -> Row:
    n_questions = settings.size(1_000_000)
    row = measure(
        "Samples from an array of integers",
        f"{n_questions:,} x {_N_SAMPLES}",
        settings,
        own=Contestant("rankfold", rf.Samples.from_lists, lambda: _answers(n_questions)),
    )
    return replace(row, rate=f"{n_questions * _N_SAMPLES / row.rankfold / 1e6:.0f} M samples/s")


def _majority(settings: Settings) -> Row:
    n_questions = settings.size(1_000_000)
    samples = _samples(n_questions)
    row = measure(
        "majority_vote, prepared",
        f"{n_questions:,} x {_N_SAMPLES}",
        settings,
        own=Contestant("rankfold", rf.answers.majority_vote, lambda: samples),
        baseline=Contestant("Counter", _counter, lambda: _answers(n_questions)[:_N_LISTS].tolist()),
    )
    limit = read_seconds(np.zeros(n_questions * _N_SAMPLES, dtype=np.uint32))
    row = replace(row, limit=Limit(f"read of the answers {limit * 1e3:.3g} ms", limit / row.rankfold))
    return _scaled(row, n_questions, ">= 100 M samples/s, >= 15x Counter", 15, 100e6, settings)


def _weighted(settings: Settings) -> Row:
    n_questions = settings.size(1_000_000)
    weights = np.random.default_rng(2).random(n_questions * _N_SAMPLES)
    samples = _samples(n_questions).with_weights(weights)

    def loop(given: Any) -> list[Any]:
        chosen = []
        for answers, numbers in zip(*given, strict=True):
            sums: dict[Any, float] = defaultdict(float)
            for answer, weight in zip(answers, numbers, strict=True):
                sums[answer] += weight
            chosen.append(max(sums, key=sums.__getitem__))
        return chosen

    lists = (_answers(n_questions)[:_N_LISTS].tolist(), weights.reshape(n_questions, -1)[:_N_LISTS].tolist())
    row = measure(
        "weighted_vote, prepared, sums rounded once",
        f"{n_questions:,} x {_N_SAMPLES}",
        settings,
        own=Contestant("rankfold", rf.answers.weighted_vote, lambda: samples),
        baseline=Contestant("dict loop", loop, lambda: lists),
    )
    return _scaled(row, n_questions, ">= 40 M samples/s, >= 10x the loop", 10, 40e6, settings)


def _from_lists(kind: str, settings: Settings) -> Row:
    n_questions = settings.size(_N_LISTS)
    lists: list[list[Any]] = _answers(n_questions).tolist()
    if kind == "str":
        lists = [[f"answer {answer}" for answer in answers] for answers in lists]
    row = measure(
        f"majority_vote, from lists of {kind}",
        f"{n_questions:,} x {_N_SAMPLES}",
        settings,
        own=Contestant("rankfold", rf.answers.majority_vote, lambda: lists),
        baseline=Contestant("Counter", _counter, lambda: lists),
    )
    return _scaled(row, n_questions, "no slower than Counter", 1, 0, settings)


def _one_question(settings: Settings) -> list[Row]:
    answers = [f"answer {answer}" for answer in _answers(1)[0, :16].tolist()]
    samples = rf.Samples.one(answers)
    calls = 100 if settings.quick else 10_000

    def prepared(given: rf.Samples) -> Any:
        return rf.answers.majority_vote(given)[0].answer

    def from_list(given: list[str]) -> Any:
        return rf.answers.majority_vote(rf.Samples.one(given))[0].answer

    counter = Contestant("Counter", lambda given: Counter(given).most_common(1)[0][0], lambda: answers, calls=calls)
    found = []
    for task, own, data, bar in (
        ("majority_vote, one question, prepared", prepared, samples, 10e-6),
        ("majority_vote, one question, from a list", from_list, answers, 40e-6),
    ):
        mine: Contestant = Contestant("rankfold", own, lambda data=data: data, calls=calls)
        row = measure(task, "1 x 16", settings, own=mine, baseline=counter)
        met = Bar(f"<= {bar * 1e6:.0f} us", row.rankfold <= bar)
        found.append(row if settings.quick else replace(row, bar=met))
    return found
