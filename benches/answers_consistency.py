"""Perplexity consistency and RPC on prepared samples, against a loop over dictionaries and SciPy's optimiser."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

import rankfold as rf
from benches.report import Bar, Measured, Row, measure
from benches.timing import Contestant, Settings, timed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Questions = tuple[NDArray[np.int64], NDArray[np.float64]]

#: Questions that SciPy and the loop are timed on; their times are scaled, since each question is on its own.
_SCIPY, _LOOP = 48, 2_000


def rows(settings: Settings) -> list[Row]:
    """The bars, and how often each variant overrules the majority where log-probabilities say nothing."""
    found = [_perplexity_consistency(settings)]
    for n_paths, bar in ((16, None), (64, 150), (128, 80)):
        found += _rpc(n_paths, bar, settings)
    return [*found, *(_null(n_paths, settings) for n_paths in (4, 8, 16, 32, 64))]


@cache
def _questions(n_questions: int, n_paths: int) -> Questions:
    """Answers of a few, and log-probabilities of two kinds of paths."""
    generator = np.random.default_rng(11)
    shares = generator.dirichlet(np.ones(6), n_questions).cumsum(1)
    answers = (generator.random((n_questions, n_paths, 1)) > shares[:, None, :-1]).sum(2)
    good = generator.random((n_questions, n_paths)) < np.where(answers == 0, 0.8, 0.4)
    high, low = (generator.gamma(k, scale, answers.shape) for k, scale in ((3, 0.05), (5, 0.15)))
    return answers, -np.where(good, high, low)


def _samples(questions: Questions) -> rf.Samples:
    answers, logprobs = questions
    return rf.Samples.from_lists(answers, mean_logprobs=logprobs)


def _loop(questions: tuple[list[list[int]], list[list[float]]]) -> list[int]:
    """What is written everywhere: a dictionary of sums a question."""
    winners = []
    for answers, logprobs in zip(*questions, strict=True):
        sums: dict[int, float] = {}
        for answer, logprob in zip(answers, logprobs, strict=True):
            sums[answer] = sums.get(answer, 0.0) + math.exp(logprob)
        winners.append(max(sums, key=sums.__getitem__))
    return winners


def _perplexity_consistency(settings: Settings) -> Row:
    n_questions, n_paths = settings.size(1_000_000), 64
    # Blocks of the same questions: what is drawn anew would take longer than all that is timed.
    few = _questions(min(n_questions, 20_000), n_paths)
    answers, logprobs = (np.tile(part, (max(n_questions // 20_000, 1), 1)) for part in few)
    samples = _samples((answers, logprobs))
    size = f"{len(answers):,} x {n_paths}"
    row = measure(
        "perplexity consistency, prepared",
        size,
        settings,
        own=Contestant(
            "rankfold", lambda prepared: rf.answers.perplexity_consistency(prepared, dedup="none"), lambda: samples
        ),
    )
    lists = (few[0][:_LOOP].tolist(), few[1][:_LOOP].tolist())
    seconds = timed(lambda: _loop(lists), repeats=settings.repeats) / len(lists[0]) * len(answers)
    rate = answers.size / row.rankfold
    met = rate >= 40e6 and seconds >= 10 * row.rankfold
    return replace(
        row,
        rate=f"{rate / 1e6:.0f} M samples/s",
        baseline=Measured("loop over dictionaries, scaled", seconds),
        bar=None if settings.quick else Bar(">= 40 M samples/s, >= 10x the loop", met),
    )


def _rpc(n_paths: int, bar: int | None, settings: Settings) -> list[Row]:
    questions = _questions(settings.size(10_000), n_paths)
    samples, n_questions = _samples(questions), len(questions[0])
    size = f"{n_questions:,} x {n_paths}"
    found = {
        variant: measure(
            f"rpc, {variant}, prepared",
            size,
            settings,
            own=Contestant(
                "rankfold",
                lambda prepared, variant=variant: rf.answers.rpc(prepared, variant=variant, dedup="none"),
                lambda: samples,
            ),
        )
        for variant in ("reference", "robust")
    }
    found = {
        variant: replace(row, rate=f"{row.rankfold / n_questions * 1e6:.0f} us a question")
        for variant, row in found.items()
    }
    reference, robust = found["reference"], found["robust"]
    scipy = _scipy_seconds(questions, settings)
    if scipy is not None:
        ratio = scipy * n_questions / reference.rankfold
        baseline = Measured("scipy, numeric gradient, scaled", scipy * n_questions)
        asked = Bar(f">= {bar}x scipy", ratio >= bar) if bar and not settings.quick else None
        reference = replace(reference, baseline=baseline, bar=asked)
    met = robust.rankfold <= 2 * reference.rankfold
    return [reference, replace(robust, bar=None if settings.quick else Bar("<= 2x the reference", met))]


def _scipy_seconds(questions: Questions, settings: Settings) -> float | None:
    """Seconds a question of the authors' way, fit included; None outside the repository or without SciPy."""
    try:
        from scipy.optimize import minimize

        from tests.naive.answers import consistency
    except ImportError:
        return None
    del minimize
    lists = list(zip(questions[0][:_SCIPY].tolist(), questions[1][:_SCIPY].tolist(), strict=True))

    def run() -> None:
        for answers, logprobs in lists:
            consistency.rpc_reference(answers, logprobs)

    return timed(run, repeats=min(settings.repeats, 3)) / len(lists)


def _null(n_paths: int, settings: Settings) -> Row:
    """Log-probabilities of two kinds that are independent of the answers."""
    generator = np.random.default_rng(n_paths)
    answers, _ = _questions(1_000, n_paths)
    low, high = generator.gamma(5, 0.15, answers.shape), generator.gamma(3, 0.05, answers.shape)
    samples = _samples((answers, -np.where(generator.random(answers.shape) < 0.5, low, high)))
    rates = {
        variant: 1 - rf.answers.rpc(samples, variant=variant, dedup="none").agrees_with_majority.mean()
        for variant in ("robust", "reference")
    }
    pc = 1 - rf.answers.perplexity_consistency(samples, dedup="none").agrees_with_majority.mean()
    row = measure(
        "rpc, robust, log-probabilities that say nothing",
        f"1,000 x {n_paths}",
        settings,
        own=Contestant("rankfold", lambda prepared: rf.answers.rpc(prepared, dedup="none"), lambda: samples),
    )
    told = f"majority overruled {rates['robust']:.1%}, by reference {rates['reference']:.1%}, without pruning {pc:.1%}"
    return replace(row, rate=told, bar=Bar("<= 2 % overruled", bool(rates["robust"] <= 0.02)))
