"""Tensors on CUDA: the numbers of the CPU, where they lie, without waiting. Skipped without a GPU."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from tests.logits.rows import FIELDS, assert_close
from tests.naive.logits import token_statistics as naive

torch = pytest.importorskip("torch", reason="torch is an extra: pip install 'rankfold[torch]'")

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU"),
    pytest.mark.filterwarnings("default"),
]

FORMS = ("float32", "bfloat16", "float16")


def rows(n_rows: int, n_tokens: int, form: str = "bfloat16", **options: Any) -> tuple[Any, Any]:
    torch.manual_seed(n_rows + n_tokens)
    logits = (torch.randn(n_rows, n_tokens, device="cuda", **options) * 3).to(getattr(torch, form))
    return logits, torch.randint(0, n_tokens, (n_rows,), device="cuda")


def agree(found: Any, logits: Any, targets: Any, some: Any) -> None:
    for row in some:
        exact = naive.token_statistics(logits[row].double().cpu().numpy(), int(targets[row]))
        assert_close(found, exact, row)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_rows", [1, 200, 400, 2000])
@pytest.mark.parametrize("n_tokens", [1, 7, 8, 1025, 32_000, 50_257, 151_936])
def test_rows_are_what_the_twin_says(n_rows: int, n_tokens: int, form: str) -> None:
    if n_rows * n_tokens > 1 << 27:
        n_rows = 500
    logits, targets = rows(n_rows, n_tokens, form)
    logits[:, 1:][torch.rand(n_rows, n_tokens - 1, device="cuda") < 0.05] = -math.inf
    found = rf.logits.token_statistics(logits, targets, outputs=FIELDS)
    agree(found, logits, targets, range(0, n_rows, max(n_rows // 5, 1)))
    again = rf.logits.token_statistics(logits, targets, outputs=FIELDS)
    for name in FIELDS:
        assert torch.equal(getattr(found, name).nan_to_num(), getattr(again, name).nan_to_num()), name
    # In 64 bits, by torch: all rows.
    exact = torch.log_softmax(logits.double(), -1).gather(1, targets[:, None])[:, 0]
    slack = 2e-5 + 2e-6 * (logits.double().amax(-1).abs() + exact.abs())
    assert ((found.logprob - exact).abs() <= slack)[exact > -math.inf].all()


def test_nothing_waits() -> None:
    logits, targets = rows(4096, 1000)
    mask = torch.ones(4096, dtype=torch.bool, device="cuda")
    logits.requires_grad_()
    rf.logits.token_statistics(logits, targets, mask=mask).logprob.sum().backward()
    tokens, flags = -torch.rand(8, 100, device="cuda"), torch.rand(8, 100, device="cuda") < 0.5
    rf.logits.sequence_statistics(tokens, mask=flags, window=4)
    torch.cuda.set_sync_debug_mode("error")
    try:
        rf.logits.token_statistics(logits, targets, mask=mask, outputs=FIELDS).logprob.sum().backward()
        rf.logits.sequence_statistics(tokens, mask=flags, window=4)
        rf.logits.sequence_statistics(tokens.reshape(-1), torch.arange(9, device="cuda") * 100)
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_streams_and_graphs() -> None:
    logits, targets = rows(64, 32_000)
    expected = rf.logits.token_statistics(logits, targets)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        found = rf.logits.token_statistics(logits, targets)
    stream.synchronize()
    assert torch.equal(found.logprob, expected.logprob)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = rf.logits.token_statistics(logits, targets)
    logits.copy_(logits.flip(0))
    graph.replay()
    torch.cuda.synchronize()
    assert torch.equal(captured.entropy, expected.entropy.flip(0))


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs a second GPU")
def test_other_devices() -> None:
    logits, targets = rows(8, 1000)
    expected = rf.logits.token_statistics(logits, targets)
    found = rf.logits.token_statistics(logits.to("cuda:1"), targets.to("cuda:1"))
    assert found.logprob.device == torch.device("cuda:1")
    assert torch.equal(found.logprob.cpu(), expected.logprob.cpu())


def test_rows_beyond_32_bits() -> None:
    n_rows, n_tokens = 20_000, 151_936
    if torch.cuda.mem_get_info()[0] < 8 << 30:
        pytest.skip("needs a GPU with 8 GiB to spare")
    logits = torch.zeros(n_rows, n_tokens, dtype=torch.bfloat16, device="cuda")
    logits[-1, 7] = 9
    found = rf.logits.token_statistics(logits, torch.full((n_rows,), 7), outputs=FIELDS)
    agree(found, logits, torch.full((n_rows,), 7), [0, n_rows - 1])


@pytest.mark.parametrize("form", FORMS)
def test_gradients(form: str) -> None:
    logits, targets = rows(9, 50_257, form)
    targets[3] = -100
    read = targets != -100
    logits.requires_grad_()
    found = rf.logits.token_statistics(logits, targets, outputs=("logprob", "logsumexp", "entropy"))
    torch.where(read, found.logprob + 2 * found.logsumexp - found.entropy, 0.0).sum().backward()
    exact = logits.detach().double().requires_grad_()
    logp = torch.log_softmax(exact, -1)
    own = logp.gather(1, torch.where(read, targets, 0)[:, None])[:, 0]
    total = own + 2 * torch.logsumexp(exact, -1) + (logp.exp() * logp).sum(-1)
    torch.where(read, total, 0.0).sum().backward()
    slack = 1e-5 if form == "float32" else 1e-2
    assert (logits.grad.double() - exact.grad).abs().max() < slack
    assert (logits.grad[3] == 0).all()


def test_compiled_calls() -> None:
    logits, targets = rows(16, 1000)

    def run(x: Any, y: Any) -> Any:
        return rf.logits.token_statistics(x * 2, y).logprob.exp().sum()

    assert torch.allclose(torch.compile(run, fullgraph=True)(logits, targets), run(logits, targets))


@pytest.mark.parametrize("form", ["float32", "bfloat16"])
def test_hidden_states(form: str) -> None:
    torch.manual_seed(1)
    hidden, weight = (torch.randn(n, 64, device="cuda").to(getattr(torch, form)) for n in (300, 5000))
    targets = torch.randint(0, 5000, (300,), device="cuda")
    targets[7] = -100
    hidden[7] = math.nan
    found = rf.logits.hidden_logprobs(hidden, weight, targets, chunk_rows=64, outputs=FIELDS)
    expected = rf.logits.token_statistics(hidden @ weight.T, targets, outputs=FIELDS)
    slack = 1e-4 if form == "float32" else 5e-2
    for name in ("logprob", "entropy"):
        one, other = getattr(found, name), getattr(expected, name)
        assert torch.allclose(one, other, rtol=0, atol=slack, equal_nan=True)
    assert torch.isnan(found.logprob[7])
    whole = rf.logits.hidden_logprobs(hidden[:7], weight, targets[:7])
    assert torch.allclose(whole.logprob, expected.logprob[:7], rtol=0, atol=slack)


def test_hidden_states_some_tokens_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rankfold.logits.hidden_tensors._CUDA_BUFFER_BYTES", 128 * 768 * 4)
    monkeypatch.setattr("rankfold.logits.hidden_tensors._CUDA_ROWS", 128)
    torch.manual_seed(2)
    hidden, weight = (torch.randn(n, 64, device="cuda") for n in (300, 5003))
    targets = torch.randint(0, 5003, (300,), device="cuda")
    outputs = ("logprob", "entropy", "self_certainty", "margin", "max", "logsumexp")
    found = rf.logits.hidden_logprobs(hidden, weight, targets, outputs=outputs)
    expected = rf.logits.token_statistics(hidden @ weight.T, targets, outputs=outputs)
    for name in outputs:
        assert torch.allclose(getattr(found, name), getattr(expected, name), rtol=1e-5, atol=1e-4), name


def test_faults_of_hidden_states_are_named() -> None:
    hidden, weight = torch.zeros(3, 8, device="cuda"), torch.zeros(5, 8, device="cuda")
    for targets, options, text in [
        ([0, 1, 5], {}, r"targets\[2\] = 5 is not a token: expected 0 <= target < 5"),
        ([0, 1, 2], {"temperature": 0.0}, r"temperature = 0.0: expected 1e-30"),
        ([0, 1], {}, r"targets has shape \(2,\)"),
    ]:
        with pytest.raises(rf.InvalidInputError, match=text):
            rf.logits.hidden_logprobs(hidden, weight, targets, **options)
    nothing = rf.logits.hidden_logprobs(hidden[:0], weight, [], outputs=FIELDS)
    assert nothing.logprob.shape == nothing.rank.shape == (0,)


@pytest.mark.parametrize("window", [None, 5])
def test_sequences(window: int | None) -> None:
    generator = np.random.default_rng(1)
    tokens = torch.from_numpy(-generator.gamma(0.5, 1.0, (40, 300)).astype(np.float32))
    mask = torch.from_numpy(generator.random((40, 300)) < 0.6)
    mask[5] = False
    expected = rf.logits.sequence_statistics(tokens, mask=mask, window=window)
    found = rf.logits.sequence_statistics(tokens.cuda(), mask=mask.cuda(), window=window)
    offsets = torch.cat([torch.zeros(1, dtype=torch.int64), mask.sum(1).cumsum(0)])
    ragged = rf.logits.sequence_statistics(tokens[mask].cuda(), offsets.cuda(), window=window)
    for name in ("sum", "count", "min", "mean", *(("tail_window", "min_window") if window else ())):
        for own in (found, ragged):
            assert np.array_equal(getattr(own, name).cpu(), getattr(expected, name), equal_nan=True), name
    assert np.allclose(found.perplexity.cpu(), expected.perplexity, rtol=1e-12, equal_nan=True)


def test_to_samples() -> None:
    found = rf.logits.sequence_statistics(torch.tensor([-0.2, -0.4, -0.5], device="cuda"), [0, 2, 3])
    samples = found.to_samples(["A", "B"])
    assert rf.answers.perplexity_consistency(samples, dedup="none")[0].answer == "A"
