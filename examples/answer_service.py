"""A small service: it samples answers until more of them would not change the majority, and says how sure it is.

``python examples/answer_service.py`` answers a few questions from several threads, with a made-up model. Nothing is
shared between calls, so :func:`answer` may be called from any thread and from forked workers.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rankfold as rf

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Gives one more sample: its answer, or None where it has none, and the mean log-probability of its tokens.
    Draw = Callable[[], tuple[str | None, float]]


@dataclass(frozen=True)
class Reply:
    """What goes back to the caller."""

    answer: str | None
    #: A share of the samples. It is not the probability of being right.
    confidence: float
    #: "ok", "tie", "abstained" or "no_valid_answer".
    status: str
    n_samples: int
    #: Why sampling ended: "confident", "decided", "max_samples".
    stopped: str


def answer(question: str, draw: Draw, *, max_samples: int = 16) -> Reply:
    """Sample until the lead is clear, or cannot be caught, or the budget is spent."""
    votes = rf.AnswerVotes()
    stopped = "max_samples"
    for _ in range(max_samples):
        text, logprob = draw()
        votes.update(rf.Samples.one([text], question=question, mean_logprobs=[logprob]))
        decision = rf.answers.adaptive_stop(votes, max_samples=max_samples)[0]
        if decision.stop:
            stopped = decision.reason
            break
    chosen = rf.answers.majority_vote(votes)[0]
    confidence = 0.0 if chosen.confidence is None else chosen.confidence
    return Reply(chosen.answer, confidence, chosen.status, chosen.n_samples, stopped)


def model(question: str, skill: float) -> Draw:
    """A model that knows the answer, 42, with some probability, and fails to answer now and then."""
    generator = random.Random(question)

    def draw() -> tuple[str | None, float]:
        if generator.random() < skill:
            return "42", -0.1 - generator.random() / 10
        return generator.choice(["41", "43", "24", None]), -0.5 - generator.random()

    return draw


def main() -> None:
    """Answer some questions of rising difficulty, several at a time."""
    questions = [(f"question {k}", 1 - k / 8) for k in range(9)]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda asked: answer(asked[0], model(*asked)), questions))
    for (question, _), reply in zip(questions, replies, strict=True):
        print(f"{question}: {reply}")


if __name__ == "__main__":
    main()
