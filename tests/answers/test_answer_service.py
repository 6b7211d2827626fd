"""The example of a service, called from many threads and from forked workers."""

from __future__ import annotations

import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.service.script import run

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = [(f"question {k}", 1 - k / 20) for k in range(21)]


@pytest.fixture(scope="module")
def service(examples: Path) -> Any:
    spec = importlib.util.spec_from_file_location("answer_service", examples / "answer_service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["answer_service"] = module
    spec.loader.exec_module(module)
    return module


def replies(service: Any) -> list[Any]:
    return [service.answer(question, service.model(question, skill)) for question, skill in QUESTIONS]


def test_an_easy_question_takes_few_samples(service: Any) -> None:
    easy = service.answer("easy", lambda: ("yes", -0.1))
    assert (easy.answer, easy.confidence, easy.status, easy.n_samples, easy.stopped) == (
        "yes",
        1.0,
        "ok",
        4,
        "confident",
    )


def test_a_hard_one_takes_them_all(service: Any) -> None:
    drawn = iter(["a", "b"] * 8)
    hard = service.answer("hard", lambda: (next(drawn), -1.0))
    assert (hard.answer, hard.status, hard.n_samples) == ("a", "tie", 16)


def test_a_model_that_never_answers(service: Any) -> None:
    silent = service.answer("silent", lambda: (None, -1.0), max_samples=5)
    assert (silent.answer, silent.confidence, silent.status, silent.n_samples) == (None, 0.0, "no_valid_answer", 5)


def test_threads_get_the_same_replies(service: Any) -> None:
    expected = replies(service)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda asked: service.answer(asked[0], service.model(*asked)), QUESTIONS * 10))
    assert found == expected * 10
    assert {reply.status for reply in expected} >= {"ok"}


def test_forked_workers_get_the_same_replies(examples: Path) -> None:
    out = run(f"""
        import multiprocessing
        sys.path.insert(0, {str(examples)!r})
        import answer_service as service
        questions = [(f"question {{k}}", 1 - k / 20) for k in range(21)]
        def reply(asked):
            return service.answer(asked[0], service.model(*asked))
        here = [reply(asked) for asked in questions]
        # A call on the pool first, so that there are threads which a child does not have.
        rf.answers.majority_vote(np.zeros((30_000, 64), dtype=int), n_threads=2)
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map_async(reply, questions).get(timeout=60) == here)
    """)
    assert out.split() == ["True"]


def test_the_example_runs(service: Any, capsys: pytest.CaptureFixture[str]) -> None:
    service.main()
    assert capsys.readouterr().out.count("Reply(answer='42'") >= 5
