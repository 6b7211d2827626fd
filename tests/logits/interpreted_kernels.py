"""The CUDA kernels under Triton's interpreter, on the CPU. `test_kernels.py` runs this in a process of its own.

That proves the arithmetic and the addresses. What an interpreter has not, it cannot prove: many programs at once, and
comparisons of packed pairs.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import rankfold as rf
from rankfold.logits.token_statistics import Request
from tests.logits.rows import assert_close
from tests.naive.logits import token_statistics as naive

torch = pytest.importorskip("torch")
pytest.importorskip("triton")

from rankfold.logits import operators  # noqa: E402
from rankfold.logits.columns import COLUMNS, SAVED, Asked  # noqa: E402
from rankfold.logits.cuda_sequences import cuda_sequences  # noqa: E402
from rankfold.logits.hidden_tensors import HiddenTensors  # noqa: E402
from rankfold.logits.kernels.launch import Layout  # noqa: E402
from rankfold.logits.kernels.parameters import RowParameters, row_parameters  # noqa: E402
from rankfold.logits.kernels.row_gradient import row_gradient  # noqa: E402
from rankfold.logits.kernels.row_parts import RowParts  # noqa: E402
from rankfold.logits.kernels.row_statistics import is_interpreted, row_statistics  # noqa: E402
from rankfold.logits.kernels.sequence_sums import sequence_sums  # noqa: E402

# Numpy, on which the interpreter stands, warns of infinities that the kernels mean.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")

ALL = (*COLUMNS, "rank")
FORMS = [torch.float32, torch.bfloat16, torch.float16]


@pytest.fixture(autouse=True)
def _poisoned_memory() -> Any:
    """What is allocated holds NaN, so that nothing passes that was not written."""
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = True
    yield
    torch.use_deterministic_algorithms(False)


def statistics(logits: Any, targets: Any, **options: Any) -> Any:
    outputs = options.pop("outputs", ALL)
    asked = {"mask": None, "ignore_index": -100, "temperature": 1.0, **options}
    found = by_name(row_statistics(logits, targets, **asked, asked=Asked.of(outputs)), outputs)
    flat = {name: column.reshape(-1) for name, column in found.items() if name not in SAVED}
    return rf.logits.TokenStatistics(**flat)


def by_name(found: Any, outputs: tuple[str, ...]) -> dict[str, Any]:
    table, rank = found
    columns = dict(zip(Asked.of(outputs).names, table, strict=True))
    return {**columns, "rank": rank} if "rank" in outputs else columns


def agree(found: Any, logits: Any, targets: Any, temperature: float = 1.0) -> None:
    flat = logits.double().reshape(-1, logits.shape[-1]).numpy()
    for row, target in enumerate(targets.reshape(-1).tolist()):
        assert_close(found, naive.token_statistics(flat[row], target, temperature), row)


def test_this_is_the_interpreter() -> None:
    assert is_interpreted()


@pytest.fixture(params=[32, 64])
def lanes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Other cuts than that of so few rows."""
    cut = RowParameters(request.param, 4, 2, request.param // 32)
    monkeypatch.setattr("rankfold.logits.kernels.row_statistics.row_parameters", lambda *_, **__: cut)
    return request.param


def check_rows(n_tokens: int, form: Any) -> None:
    torch.manual_seed(n_tokens)
    logits = (torch.randn(3, n_tokens) * 3 + 20).to(form)
    logits[1, torch.rand(n_tokens) < 0.3] = -math.inf
    logits[1, 0] = 1.0
    targets = torch.randint(0, n_tokens, (3,))
    for temperature in (1.0, 0.6):
        agree(statistics(logits, targets, temperature=temperature), logits, targets, temperature)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_tokens", [1, 2, 7, 8, 9, 511, 513, 1025, 2051, 4099, 9001])
def test_rows_are_what_the_twin_says(n_tokens: int, form: Any) -> None:
    check_rows(n_tokens, form)


@pytest.mark.usefixtures("lanes")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_tokens", [7, 513, 1025, 2051, 4099])
def test_rows_are_that_however_they_are_cut(n_tokens: int, form: Any) -> None:
    check_rows(n_tokens, form)


@pytest.mark.parametrize("is_wide", [False, True])
def test_cuts_fit_their_rows(is_wide: bool) -> None:
    for n_rows in (1, 132, 133, 264, 265, 528, 529, 100_000):
        for n_tokens in (1, 8, 9, 255, 1024, 1025, 4097, 16_384, 16_385, 50_257, 151_936):
            cut = row_parameters(n_rows, n_tokens, is_wide=is_wide)
            assert cut.tiles % cut.edge_tiles == 0
            assert cut.lanes == 32 * cut.warps
            # No half of what is read at once would do.
            assert cut.tiles == 1 or cut.lanes * cut.tiles // 2 < -(-n_tokens // 8)
            assert cut.lanes == 32 or cut.lanes * 32 <= n_tokens
    assert row_parameters(1, 151_936).lanes > row_parameters(200, 151_936).lanes > row_parameters(9999, 151_936).lanes


@pytest.mark.parametrize("form", FORMS)
def test_rows_are_read_where_they_lie(form: Any) -> None:
    torch.manual_seed(1)
    table = (torch.randn(2, 4, 1031) * 2).to(form)
    views = [
        table[:, :-1, 3:1028],
        table[:, 1:, :],
        table.transpose(0, 1)[1:, :, 5:],
        table[0, 2],
        table[:, :, ::2],
        table.permute(2, 0, 1)[:3],
        table[:, None, ::2, :600],
    ]
    for view in views:
        targets = torch.randint(0, view.shape[-1], view.shape[:-1])
        agree(statistics(view, targets), view, targets)
    assert [Layout.of(view).base.data_ptr() // table.untyped_storage().data_ptr() for view in views[:4]] == [1] * 4
    assert Layout.of(views[1]).base.untyped_storage().data_ptr() == table.untyped_storage().data_ptr()


def test_rows_without_a_distribution() -> None:
    logits = torch.zeros(6, 600)
    logits[0, 5], logits[1, 599], logits[2, 300] = math.nan, math.inf, -math.inf
    logits[3] = -math.inf
    logits[4, 1:], logits[4, 0] = torch.finfo(torch.float32).min, 3.0
    targets = torch.zeros(6, dtype=torch.int64)
    found = statistics(logits, targets)
    known = [2, 4, 5]
    for name in ("logprob", "entropy", "self_certainty", "margin", "max", "logsumexp"):
        column = getattr(found, name)
        assert torch.isnan(column[[0, 1, 3]]).all(), name
        assert not torch.isnan(column[known]).any(), name
    assert found.rank.tolist() == [0, 0, 1, 0, 1, 1]
    assert abs(found.logprob[4]) < 1e-7
    assert found.entropy[4] < 1e-7
    assert found.self_certainty[4] < 1e-7
    impossible = statistics(logits[2:3], torch.tensor([300]))
    assert impossible.logprob.tolist() == [-math.inf]
    assert impossible.rank.tolist() == [600]


def test_rows_that_are_left_out() -> None:
    logits = torch.randn(5, 1100)
    logits[:3] = math.nan
    targets = torch.tensor([-100, 3, 1100, -7, 3])
    mask = torch.tensor([True, False, True, True, True])
    found = statistics(logits, targets, mask=mask)
    assert torch.isnan(found.logprob[:4]).all()
    assert torch.isnan(found.entropy[:4]).all()
    assert found.rank[:4].tolist() == [0] * 4
    assert_close(found, naive.token_statistics(logits[4].double().numpy(), 3), 4)
    without = statistics(logits[4:], None, outputs=("entropy", "logsumexp"))
    assert torch.equal(without.entropy, found.entropy[4:])


def test_offsets_cost_no_digits() -> None:
    torch.manual_seed(2)
    steps = torch.randint(-64, 64, (1, 700)) / 8
    targets = torch.tensor([3])
    near = statistics(steps, targets)
    for offset in (1e3, -1e5):
        far = statistics(steps + offset, targets)
        # The interpreter rounds products before sums, which the device does not.
        assert abs(float(far.entropy - near.entropy)) < 1e-6 * abs(offset)
        assert abs(float(far.logprob - near.logprob)) < 1e-6 * abs(offset)
        assert torch.equal(far.rank, near.rank)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_tokens", [9, 64, 2500])
def test_gradients_are_those_of_autograd(form: Any, n_tokens: int) -> None:
    torch.manual_seed(n_tokens)
    logits = (torch.randn(5, n_tokens) * 2).to(form)
    logits[:, 3], logits[2] = -math.inf, math.nan
    targets = torch.randint(4, n_tokens, (5,))
    targets[2] = -100
    mask = torch.tensor([True, False, True, True, True])
    read = torch.tensor([0, 3, 4])
    weights = torch.randn(3, 5)
    possible = [k for k in range(n_tokens) if k != 3]
    exact = logits[read][:, possible].double().requires_grad_()
    logp = torch.log_softmax(exact / 0.7, -1)
    own = logp.gather(1, (targets[read] - 1)[:, None])[:, 0]
    entropy = -(logp.exp() * logp).sum(-1)
    terms = (own, torch.logsumexp(exact / 0.7, -1), entropy)
    for kept in ([True, True, True], [True, False, False], [False, True, False], [False, False, True]):
        outputs = tuple(
            name for name, is_kept in zip(("logprob", "logsumexp", "entropy"), kept, strict=True) if is_kept
        )
        outputs = (*outputs, "self_certainty", "max", *SAVED)
        asked = Asked.of(outputs)
        table, _ = row_statistics(logits, targets, mask, -100, 0.7, asked)
        given = {"logprob": weights[0], "logsumexp": weights[1], "entropy": weights[2]}
        nothing = torch.full((5,), math.nan)
        of_table = torch.stack([given.get(name, nothing) for name in asked.names])
        total = sum((weights[k][read].double() * terms[k]).sum() for k in range(3) if kept[k])
        (expected,) = torch.autograd.grad(total, exact, retain_graph=True)
        found = row_gradient(logits, targets, mask, -100, 0.7, asked, table, of_table)
        assert found.dtype == form
        slack = 1e-5 if form == torch.float32 else 2e-2
        assert (found[read][:, possible].double() - expected).abs().max() < slack
        assert (found[:, 3] == 0).all()
        assert (found[[1, 2]] == 0).all()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sizes", [(1, 1, 7), (600, 9, 1500), (1024, 1024)])
def test_rows_that_come_in_parts(sizes: tuple[int, ...], form: Any) -> None:
    n_tokens = sum(sizes)
    torch.manual_seed(n_tokens)
    logits = (torch.randn(5, n_tokens) * 3).to(form)
    logits[0, : sizes[0]], logits[1, sizes[0] :], logits[2, 5] = -math.inf, -math.inf, math.nan
    logits[3, sizes[0]], logits[3, 0] = 30.0, 29.0
    targets = torch.tensor([n_tokens - 1, 0, 0, sizes[0], 3])
    outputs = ("logprob", "entropy", "self_certainty", "margin", "max", "logsumexp")
    parts = RowParts(5, targets, logits.device, 0.7, Asked.of(outputs))
    first = 0
    for part in logits.split(sizes, 1):
        parts.add(part.contiguous(), first)
        first += part.shape[1]
    found = rf.logits.TokenStatistics(**by_name(parts.finish(), outputs))
    whole = statistics(logits, targets, temperature=0.7, outputs=outputs)
    for name in outputs:
        one, other = getattr(found, name), getattr(whole, name)
        assert torch.allclose(one, other, rtol=2e-6, atol=3e-6, equal_nan=True), name
    assert torch.isnan(found.entropy[2])


@pytest.mark.parametrize("outputs", [("logprob", "entropy", "self_certainty"), ("rank", "margin")])
def test_hidden_states_on_a_device(outputs: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(4)
    # A buffer of 2,304 logits: of 9 rows no more than 256 tokens at once, or all tokens of fewer rows.
    monkeypatch.setattr("rankfold.logits.hidden_tensors._CUDA_BUFFER_BYTES", 9 * 256 * 4)
    monkeypatch.setattr("rankfold.logits.hidden_tensors._CUDA_ROWS", 9)
    hidden, weight, bias = torch.randn(20, 6), torch.randn(700, 6), torch.randn(700)
    bias[300:400] = -math.inf
    targets = torch.randint(0, 300, (20,))
    tensors = HiddenTensors.of(hidden, weight, bias)
    expected = rf.logits.hidden_logprobs(hidden, weight, targets, bias=bias, outputs=outputs)
    for step in (None, 7):
        table, rank = tensors.on_cuda(hidden, Request(targets, -100, None, 1.0, outputs), None, step)
        found = by_name((table, rank), outputs)
        for name in outputs:
            assert torch.allclose(found[name], getattr(expected, name), rtol=1e-5, atol=1e-5), name
    nothing, _ = tensors.on_cuda(hidden[:0], Request(targets[:0], -100, None, 1.0, outputs), None, None)
    assert nothing.shape == (len(Asked.of(outputs).names), 0)


@pytest.mark.parametrize("window", [None, 1, 3, 100])
@pytest.mark.parametrize("form", [torch.float32, torch.float64])
def test_sequences_have_the_bits_of_the_cpu(form: Any, window: int | None) -> None:
    generator = np.random.default_rng(5)
    lengths = [0, 1, 5, 40, 3, 0]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    tokens = torch.from_numpy(-generator.gamma(0.5, 1.0, offsets[-1])).to(form)
    tokens[2], tokens[-1], tokens[10] = -math.inf, 0.0, -0.0
    expected = rf.logits.sequence_statistics(tokens, offsets, window=window)
    places = torch.from_numpy(offsets)
    found = sequence_sums(tokens, places[:-1], places[1:] - places[:-1], window)
    for name, column in found.items():
        assert column.numpy().tobytes() == getattr(expected, name).tobytes(), name


def test_sequences_that_are_none() -> None:
    tokens = torch.tensor([-1.0, 0.5, math.nan, -2.0])
    found = sequence_sums(tokens, torch.tensor([0, 2, 3, 0]), torch.tensor([2, 1, 1, -1]), 2)
    for name, column in found.items():
        assert torch.isnan(column[[0, 1, 3]]).all(), name
        assert column[2] == -2.0, name


@pytest.mark.parametrize("window", [None, 3])
def test_padded_sequences_have_the_bits_of_the_cpu(window: int | None) -> None:
    generator = np.random.default_rng(6)
    tokens = torch.from_numpy(-generator.gamma(0.5, 1.0, (9, 14)).astype(np.float32))
    mask = torch.from_numpy(generator.random((9, 14)) < 0.6)
    mask[4], tokens[~mask] = False, math.nan
    expected = rf.logits.sequence_statistics(tokens, mask=mask, window=window)
    offsets = torch.cat([torch.zeros(1, dtype=torch.int64), mask.sum(1).cumsum(0)])
    for found in (
        cuda_sequences(tokens, None, mask, window),
        cuda_sequences(tokens, None, mask.numpy(), window),
        cuda_sequences(tokens[mask], offsets, None, window),
        cuda_sequences(tokens[mask], offsets.tolist(), None, window),
    ):
        for name, column in found.items():
            if name == "perplexity":
                assert np.allclose(column, expected.perplexity, rtol=1e-14, equal_nan=True)
            else:
                assert np.array_equal(column, getattr(expected, name), equal_nan=True), name
    short = cuda_sequences(torch.tensor([-0.5, -1.0], dtype=torch.bfloat16), [0, 2], None, window)
    assert short["sum"].tolist() == [-1.5]


def test_faults_of_sequences_are_named() -> None:
    tokens = torch.tensor([-1.0, -2.0])
    for offsets, mask, text in [
        ([0, 3], None, r"offsets = \[0, 3\]: expected offsets that rise from 0 to 2"),
        (None, [[True]], r"expected \(n_sequences, length\)"),
    ]:
        with pytest.raises(rf.InvalidInputError, match=text):
            cuda_sequences(tokens, offsets, mask, None)
    with pytest.raises(rf.InvalidInputError, match=r"mask has shape \(1, 1\): expected"):
        cuda_sequences(tokens[None], None, [[True]], None)
    with pytest.raises(rf.InvalidTypeError, match=r"mask has dtype torch.int64: expected bool"):
        cuda_sequences(tokens[None], None, [[1, 1]], None)
    with pytest.raises(rf.InvalidTypeError, match=r"token_logprobs has dtype torch.int64"):
        cuda_sequences(torch.tensor([1]), [0, 1], None, None)


def test_operators_give_rows_their_shape() -> None:
    torch.manual_seed(3)
    logits, targets = torch.randn(2, 4, 11), torch.randint(0, 11, (2, 4))
    found = operators.statistics_on_cuda(logits, targets, None, -100, 1.0, ",".join(ALL))
    expected = rf.logits.token_statistics(logits, targets)
    assert torch.allclose(by_name(found, ALL)["logprob"], expected.logprob, rtol=0, atol=2e-6)
    weights = torch.randn(2, 4)
    of_table = torch.zeros_like(found[0])
    of_table[0] = weights
    gradient = operators.gradient_on_cuda(logits, targets, None, -100, 1.0, ",".join(ALL), found[0], of_table)
    logits.requires_grad_()
    (wanted,) = torch.autograd.grad((rf.logits.token_logprobs(logits, targets) * weights).sum(), logits)
    assert torch.allclose(gradient, wanted, rtol=0, atol=1e-6)
    short = operators.statistics_on_cuda(logits.detach(), None, None, -100, 1.0, "entropy")
    assert [tuple(column.shape) for column in short] == [(1, 2, 4), (0,)]
    with pytest.raises(rf.InvalidTypeError, match="expected bfloat16, float16 or float32"):
        operators.statistics_on_cuda(logits.detach().double(), targets, None, -100, 1.0, "logprob")
