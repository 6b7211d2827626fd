"""Dual agreement, execution and suspicion against their twins."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import code as naive

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


@st.composite
def problems(draw: st.DrawFn) -> list[tuple[list[list[bool]], list[bool], list[int], list[int]]]:
    """Pass matrices with correctness and counts; few tests, so that rows repeat and scores tie."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        n, m = draw(st.integers(1, 6)), draw(st.integers(0, 4))
        rows = draw(st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=n, max_size=n))
        correct = draw(st.lists(st.booleans(), min_size=n, max_size=n))
        counts = [draw(st.lists(st.integers(1, 4), min_size=k, max_size=k)) for k in (n, m)]
        found.append((rows, correct, counts[0], counts[1]))
    return found


def arrays(found: list[Any]) -> list[Any]:
    return [np.array(rows, dtype=bool).reshape(len(rows), len(tests)) for rows, _, _, tests in found]


@given(problems(), st.sampled_from(["sqrt", "product", "solutions", "tests"]), st.booleans())
def test_dual_agreement_is_what_its_twin_says(found: list[Any], score: Any, counted: bool) -> None:
    passed = arrays(found)
    k = list(range(1, min(len(rows) for rows in passed) + 1))
    counts = {"solution_counts": [s for _, _, s, _ in found], "test_counts": [t for *_, t in found]} if counted else {}
    agreed = rf.answers.dual_agreement(passed, score=score, correct=[c for _, c, _, _ in found], k=k, **counts)
    assert agreed.pass_at_k is not None
    for problem, (rows, correct, solutions, tests) in enumerate(found):
        groups = naive.dual_agreement(rows, score, *((solutions, tests) if counted else (None, None)))
        start, end = agreed.group_offsets[problem : problem + 2]
        assert agreed.n_solutions[start:end].tolist() == [s for _, _, s, _ in groups]
        assert agreed.n_tests[start:end].tolist() == [t for *_, t in groups]
        assert np.allclose(agreed.scores[start:end], [math.sqrt(square) for square, *_ in groups], rtol=1e-15)
        assert [agreed.members(problem, g) for g in range(end - start)] == [members for _, members, _, _ in groups]
        assert agreed.best[problem] == (groups[0][1][0] if groups[0][0] else -1)
        assert agreed.n_tied[problem] == (sum(g[0] == groups[0][0] for g in groups) if groups[0][0] else 0)
        expected = [naive.pass_at_k(groups, correct, draws) for draws in k]
        assert np.allclose(agreed.pass_at_k[problem], expected, atol=1e-12)


@given(problems(), st.randoms(use_true_random=False))
def test_order_of_tests_and_threads_do_not_matter(found: list[Any], random: Any) -> None:
    passed = arrays(found)
    columns = [random.sample(range(rows.shape[1]), rows.shape[1]) for rows in passed]
    one = rf.answers.dual_agreement(passed)
    shuffled = [rows[:, order] for rows, order in zip(passed, columns, strict=True)]
    other = rf.answers.dual_agreement(shuffled, n_threads=2)
    assert one.to_json() == other.to_json()
    assert one.groups.tobytes() == other.groups.tobytes()
    # Repeating a solution is counting it twice.
    rows = passed[0]
    twice = rf.answers.dual_agreement(np.concatenate([rows, rows[:1]]))
    counted = rf.answers.dual_agreement(rows, solution_counts=[2] + [1] * (len(rows) - 1))
    assert twice.scores.tobytes() == counted.scores.tobytes()


def test_the_vector_of_dual_agreement() -> None:
    vector = vectors()["codet"]
    passed = np.array(vector["M"], dtype=bool)
    for score, key in (("sqrt", "score_code"), ("product", "score_paper")):
        found = rf.answers.dual_agreement(passed, score=score)  # type: ignore[arg-type]
        expected = sorted(vector["groups"].values(), key=lambda group: -group[key])
        assert np.allclose(found.scores, [group[key] for group in expected], rtol=1e-14)
        assert [found.members(0, g) for g in range(3)] == [group["sol"] for group in expected]


