"""Estimates at k of 10,000 questions of 64 samples, for all k at once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import rankfold as rf
from benches.peers import twin
from benches.report import Bar, Measured, Row, measure
from benches.timing import Contestant, Settings, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_SAMPLES = 64
_ANSWERS = 16

#: Questions that the exact dynamic programme is timed on; its time for all is that much longer.
_FEW = 8


def rows(settings: Settings) -> list[Row]:
    """Majorities against exact integers; the others at the same size."""
    n_questions = settings.size(10_000)
    counts, correct = _questions(n_questions)
    hits = np.take_along_axis(counts, correct[:, None], axis=1)[:, 0]
    generator = np.random.default_rng(5)
    flags = np.arange(_SAMPLES) < hits[:, None]
    rewards = generator.normal(size=flags.shape) + flags
    return [
        _majorities(n_questions, settings),
        _row("pass@k, all k", n_questions, settings, lambda: rf.answers.pass_at_k(_SAMPLES, hits)),
        _row("pass^k, all k", n_questions, settings, lambda: rf.answers.pass_hat_k(_SAMPLES, hits)),
        _row("G-Pass@k, all k", n_questions, settings, lambda: rf.answers.g_pass_at_k(_SAMPLES, hits, tau=0.5)),
        _row("best of k by reward, all k", n_questions, settings, lambda: rf.answers.reward_at_k(rewards, flags)),
    ]


@cache
def _questions(n_questions: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of answers, a few of them frequent and some given once; and which one is correct."""
    generator = np.random.default_rng(64)
    leanings = generator.dirichlet([3.0, 1.5, 1.0, *[0.25] * (_ANSWERS - 3)], n_questions)
    counts = generator.multinomial(_SAMPLES, leanings).astype(np.int64)
    return counts, generator.integers(0, 3, n_questions)


def _row(task: str, n_questions: int, settings: Settings, run: Callable[[], Any]) -> Row:
    row = measure(
        f"{task}, with intervals",
        f"{n_questions:,} x {_SAMPLES}",
        settings,
        own=Contestant("rankfold", lambda _: run()),
    )
    return replace(row, rate=f"{n_questions * _SAMPLES / row.rankfold / 1e6:.1f} M values/s")


def _majorities(n_questions: int, settings: Settings) -> Row:
    counts, correct = _questions(n_questions)
    row = _row("maj@k, all k", n_questions, settings, lambda: rf.answers.maj_at_k(counts, correct=correct))
    few = 1 if settings.quick else _FEW
    some = [
        ([count for count in of.tolist() if count], int(np.count_nonzero(of[:right])), bool(of[right]))
        for of, right in zip(counts[:few], correct[:few].tolist(), strict=True)
    ]
    python = twin(
        "answers.estimators",
        lambda module, questions: [
            module.maj_at_all_k(of, [given and answer == right for answer in range(len(of))], _SAMPLES)
            for of, right, given in questions
        ],
    )
    if python is None:
        return row
    exact = np.array(python.run(some))
    found = rf.answers.maj_at_k(counts[:few], correct=correct[:few]).values
    if not np.allclose(exact, found, rtol=1e-12, atol=0):
        raise RuntimeError("maj@k: the contestants do not agree")
    seconds = timed(lambda: python.run(some), repeats=1 if settings.quick else 2) * n_questions / few
    bar = None if settings.quick else Bar(">= 100x exact integers in Python", seconds >= 100 * row.rankfold)
    return replace(row, baseline=Measured(f"pure Python, from {few} questions", seconds), bar=bar)
