"""Canonical forms and groups of answers, agreement of programs, checklists, ranked votes, confidence of traces."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

import rankfold as rf
from benches.machine import read_seconds
from benches.peers import twin
from benches.report import Limit, Row, measure
from benches.timing import Contestant, Settings

_N_SAMPLES = 64
_TOKENS, _WINDOW = 4096, 2048


def rows(settings: Settings) -> list[Row]:
    """Each kernel against the loop that people write."""
    return [
        _groups(settings),
        _one_question(settings),
        _dual_agreement(settings),
        _checklists(settings),
        _ranked(settings),
        *_traces(settings),
    ]


@cache
def _spellings(n_questions: int) -> list[list[str]]:
    """Answers as models write them: few values, many spellings."""
    generator = np.random.default_rng(3)
    values = np.minimum(generator.geometric(0.3, (n_questions, _N_SAMPLES)), 12) * 7
    ways = (
        "{}",
        "${}$",
        "{}.0",
        "{}.",
        "\\({}\\)",
        "0{}",
        "{}\\text{{ cm}}",
        "\\dfrac{{{}}}{{3}}",
        "\\frac{}3",
        "{},000",
    )
    kinds = generator.integers(0, len(ways), (n_questions, _N_SAMPLES))
    return [
        [ways[kind].format(value) for value, kind in zip(*question, strict=True)]
        for question in zip(values.tolist(), kinds.tolist(), strict=True)
    ]


def _groups(settings: Settings) -> Row:
    n_questions = settings.size(5_000)
    answers = _spellings(n_questions)
    row = measure(
        "group_answers, canonical forms, from lists",
        f"{n_questions:,} x {_N_SAMPLES}",
        settings,
        own=Contestant("rankfold", rf.answers.group_answers, lambda: answers),
        baseline=twin(
            "answers.grouping",
            lambda module, given: module.counted_loop(given, _regular_expressions()),
            prepare=lambda: answers,
        ),
    )
    return replace(row, rate=f"{n_questions * _N_SAMPLES / row.rankfold / 1e6:.1f} M samples/s")


def _regular_expressions() -> Any:
    from tests.naive.answers.canonical import canonical_form

    return canonical_form


def _one_question(settings: Settings) -> Row:
    answers = _spellings(5)[:1]
    answers = [answers[0][:16]]
    return measure(
        "group_answers, one question, from a list",
        "1 x 16",
        settings,
        own=Contestant("rankfold", rf.answers.group_answers, lambda: answers, calls=10 if settings.quick else 1_000),
    )


def _dual_agreement(settings: Settings) -> Row:
    n_problems, n_solutions, n_tests = settings.size(1_000), 100, 100
    generator = np.random.default_rng(4)
    behaviours = generator.random((n_problems, 12, n_tests)) < 0.6
    picked = generator.integers(0, 12, (n_problems, n_solutions))
    passed = list(np.take_along_axis(behaviours, picked[:, :, None], axis=1))
    row = measure(
        "dual_agreement",
        f"{n_problems:,} x {n_solutions} x {n_tests}",
        settings,
        own=Contestant("rankfold", rf.answers.dual_agreement, lambda: passed, read=lambda found: _best_sum(found)),
        baseline=twin(
            "answers.code",
            lambda module, given: module.dual_agreement_loop(given),
            prepare=lambda: [matrix.tolist() for matrix in passed],
            read=lambda found: found,
        ),
    )
    cells = n_problems * n_solutions * n_tests
    limit = read_seconds(np.zeros(cells, dtype=np.uint8))
    row = replace(row, limit=Limit(f"read of the cells {limit * 1e3:.2g} ms", limit / row.rankfold))
    return replace(row, rate=f"{cells / row.rankfold / 1e6:.0f} M cells/s")


def _best_sum(found: rf.answers.DualAgreement) -> float:
    return float(found.scores[found.group_offsets[:-1]].sum())


def _checklists(settings: Settings) -> Row:
    n_questions = settings.size(5_000)
    judgements = list(np.random.default_rng(5).random((n_questions, 16, 12)) < 0.7)
    row = measure(
        "best_by_checklist",
        f"{n_questions:,} x 16 x 12",
        settings,
        own=Contestant("rankfold", rf.answers.best_by_checklist, lambda: judgements, read=lambda found: found.best),
        baseline=Contestant(
            "numpy",
            lambda given: [int(matrix.mean(axis=1).argmax()) for matrix in given],
            lambda: judgements,
            lambda best: best,
        ),
    )
    return replace(row, rate=f"{n_questions * 16 * 12 / row.rankfold / 1e6:.0f} M cells/s")


def _ranked(settings: Settings) -> Row:
    n_questions = settings.size(2_000)
    generator = np.random.default_rng(6)
    orders = np.argsort(generator.random((n_questions, 16, 5)) + np.linspace(0, 1, 5), axis=2)
    ballots = [[["ABCDE"[i] for i in order] for order in question] for question in orders.tolist()]
    row = measure(
        "ranked_vote, Borda, from lists",
        f"{n_questions:,} x 16 x 5",
        settings,
        own=Contestant("rankfold", rf.answers.ranked_vote, lambda: ballots),
        baseline=twin(
            "answers.ranked",
            lambda module, given: [module.first_of(module.points(question, "borda")) for question in given],
            prepare=lambda: ballots,
        ),
    )
    return replace(row, rate=f"{n_questions * 16 / row.rankfold / 1e6:.2f} M ballots/s")


def _traces(settings: Settings) -> list[Row]:
    n_traces = settings.size(1_000)
    tokens = np.random.default_rng(7).gamma(2.0, 4.0, n_traces * _TOKENS).round(3)
    offsets = np.arange(n_traces + 1) * _TOKENS
    few = slice(0, max(n_traces // 100, 1) * _TOKENS)
    limit = read_seconds(tokens)
    found = []
    for how in ("mean", "tail", "min_window", "bottom_windows"):
        row = measure(
            f"trace_confidence, {how}",
            f"{n_traces:,} x {_TOKENS}",
            settings,
            own=Contestant(
                "rankfold",
                lambda given, how=how: rf.answers.trace_confidence(*given, window=_WINDOW, how=how),
                lambda: (tokens, offsets),
            ),
            baseline=twin(
                "answers.trace_confidence",
                lambda module, given: module.trace_loop(*given, _WINDOW, 0.1),
                prepare=lambda: (tokens[few], offsets[: max(n_traces // 100, 1) + 1]),
            )
            if how == "bottom_windows"
            else None,
        )
        if row.baseline is not None:
            scale = n_traces / max(n_traces // 100, 1)
            row = replace(row, baseline=replace(row.baseline, seconds=row.baseline.seconds * scale))
        row = replace(row, limit=Limit(f"read of the tokens {limit * 1e3:.2g} ms", limit / row.rankfold))
        found.append(replace(row, rate=f"{len(tokens) / row.rankfold / 1e6:.0f} M tokens/s"))
    return found