def test_dual_agreement_refuses() -> None:
    passed = np.ones((2, 3), dtype=bool)
    for call, kind, text in [
        (lambda: rf.answers.dual_agreement([[1, 0]]), Kind, "dtype int64: expected bool"),
        (lambda: rf.answers.dual_agreement(passed[0]), Bad, r"shape \(3,\)"),
        (lambda: rf.answers.dual_agreement([passed, passed[0]]), (Bad, Kind), "passed"),
        (lambda: rf.answers.dual_agreement(passed, score="sum"), Bad, 'score="sum"'),
        (lambda: rf.answers.dual_agreement(passed, correct=[True, False]), Bad, r"k\[2\] = 10"),
        (lambda: rf.answers.dual_agreement(passed, correct=[True], k=1), Bad, r"correct has shape \(1,\)"),
        (lambda: rf.answers.dual_agreement(passed, correct=[1, 0], k=1), Kind, "expected bool"),
        (lambda: rf.answers.dual_agreement(passed, correct=[True, True], k=0), Bad, "k = 0"),
        (lambda: rf.answers.dual_agreement(passed, solution_counts=[1, 0]), Bad, r"solution_counts\[1\] = 0"),
        (lambda: rf.answers.dual_agreement(passed, test_counts=[1, 2**41, 1]), rf.SizeLimitError, "test_counts"),
        (lambda: rf.answers.dual_agreement([passed], solution_counts=[1, 1]), Bad, "solution_counts"),
    ]:
        with pytest.raises(kind, match=text):
            call()
    token = rf.CancelToken()
    token.cancel()
    with pytest.raises(rf.Cancelled):
        rf.answers.dual_agreement([passed], cancel=token)
    nothing = rf.answers.dual_agreement([])
    assert (len(nothing), nothing.scores.shape) == (0, (0,))
    assert rf.answers.dual_agreement(np.ones((0, 3), dtype=bool)).best.tolist() == [-1]


@given(problems())
def test_suspicion_is_the_share_of_failures(found: list[Any]) -> None:
    passed = arrays(found)
    suspects = rf.answers.suspect_tests(passed)
    for problem, rows in enumerate(passed):
        assert np.allclose(suspects[problem], 1 - rows.mean(axis=0))
    counts = [s for _, _, s, _ in found]
    weighed = rf.answers.suspect_tests(passed, solution_counts=counts)
    assert np.allclose(weighed[0], 1 - np.average(passed[0], axis=0, weights=counts[0]))
    assert suspects.to_frame("pandas").shape[1] == 3


OUTPUTS = st.sampled_from(["a", "b", (1, 2), 7, 7.0, None])


@given(
    st.lists(
        st.lists(st.tuples(OUTPUTS, st.booleans(), st.sampled_from([-math.inf, -2.5, -1.0, 0.0])), max_size=8),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_execution_is_what_its_twin_says(questions: list[Any], with_logprobs: bool) -> None:
    outputs, ran, logprobs = ([[sample[k] for sample in question] for question in questions] for k in range(3))
    found = rf.answers.mbr_execution(outputs, ran=ran, sum_logprobs=logprobs if with_logprobs else None)
    at = 0
    for question, samples in enumerate(questions):
        best, scores = naive.mbr_execution(
            outputs[question], ran[question], logprobs[question] if with_logprobs else None
        )
        assert found.best[question] == best
        assert found.scores[at : at + len(samples)].tolist() == scores
        assert found.n_ran[question] == sum(ran[question])
        tied = {outputs[question][i] for i, score in enumerate(scores) if score and score == max(scores)}
        assert found.n_tied[question] == len(tied)
        assert found.confidence[question] == (scores[best] / len(samples) if best >= 0 else 0)
        at += len(samples)
    json.loads(found.to_json())


def test_the_vector_of_execution() -> None:
    vector = vectors()["mbr_exec"]
    failed, outputs = zip(*vector["outputs"], strict=True)
    ran = [not code for code in failed]
    found = rf.answers.mbr_execution([list(outputs)], ran=[ran], sum_logprobs=[vector["sum_logprob"]])
    assert found.scores.tolist() == vector["scores"]
    assert found.best.tolist() == [vector["winner"]]


def test_execution_refuses() -> None:
    for call, kind, text in [
        (lambda: rf.answers.mbr_execution(["a", "b"]), Kind, r"write \[outputs\]"),
        (lambda: rf.answers.mbr_execution([["a", []]]), Kind, r"outputs\[0\]\[1\] is of type list"),
        (lambda: rf.answers.mbr_execution([["a"], [float("nan")]]), Bad, r"outputs\[1\]\[0\] is NaN"),
        (lambda: rf.answers.mbr_execution([["a"]], ran=[[1]]), Kind, r"ran\[0\]\[0\] = 1"),
        (lambda: rf.answers.mbr_execution([["a"]], ran=[[True, True]]), Bad, r"ran\[0\] has 2 entries: expected 1"),
        (lambda: rf.answers.mbr_execution([["a"]], sum_logprobs=[]), Bad, "0 questions: expected 1"),
        (lambda: rf.answers.mbr_execution([["a"]], sum_logprobs=[[None]]), Bad, "have to be asked for"),
        (lambda: rf.answers.mbr_execution([["a"]], sum_logprobs=[[0.5]]), Bad, "at most 0"),
        (lambda: rf.answers.mbr_execution([["a"]], sum_logprobs=[[float("nan")]]), Bad, "at most 0"),
    ]:
        with pytest.raises(kind, match=text):
            call()
