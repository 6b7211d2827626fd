"""The operators of torch behind the functions: what torch checks of operators, and compiled calls, on the CPU."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import rankfold as rf
from tests.logits.rows import FIELDS

torch = pytest.importorskip("torch", reason="torch is an extra: pip install 'rankfold[torch]'")

# What tracing itself warns of, by version of torch.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")


def rows(form: Any, *, needs_gradient: bool) -> tuple[Any, Any, Any]:
    generator = torch.Generator().manual_seed(3)
    logits = (torch.randn(2, 4, 11, generator=generator) * 3).to(form).requires_grad_(needs_gradient)
    targets = torch.randint(0, 11, (2, 4), generator=generator)
    targets[0, 1] = -100
    return logits, targets, torch.rand(2, 4, generator=generator) < 0.8


@pytest.mark.parametrize("needs_gradient", [False, True])
@pytest.mark.parametrize("form", ["float32", "bfloat16", "float64"])
def test_opcheck(form: str, needs_gradient: bool) -> None:
    from rankfold.logits import operators

    logits, targets, mask = rows(getattr(torch, form), needs_gradient=needs_gradient)
    names = ("logprob", "logsumexp", "log_sum", "greatest") if needs_gradient else (*FIELDS, "log_sum", "greatest")
    # Rows that are left out hold NaN, which the check takes for a difference: here none are.
    targets, mask = torch.where(targets < 0, 0, targets), None if needs_gradient else torch.ones_like(mask)
    asked = (targets, mask, -100, 0.7, ",".join(names))
    found = torch.library.opcheck(operators.statistics_operator, (logits, *asked))
    assert set(found.values()) == {"SUCCESS"}
    if not needs_gradient:
        table, _ = operators.statistics_operator(logits, *asked)
        arguments = (logits, *asked, table, torch.ones_like(table))
        found = torch.library.opcheck(operators.gradient_operator, arguments)
        assert set(found.values()) == {"SUCCESS"}


def test_compiled_calls_are_those_of_eager() -> None:
    def run(logits: Any, targets: Any, mask: Any) -> Any:
        found = rf.logits.token_statistics(
            logits[:, :-1] * 2, targets[:, 1:], mask=mask[:, 1:], temperature=1.3, outputs=FIELDS
        )
        read = mask[:, 1:] & (targets[:, 1:] != -100)
        loss = torch.where(read, found.logprob - found.entropy, 0.0).sum()
        return loss, found.rank, found.self_certainty

    compiled = torch.compile(run, fullgraph=True, backend="aot_eager")
    for shape in (torch.float32, torch.bfloat16):
        logits, targets, mask = rows(shape, needs_gradient=True)
        loss, rank, certainty = run(logits, targets, mask)
        (gradient,) = torch.autograd.grad(loss, logits)
        again, *others = compiled(logits, targets, mask)
        (other,) = torch.autograd.grad(again, logits)
        assert torch.equal(loss, again)
        assert torch.equal(rank, others[0])
        assert torch.equal(certainty.nan_to_num(), others[1].nan_to_num())
        assert torch.equal(gradient, other)
    short = torch.compile(rf.logits.token_logprobs, fullgraph=True, backend="aot_eager", dynamic=True)
    for size in (3, 5):
        logits = torch.randn(size, 7)
        targets = torch.zeros(size, dtype=torch.int64)
        assert torch.equal(short(logits, targets), rf.logits.token_logprobs(logits, targets))


def test_keywords_of_control_reach_the_core() -> None:
    logits, targets, _ = rows(torch.float32, needs_gradient=True)
    seen: list[tuple[int, int]] = []
    one = rf.logits.token_logprobs(
        logits, targets, n_threads=1, progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (8, 8)
    assert torch.equal(one.nan_to_num(), rf.logits.token_logprobs(logits, targets).nan_to_num())
    with pytest.raises(rf.InvalidTypeError, match="unknown keyword 'n_thread'"):
        rf.logits.token_logprobs(logits, targets, n_thread=1)  # type: ignore[call-arg]


def test_one_backward_pass_and_no_second() -> None:
    logits, targets, _ = rows(torch.float32, needs_gradient=True)
    found = rf.logits.token_statistics(logits, torch.where(targets < 0, 0, targets), outputs=("logprob", "margin"))
    assert found.logprob.requires_grad
    assert not found.margin.requires_grad
    (gradient,) = torch.autograd.grad(found.logprob.sum(), logits, create_graph=True)
    with pytest.raises(RuntimeError, match="no autograd"):
        gradient.sum().backward()


def test_where_tensors_may_be() -> None:
    logits = torch.zeros(2, 3)
    with pytest.raises(rf.InvalidInputError, match=r"targets is on meta: expected cpu, where logits are"):
        rf.logits.token_logprobs(logits, torch.zeros(2, dtype=torch.int64, device="meta"))
    with pytest.raises(rf.InvalidInputError, match=r"hidden is on meta: expected hidden's device, the CPU or CUDA"):
        rf.logits.hidden_logprobs(torch.zeros(2, 3, device="meta"), torch.zeros(4, 3, device="meta"), [0, 0])
    with pytest.raises(rf.InvalidInputError, match=r"temperature = 0.0: expected 1e-30 <= temperature <= 1e30"):
        rf.logits.token_logprobs(logits, [0, 0], temperature=0.0)
    assert rf.logits.token_logprobs(logits[:0], []).shape == (0,)


def test_neither_torch_nor_triton_is_imported_for_arrays() -> None:
    body = """
import sys, numpy, rankfold.logits
rankfold.logits.token_statistics(numpy.zeros((1, 2)), [0])
print([name for name in ("torch", "triton", "rankfold.logits.operators") if name in sys.modules])
import torch
rankfold.logits.token_statistics(torch.zeros(1, 2), [0])
print([name for name in sys.modules if name.startswith("rankfold.logits.kernels")])
"""
    found = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n[]\n"
