"""Estimates, stopping rules and uncertainty of Samples and of AnswerVotes: the same as of their counts."""

from __future__ import annotations

import numpy as np
import pytest

import rankfold as rf

ANSWERS = [["b", "a", "b", None, "b"], ["7", "8", "7", "8", None], [None, None, None, None, "x"]]
CORRECT = [[True, False, True, False, True], [False] * 5, [False, False, False, False, True]]
REWARDS = [[0.5, 0.1, 0.9, 0.3, 0.5], [0.0, 0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 4.0, 5.0]]
COUNTS, MISSING = [[1, 3], [2, 2], [1]], [1, 1, 4]


def samples() -> rf.Samples:
    return rf.Samples.from_lists(ANSWERS, correct=CORRECT, rewards=REWARDS)


def votes() -> rf.AnswerVotes:
    return rf.AnswerVotes().update(rf.Samples.from_lists(ANSWERS, questions=["p", "q", "r"]))


def test_estimates() -> None:
    for name in ("pass_at_k", "pass_hat_k", "mg_pass_at_k", "coverage"):
        function = getattr(rf.answers, name)
        assert function(samples()).values.tolist() == function(5, [3, 0, 1]).values.tolist()
    assert (
        rf.answers.g_pass_at_k(samples(), tau=0.5).mean.tolist()
        == rf.answers.g_pass_at_k(5, [3, 0, 1], tau=0.5).mean.tolist()
    )
    majority = rf.answers.maj_at_k(COUNTS, correct=[1, -1, 0], n_missing=MISSING)
    assert rf.answers.maj_at_k(samples()).values.tolist() == majority.values.tolist()
    best = rf.answers.reward_at_k(REWARDS, CORRECT)
    assert rf.answers.reward_at_k(samples()).values.tolist() == best.values.tolist()


@pytest.mark.parametrize("rule", ["beta", "dirichlet", "decided", "horizon"])
def test_stopping(rule: str) -> None:
    expected = rf.answers.adaptive_stop(COUNTS, n_missing=MISSING, rule=rule, max_samples=9)  # type: ignore[arg-type]
    assert isinstance(expected, rf.answers.StopDecisions)
    for data in (samples(), votes()):
        found = rf.answers.adaptive_stop(data, rule=rule, max_samples=9)  # type: ignore[arg-type]
        assert isinstance(found, rf.answers.StopDecisions)
        assert found.leader == ("b", "7", "x")
        assert found.reason == expected.reason
        for name in ("stop", "tied", "p_leader", "expected_remaining"):
            assert getattr(found, name).tolist() == getattr(expected, name).tolist()
        assert found[0].leader == "b"
        assert found.to_dict()["leader"] == ["b", "7", "x"]
    nobody = rf.answers.adaptive_stop(rf.Samples.one([None]))
    assert isinstance(nobody, rf.answers.StopDecisions)
    assert nobody.leader == (None,)


def test_windows() -> None:
    found = rf.answers.early_stop_window(samples(), window=2, max_samples=4)
    assert found == rf.answers.early_stop_window(ANSWERS, window=2, max_samples=4)
    numbers = rf.answers.early_stop_window(rf.Samples.one([3, 5, 5, 5]), window=2, max_samples=4)
    assert isinstance(numbers, tuple)
    assert (numbers[0].answer, numbers[0].n_used) == (5, 4)


def test_uncertainty() -> None:
    for data in (samples(), votes()):
        assert np.array_equal(rf.answers.answer_entropy(data), rf.answers.answer_entropy(COUNTS))
        assert np.array_equal(rf.answers.distinct_answers(data), [2, 2, 1])
        agreement = rf.answers.pairwise_agreement(COUNTS, n_missing=MISSING)
        assert np.array_equal(rf.answers.pairwise_agreement(data), agreement)


def test_what_is_refused() -> None:
    bare = rf.Samples.from_lists([["a"]])
    for call in (rf.answers.pass_at_k, rf.answers.maj_at_k):
        with pytest.raises(rf.InvalidInputError, match="without correct"):
            call(bare)
    with pytest.raises(rf.InvalidInputError, match="without rewards"):
        rf.answers.reward_at_k(bare)
    with pytest.raises(rf.InvalidTypeError, match="c is given beside samples"):
        rf.answers.pass_at_k(samples(), 3)
    with pytest.raises(rf.InvalidTypeError, match="n_missing is given beside"):
        rf.answers.adaptive_stop(samples(), n_missing=1)
    with pytest.raises(rf.InvalidTypeError, match="correct is missing"):
        rf.answers.maj_at_k([[1]])
    with pytest.raises(rf.InvalidTypeError, match="c is missing"):
        rf.answers.pass_at_k([1])
    torn = rf.Samples.from_lists([["a", "a"]], correct=[[True, False]])
    with pytest.raises(rf.InvalidInputError, match="question 0 has samples of one answer that are correct"):
        rf.answers.maj_at_k(torn)
