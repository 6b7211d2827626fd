"""From the logits of sampled answers to one answer, with a language model of random weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import rankfold as rf
from tests.naive.logits import token_statistics as naive

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOKENS, _WIDTH, _END = 50, 16, 0


class Model:
    """A recurrent network that nobody trained."""

    def __init__(self, seed: int) -> None:
        generator = np.random.default_rng(seed)
        self.embedding = generator.normal(size=(_TOKENS, _WIDTH)).astype(np.float32)
        self.recurrence = (generator.normal(size=(_WIDTH, _WIDTH)) / 4).astype(np.float32)
        self.output = (generator.normal(size=(_TOKENS, _WIDTH)) * 0.8).astype(np.float32)

    def sample(
        self, prompt: int, generator: np.random.Generator, most: int = 12
    ) -> tuple[list[int], NDArray[np.float32]]:
        """Token ids behind the prompt, and the logits that each was drawn from."""
        hidden, token, ids, logits = np.zeros(_WIDTH, dtype=np.float32), prompt, [], []
        for _ in range(most):
            hidden = np.tanh(self.recurrence @ hidden + self.embedding[token])
            logits.append(self.output @ hidden)
            weight = np.exp(logits[-1] - logits[-1].max())
            token = int(generator.choice(_TOKENS, p=weight.astype(np.float64) / weight.sum(dtype=np.float64)))
            ids.append(token)
            if token == _END:
                break
        return ids, np.stack(logits)


def test_sampled_answers_are_voted_on() -> None:
    model, generator = Model(4), np.random.default_rng(0)
    n_questions, n_samples = 3, 16
    drawn = [model.sample(1 + question, generator) for question in range(n_questions) for _ in range(n_samples)]
    width = max(len(ids) for ids, _ in drawn)
    # Padded, as models are run: what stands in the padding must not matter.
    logits = np.full((len(drawn), width, _TOKENS), np.nan, dtype=np.float32)
    targets, mask = np.full((len(drawn), width), -100), np.zeros((len(drawn), width), dtype=bool)
    for row, (ids, given) in enumerate(drawn):
        logits[row, : len(ids)], targets[row, : len(ids)], mask[row, : len(ids)] = given, ids, True
    found = rf.logits.token_statistics(logits, targets, mask=mask)
    sequences = rf.logits.sequence_statistics(found.logprob, mask=mask)
    for row, (ids, given) in enumerate(drawn):
        expected = sum(naive.token_statistics(line, token)["logprob"] for line, token in zip(given, ids, strict=True))
        assert abs(sequences.sum[row] - expected) < 1e-4
    assert sequences.count.tolist() == [len(ids) for ids, _ in drawn]
    # The answer is the largest token that was said.
    answers = [max(ids) for ids, _ in drawn]
    offsets = np.arange(n_questions + 1) * n_samples
    samples = sequences.to_samples(np.array(answers), offsets=offsets, paths=[bytes(ids) for ids, _ in drawn])
    selection = rf.answers.rpc(samples)
    assert len(selection) == n_questions
    for question in range(n_questions):
        assert selection[question].answer in answers[question * n_samples : (question + 1) * n_samples]
    # Without padding the same bits.
    flat = rf.logits.token_logprobs(
        np.concatenate([given for _, given in drawn]), np.concatenate([ids for ids, _ in drawn])
    )
    ragged = rf.logits.sequence_statistics(flat, np.cumsum([0, *(len(ids) for ids, _ in drawn)]))
    assert ragged.sum.tobytes() == sequences.sum.tobytes()
