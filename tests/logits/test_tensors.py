"""Tensors of torch: the same numbers as arrays, read in place, with gradients. Skipped where torch is not installed."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.logits.rows import Rows
from tests.logits.rows import FIELDS, to_bfloat16
from tests.naive.logits import token_statistics as naive

torch = pytest.importorskip("torch", reason="torch is an extra: pip install 'rankfold[torch]'")

Bad, Kind = rf.InvalidInputError, rf.InvalidTypeError


def random_rows(n_rows: int = 4, n_tokens: int = 50) -> tuple[Any, Any]:
    generator = np.random.default_rng(n_rows * 1000 + n_tokens)
    logits = (generator.normal(size=(n_rows, n_tokens)) * 3).astype(np.float32)
    logits[:, 3] = -np.inf
    targets = generator.integers(4, n_tokens, n_rows)
    return torch.from_numpy(logits), torch.from_numpy(targets)


@pytest.mark.parametrize("form", ["float16", "bfloat16", "float32", "float64"])
def test_tensors_give_the_bits_of_arrays(form: str) -> None:
    logits, targets = random_rows()
    tensor = logits.to(getattr(torch, form))
    array = to_bfloat16(tensor.float().numpy()) if form == "bfloat16" else tensor.numpy()
    found = rf.logits.token_statistics(tensor, targets, outputs=FIELDS)
    expected = rf.logits.token_statistics(array, targets.numpy(), outputs=FIELDS)
    for name in FIELDS:
        column = getattr(found, name)
        assert torch.is_tensor(column)
        assert column.numpy().tobytes() == getattr(expected, name).tobytes()
    assert found.logprob.dtype == (torch.float64 if form == "float64" else torch.float32)
    found.logprob[0] = 0.0
    shaped = rf.logits.token_logprobs(tensor.reshape(2, 2, 50)[:, :-1], targets.reshape(2, 2)[:, 1:].to(torch.int32))
    assert shaped.shape == (2, 1)


def test_tensors_are_read_in_place() -> None:
    logits = torch.zeros(2, 3, dtype=torch.bfloat16)
    rows = Rows.of(logits)
    assert rows.values.ctypes.data == logits.data_ptr()
    view = torch.zeros(4, 6, 9)[:, :-1, 1:8]
    assert Rows.of(view).values.ctypes.data == view.data_ptr()


def test_bfloat16_against_torch_in_64_bits() -> None:
    torch.manual_seed(1)
    logits = (torch.randn(8, 32_000) * 4).to(torch.bfloat16)
    targets = torch.randint(0, 32_000, (8,))
    found = rf.logits.token_statistics(logits, targets)
    exact = torch.log_softmax(logits.double(), -1)
    assert (found.logprob - exact.gather(1, targets[:, None])[:, 0]).abs().max() < 1e-5
    assert (found.entropy + (exact.exp() * exact).sum(-1)).abs().max() < 1e-5
    rounded = torch.log_softmax(logits, -1).gather(1, targets[:, None])[:, 0]
    assert (rounded - exact.gather(1, targets[:, None])[:, 0]).abs().max() > 1e-3


@pytest.mark.parametrize("temperature", [1.0, 0.7])
def test_gradients_are_those_of_autograd(temperature: float) -> None:
    logits, targets = random_rows(6, 40)
    targets[2] = -100
    mask = torch.tensor([True, True, True, False, True, True])
    read = mask & (targets != -100)
    weights = torch.from_numpy(np.random.default_rng(1).normal(size=(3, 6)))

    def total(logprob: Any, logsumexp: Any, entropy: Any) -> Any:
        terms = (weights[0] * logprob, weights[1] * logsumexp, weights[2] * entropy)
        return sum(torch.where(read, term, 0.0).sum() for term in terms)

    # Autograd in 64 bits; without the impossible token, whose part in an entropy it calls NaN.
    possible = [k for k in range(40) if k != 3]
    exact = logits.double()[:, possible].requires_grad_()
    z = exact / temperature
    logp = torch.log_softmax(z, -1)
    places = torch.where(read, targets, 4) - 1
    total(logp.gather(1, places[:, None])[:, 0], torch.logsumexp(z, -1), -(logp.exp() * logp).sum(-1)).backward()
    for form, slack in [(torch.float64, 1e-12), (torch.float32, 1e-5)]:
        own = logits.to(form).requires_grad_()
        found = rf.logits.token_statistics(
            own, targets, mask=mask, temperature=temperature, outputs=("logprob", "logsumexp", "entropy", "rank")
        )
        assert not found.rank.requires_grad
        total(found.logprob, found.logsumexp, found.entropy).backward()
        assert own.grad is not None
        assert own.grad.dtype == form
        assert (own.grad[:, possible] - exact.grad).abs().max() < slack
        assert (own.grad[:, 3] == 0).all()
        assert (own.grad[~read] == 0).all()


def test_gradients_of_bfloat16_and_of_one_output() -> None:
    logits, targets = random_rows(3, 20)
    short = logits.to(torch.bfloat16).requires_grad_()
    rf.logits.token_logprobs(short, targets).sum().backward()
    exact = short.detach().double().requires_grad_()
    torch.log_softmax(exact, -1).gather(1, targets[:, None]).sum().backward()
    assert short.grad.dtype == torch.bfloat16
    assert (short.grad.double() - exact.grad).abs().max() < 1e-2
    twin = naive.gradient(logits[0, 4:12], 2, 0.7, {"logprob": 1.0, "entropy": -0.5, "logsumexp": 0.25})
    own = logits[0, 4:12].double().requires_grad_()
    found = rf.logits.token_statistics(
        own, torch.tensor(2), temperature=0.7, outputs=("logprob", "entropy", "logsumexp")
    )
    (found.logprob - 0.5 * found.entropy + 0.25 * found.logsumexp).backward()
    assert np.allclose(own.grad, twin, rtol=0, atol=1e-8)


def test_gradcheck_and_views() -> None:
    logits = torch.randn(2, 3, 7, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(0, 7, (2, 2))

    def run(x: Any) -> Any:
        found = rf.logits.token_statistics(x[:, :-1], targets, outputs=("logprob", "entropy", "logsumexp"))
        return found.logprob, found.entropy, found.logsumexp

    assert torch.autograd.gradcheck(run, (logits,))
    assert torch.autograd.gradcheck(lambda x: run(x.transpose(0, 1).transpose(0, 1) * 2)[0], (logits,))


def test_gradients_leave_rows_that_are_not_read_alone() -> None:
    logits = torch.tensor([[math.nan, 1.0], [2.0, 1.0]], requires_grad=True)
    found = rf.logits.token_logprobs(logits, torch.tensor([-100, 0]))
    found[1].backward()
    assert logits.grad is not None
    assert logits.grad[0].tolist() == [0.0, 0.0]
    with torch.no_grad():
        assert not rf.logits.token_logprobs(logits, torch.tensor([0, 0])).requires_grad


@pytest.mark.parametrize("form", ["float32", "float64", "bfloat16"])
def test_hidden_states(form: str) -> None:
    torch.manual_seed(2)
    hidden, weight = torch.randn(9, 6).to(getattr(torch, form)), torch.randn(30, 6).to(getattr(torch, form))
    targets = torch.randint(0, 30, (9,))
    targets[4] = -100
    found = rf.logits.hidden_logprobs(hidden, weight, targets, chunk_rows=2, softcap=20.0, outputs=FIELDS)
    logits = torch.tanh(hidden @ weight.T / 20) * 20
    expected = rf.logits.token_statistics(logits, targets, outputs=FIELDS)
    slack = 3e-2 if form == "bfloat16" else 1e-5
    for name in ("logprob", "entropy", "logsumexp"):
        assert np.allclose(getattr(found, name), getattr(expected, name), rtol=0, atol=slack, equal_nan=True)
    with pytest.raises(Bad, match=r"weight needs a gradient"):
        rf.logits.hidden_logprobs(hidden, weight.requires_grad_(), targets)
    with pytest.raises(Kind, match=r"weight is of type ndarray: expected a tensor"):
        rf.logits.hidden_logprobs(hidden, np.zeros((30, 6), dtype=np.float32), targets)


def test_sequences_of_tensors() -> None:
    tokens = torch.tensor([[-0.5, -1.0, math.nan], [-2.0, math.nan, math.nan]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    found = rf.logits.sequence_statistics(tokens, mask=mask)
    assert found.sum.tolist() == [-1.5, -2.0]
    flat = rf.logits.sequence_statistics(tokens[mask], torch.tensor([0, 2, 3]))
    assert flat.sum.tobytes() == found.sum.tobytes()
    with pytest.raises(Bad, match="token_logprobs needs a gradient"):
        rf.logits.sequence_statistics(tokens.requires_grad_(), mask=mask)


def test_formulas_agree_with_numpy_and_have_gradients() -> None:
    generator = np.random.default_rng(4)
    high, low = generator.normal(size=(2, 3, 8)) * 2
    scores, other = -generator.gamma(2.0, size=(2, 3, 8))
    lengths = generator.integers(1, 9, (3, 8))
    targets = np.argmax(high, axis=-1)
    p = generator.random((3, 8))
    calls: list[tuple[Any, tuple[Any, ...]]] = [
        (rf.logits.contrast_logprobs, (high, low, targets)),
        (rf.logits.adjust, (high, np.arange(1.0, 9.0), -0.5)),
        (rf.logits.ensemble, (high,)),
        (lambda x: rf.logits.ensemble(x, how="mean_probability"), (high,)),
        (lambda x, y: rf.logits.implicit_rewards(x[0], y[0], beta=0.1, step_ends=[1, 4, 7]).steps, (scores, other)),
        (lambda x, y: rf.logits.implicit_rewards(x[0], y[0], beta=0.1, offsets=[0, 3, 8]).outcome, (scores, other)),
        (
            lambda x, y: rf.logits.implicit_rewards(x[0], y[0], beta=1, step_ends=[1, 7]).aggregate("min"),
            (scores, other),
        ),
        (rf.logits.contrastive_token_rewards, (scores, other)),
        (rf.logits.followup_reward, (scores, other)),
        (rf.logits.p_true, (high, low)),
        (rf.logits.choice_probabilities, (scores,)),
        (lambda x, n: rf.logits.choice_probabilities(x, normalization="byte_mean", lengths=n), (scores, lengths)),
        (lambda x: rf.logits.choice_scores(x, [0, 1, 2]).brier, (p / p.sum(-1, keepdims=True),)),
        (lambda x: rf.logits.blank_perplexity(x[0], [0, 3, 8]), (scores,)),
        (rf.logits.layer_divergence, (high,)),
        (rf.logits.soft_preference_cross_entropy, (high, p)),
        (rf.logits.consistency_regularized_loss, (high, p)),
        (rf.logits.win_probabilities, (high,)),
        (lambda a, b, c, d: rf.logits.square_preference_loss(a, b, c, d, beta=0.1), (high, low, p, 1 - p)),
    ]
    for call, arguments in calls:
        expected = call(*arguments)
        tensors = [torch.from_numpy(value) if isinstance(value, np.ndarray) else value for value in arguments]
        first = tensors[0].requires_grad_()
        found = call(*tensors)
        assert np.allclose(found.detach(), expected, rtol=1e-12, atol=1e-12), call
        (gradient,) = torch.autograd.grad(found.sum(), first, create_graph=True)
        assert torch.isfinite(gradient).all(), call
        assert torch.autograd.gradcheck(lambda x, call=call, rest=tensors[1:]: call(x, *rest), (first,)), call
        single = call(*[t.detach().float() if torch.is_tensor(t) and t.is_floating_point() else t for t in tensors])
        assert single.dtype == torch.float32
        assert np.allclose(single, expected, rtol=1e-4, atol=1e-4)


def test_formulas_without_gradients_agree_with_numpy() -> None:
    generator = np.random.default_rng(5)
    high, low = generator.normal(size=(2, 5, 9)) * 2
    one, other = torch.from_numpy(high), torch.from_numpy(low)
    assert rf.logits.contrast_argmax(one, other).tolist() == rf.logits.contrast_argmax(high, low).tolist()
    assert np.array_equal(rf.logits.contrast(one, other), rf.logits.contrast(high, low))
    assert np.allclose(rf.logits.ensemble(one, how="vote"), rf.logits.ensemble(high, how="vote"))
    assert np.allclose(rf.logits.ranking_consistency(one, other), rf.logits.ranking_consistency(high, low))
    p = rf.logits.choice_probabilities(one)
    assert np.allclose(
        rf.logits.choice_scores(p, torch.arange(5)).accuracy, rf.logits.choice_scores(p.numpy(), np.arange(5)).accuracy
    )
    assert math.isclose(rf.logits.key_similarity_bias(one, other[0]), rf.logits.key_similarity_bias(high, low[0]))
    broken = torch.tensor([[math.nan, 1.0], [-math.inf, -math.inf], [1.0, 0.0]])
    assert rf.logits.contrast_argmax(broken, torch.zeros(3, 2)).tolist() == [-1, -1, 0]
    assert torch.isnan(
        rf.logits.contrast_logprobs(broken, torch.zeros(3, 2), torch.zeros(3, dtype=torch.int64))[:2]
    ).all()
    empty = rf.logits.implicit_rewards(torch.zeros(0), torch.zeros(0), beta=1.0, offsets=[0, 0])
    assert empty.outcome.tolist() == [0.0]
    assert rf.logits.p_true(torch.tensor(1.0, dtype=torch.bfloat16), 0).dtype == torch.float32


def test_losses_of_large_margins_have_gradients() -> None:
    margin = torch.tensor([1000.0, -1000.0], requires_grad=True)
    rf.logits.soft_preference_cross_entropy(margin, torch.tensor([0.0, 1.0])).sum().backward()
    assert margin.grad is not None
    assert margin.grad.tolist() == [1.0, -1.0]
    h = torch.tensor(0.4, dtype=torch.float64, requires_grad=True)
    rf.logits.soft_preference_cross_entropy(h, 0.8).backward()
    assert h.grad is not None
    assert math.isclose(float(h.grad), -0.201312340, abs_tol=1e-9)


def test_faults_are_named() -> None:
    meta = torch.zeros(2, 3, device="meta")
    with pytest.raises(Bad, match=r"logits is on meta: expected a tensor on the CPU or on CUDA; write logits.cpu\(\)"):
        rf.logits.token_statistics(meta, [0, 0])
    with pytest.raises(Kind, match=r"logits has dtype torch.int64: expected float16"):
        rf.logits.token_statistics(torch.zeros(2, 3, dtype=torch.int64), [0, 0])
    with pytest.raises(Bad, match=r"targets\[1\] = 3 is not a token"):
        rf.logits.token_statistics(torch.zeros(2, 3, requires_grad=True), [0, 3])
    with pytest.raises(Kind, match=r"margin is of dtype torch.bool"):
        rf.logits.soft_preference_cross_entropy(torch.tensor([True]), 0.5)


def test_arrays_do_not_import_torch() -> None:
    body = """
import sys, numpy, rankfold as rf
rf.logits.token_statistics(numpy.zeros((1, 2)), [0])
rf.logits.contrast([1.0], [1.0])
print("torch" in sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
