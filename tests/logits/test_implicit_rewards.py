"""Implicit rewards: worked examples, their twin, and that steps sum to outcomes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.naive.logits import implicit_rewards as naive
from tests.naive.logits import token_rewards as naive_token_rewards

Bad = rf.InvalidInputError

LOGPROB = st.integers(-400, 0).map(lambda x: x / 16)
TOKENS = st.lists(st.tuples(LOGPROB, LOGPROB, st.booleans()), max_size=10)


def test_the_worked_examples() -> None:
    policy, reference = [-0.2, -0.5, -0.1, -0.9], [-0.4, -0.3, -0.6, -1.0]
    found = rf.logits.implicit_rewards(policy, reference, beta=0.05, step_ends=[1, 3])
    assert np.allclose(found.cumulative, [0.01, 0, 0.025, 0.03], rtol=0, atol=1e-12)
    assert np.allclose(found.at_step_ends, [0, 0.03], rtol=0, atol=1e-12)
    assert np.allclose(found.steps, [0, 0.03], rtol=0, atol=1e-12)
    policy, reference = [-0.2, -0.5, -1, -0.1, -0.3, -0.9], [-0.4, -0.6, -0.5, -0.3, -0.3, -1.2]
    found = rf.logits.implicit_rewards(policy, reference, beta=0.5, step_ends=[2, 5])
    assert np.allclose(found.cumulative, [0.1, 0.15, -0.1, 0, 0, 0.15], rtol=0, atol=1e-12)
    assert np.allclose(found.steps, [-0.1, 0.25], rtol=0, atol=1e-12)
    assert np.allclose(found.outcome, 0.15, rtol=0, atol=1e-12)
    for how, value in [("min", -0.1), ("max", 0.25), ("mean", 0.075), ("sum", 0.15), ("last", 0.25)]:
        assert math.isclose(found.aggregate(how)[0], value, abs_tol=1e-12)  # type: ignore[arg-type]
    assert math.isclose(found.aggregate("min", of="at_step_ends")[0], -0.1, abs_tol=1e-12)
    # The votes of the paper weigh an answer by the logistic of its reward.
    assert math.isclose(float(rf.logits.p_true(found.outcome, 0.0)[0]), 1 / (1 + math.exp(-0.15)), rel_tol=1e-12)


@given(st.lists(TOKENS, min_size=1, max_size=5), st.sampled_from([0.05, 1.0]))
def test_rewards_are_what_the_twin_says(sequences: list[Any], beta: float) -> None:
    flat = [token for sequence in sequences for token in sequence]
    offsets = np.cumsum([0, *map(len, sequences)])
    ends = [k for k, (_, _, ends) in enumerate(flat) if ends]
    policy, reference = ([token[k] for token in flat] for k in (0, 1))
    found = rf.logits.implicit_rewards(
        policy, reference, beta=beta, step_ends=np.array(ends, dtype=int), offsets=offsets
    )
    expected: dict[str, list[float]] = {"cumulative": [], "steps": [], "at_step_ends": [], "outcome": []}
    for sequence in sequences:
        own = [k for k, (_, _, ends) in enumerate(sequence) if ends]
        one = naive.implicit_rewards([p for p, _, _ in sequence], [r for _, r, _ in sequence], beta, own)
        for name, values in one.items():
            expected[name] += values
    for name, values in expected.items():
        assert np.allclose(getattr(found, name), values, rtol=1e-12, atol=1e-12), name
    for row, sequence in enumerate(sequences):
        # Steps sum to what has been reached at the last of them, and that is the outcome if it is the last token.
        total = found.aggregate("sum")[row]
        if not any(ends for _, _, ends in sequence):
            assert math.isnan(total)
        elif sequence[-1][2]:
            assert math.isclose(total, found.outcome[row], rel_tol=1e-9, abs_tol=1e-9)
        sums = [sum(token[k] for token in sequence) for k in (0, 1)]
        assert math.isclose(found.outcome[row], beta * (sums[0] - sums[1]), rel_tol=1e-9, abs_tol=1e-9)


def test_padding_needs_no_sentinel() -> None:
    """Code that pads steps with a large number has it win once all rewards are larger; here there is no padding."""
    found = rf.logits.implicit_rewards([-1.0] * 3, [-9000.0] * 3, beta=1.0, step_ends=[0, 1, 2], offsets=[0, 2, 3])
    assert found.aggregate("min").tolist() == [8999.0, 8999.0]
    assert found.step_offsets == (0, 2, 3)


def test_sequences_without_step_ends_are_one_step() -> None:
    found = rf.logits.implicit_rewards([-1.0, -2.0, -3.0], [-2.0, -2.0, -2.0], beta=1.0, offsets=[0, 2, 2, 3])
    assert found.steps.tolist() == [1.0, -1.0]
    assert found.outcome.tolist() == [1.0, 0.0, -1.0]
    assert np.isnan(found.aggregate("min")[1])
    empty = rf.logits.implicit_rewards([], [], beta=1.0)
    assert empty.outcome.tolist() == [0.0]


def test_faults_are_named() -> None:
    call = rf.logits.implicit_rewards
    for options, text in [
        ({"beta": 0.0}, r"beta = 0.0: expected beta > 0"),
        ({"beta": 1.0, "step_ends": [1, 1]}, r"step_ends\[1\] = 1: expected 2 <= step_ends\[1\] < 2"),
        ({"beta": 1.0, "step_ends": [2]}, r"step_ends\[0\] = 2"),
        ({"beta": 1.0, "step_ends": [0.5]}, r"step_ends has dtype float64"),
        ({"beta": 1.0, "offsets": [0, 3]}, r"offsets = \[0, 3\]: expected offsets that rise from 0 to 2"),
        ({"beta": 1.0, "offsets": [0, 2, 1, 2]}, r"expected offsets that rise"),
    ]:
        with pytest.raises(Bad, match=text):
            call([-1.0, -1.0], [-1.0, -1.0], **options)  # type: ignore[arg-type]
    with pytest.raises(Bad, match=r"reference_logprobs has shape \(1,\)"):
        call([-1.0, -1.0], [-1.0], beta=1.0)
    with pytest.raises(Bad, match=r"how = 'best'"):
        call([-1.0], [-1.0], beta=1.0).aggregate("best")  # type: ignore[arg-type]
    with pytest.raises(Bad, match=r"of = 'tokens'"):
        call([-1.0], [-1.0], beta=1.0).aggregate(of="tokens")  # type: ignore[arg-type]


def test_contrastive_token_rewards() -> None:
    better, worse = np.array([-1.0, -2.0, -0.5]), np.array([-1.2, -1.0, -0.5])
    found = rf.logits.contrastive_token_rewards(better, worse)
    assert np.allclose(found, [0.0498, -0.2311, 0.0], rtol=0, atol=5e-5)
    assert np.array_equal(found, -rf.logits.contrastive_token_rewards(worse, better))
    assert (np.abs(rf.logits.contrastive_token_rewards([-700.0, 0.0], [0.0, -700.0])) <= 0.5).all()
    given = rf.logits.contrastive_token_rewards([0.6, -0.2, 0.0], [0.0, 0.0, 0.0])
    assert np.allclose(given, [0.145656306, -0.049833997, 0.0], rtol=0, atol=1e-9)
    # The regulariser of the worked example, for tokens of log-probability -0.4, -0.9 and any other.
    assert math.isclose(-0.1 * float(given @ np.array([-0.4, -0.9, -3.0])), 0.001341192, abs_tol=1e-9)


def test_followup_reward() -> None:
    assert math.isclose(float(rf.logits.followup_reward([-1.2, -1.0], [-1.9, -1.7])), 0.7, abs_tol=1e-12)
    assert float(rf.logits.followup_reward([-12, -15], [-18, -14])) == 2.5
    rows = rf.logits.followup_reward(np.zeros((3, 2)), np.ones((3, 5)))
    assert rows.tolist() == [-1.0] * 3
    with pytest.raises(Bad, match=r"negative has shape \(0,\): expected \(..., n_followups\)"):
        rf.logits.followup_reward([1.0], [])


@given(st.lists(st.tuples(LOGPROB, LOGPROB), min_size=1, max_size=8), st.integers(1, 8))
def test_rewards_of_tokens_are_what_the_twin_says(pairs: list[tuple[float, float]], cut: int) -> None:
    one, other = ([pair[k] for pair in pairs] for k in (0, 1))
    found = rf.logits.contrastive_token_rewards(one, other)
    expected = naive_token_rewards.contrastive_token_rewards(one, other)
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-15)
    assert (np.abs(found) <= 0.5).all()
    reward = float(rf.logits.followup_reward(one, other[:cut]))
    assert math.isclose(reward, naive_token_rewards.followup_reward(one, other[:cut]), rel_tol=1e-12, abs_tol=1e-12)


def test_followups_are_scored_at_their_own_tokens() -> None:
    """Published code averages raw logits of one position; a likelihood reads each token one position before it."""
    generator = np.random.default_rng(7)
    logits, ids = generator.normal(size=(6, 9)), np.array([3, 1, 4, 1, 5, 8])
    logprobs = rf.logits.token_logprobs(logits[:-1], ids[1:])
    expected = [row[token] - np.logaddexp.reduce(row) for row, token in zip(logits[:-1], ids[1:], strict=True)]
    assert np.allclose(logprobs, expected, rtol=0, atol=1e-12)
    moved = rf.logits.token_logprobs(logits[:-1] + generator.normal(size=(5, 1)), ids[1:])
    assert np.allclose(logprobs, moved, rtol=0, atol=1e-12), "raw logits move with an offset; likelihoods do not"
