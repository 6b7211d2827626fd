"""The machine code of the CUDA kernels, which needs no device. `test_kernels.py` runs this in a process of its own.

How fast they are is not known from it; but how many instructions a logit takes bounds that, and spilled registers,
narrow loads and barriers within the loop would be seen.
"""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("triton")

import triton

from rankfold.logits.columns import COLUMNS, Asked
from rankfold.logits.kernels.parameters import LOAD_BYTES, row_parameters
from rankfold.logits.kernels.row_gradient import gradient_kernel
from rankfold.logits.kernels.row_parts import finish_kernel, part_kernel
from rankfold.logits.kernels.row_statistics import statistics_kernel
from rankfold.logits.kernels.sequence_sums import sequence_kernel
from tests.logits.machine_code import MachineCode, disassembler, machine_code

pytestmark = pytest.mark.skipif(disassembler() is None, reason="this triton comes without ptxas and cuobjdump")

STRIDES = dict.fromkeys(("n_rows", "n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"), "i64")
SCALES = {"scale": "fp32", "per_temperature": "fp32"}
THREE = ("logprob", "entropy", "self_certainty")

ALL = (*COLUMNS, "rank")

#: Before 3.9 Triton widens all logits of a step before it uses the first, which takes as many registers again.
REGISTERS = 64 if tuple(map(int, triton.__version__.split(".")[:2])) >= (3, 9) else 128


def statistics(
    form: str, n_tokens: int, asked: tuple[str, ...], *, aligned: bool = True, n_rows: int = 8192
) -> tuple[MachineCode, float]:
    """The code, and the logits that a thread takes up in a turn of its longest loop."""
    width = LOAD_BYTES // (4 if form == "fp32" else 2)
    is_wide = "rank" in asked or "margin" in asked
    parameters = row_parameters(n_rows, n_tokens, is_wide=is_wide)
    columns = {"columns": "fp32", **({"rank": "i64"} if "rank" in asked else {})}
    code = machine_code(
        statistics_kernel,
        {"logits": form, "targets": "i64", **columns},
        {**STRIDES, **SCALES},
        N_TOKENS=n_tokens,
        LANES=parameters.lanes,
        WIDTH=width,
        TILES=parameters.tiles,
        EDGE_TILES=parameters.edge_tiles,
        ALIGNED=aligned,
        ASKED=Asked.of(asked).columns,
        PACKED=form != "fp32",
        num_warps=parameters.warps,
    )
    return code, parameters.lanes * width * parameters.tiles / (32 * parameters.warps)


@pytest.mark.parametrize("form", ["bf16", "fp16", "fp32"])
@pytest.mark.parametrize("n_tokens", [32_000, 128_256, 151_936])
def test_three_numbers_of_rows_keep_to_the_bars(form: str, n_tokens: int) -> None:
    code, logits = statistics(form, n_tokens, THREE)
    assert code.registers <= REGISTERS
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= 10.5
    assert code.count("LDG") == code.count(r"LDG\.E\.128") == logits * (4 if form == "fp32" else 2) / 16
    assert code.count("BAR|LDL|STL|LDS|STS|SHFL") == 0


def test_odd_rows_keep_wide_loads() -> None:
    code, logits = statistics("bf16", 50_257, THREE, aligned=False)
    assert code.registers <= REGISTERS
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= 10.5
    for loop in range(len(code.loops)):
        assert code.count("LDG", loop) == code.count(r"LDG\.E\.128", loop)
        assert code.count("BAR|LDL|STL", loop) == 0


@pytest.mark.parametrize(
    ("asked", "most"), [(("logprob",), 6.0), (("logprob", "entropy"), 8.0), ((*THREE, "rank"), 14.5), (ALL, 18.0)]
)
def test_other_numbers_of_rows(asked: tuple[str, ...], most: float) -> None:
    code, logits = statistics("bf16", 151_936, asked)
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= most
    assert code.count("BAR|LDL|STL") == 0
    assert code.count("LDG") == code.count(r"LDG\.E\.128")


@pytest.mark.parametrize("asked", [THREE, ALL])
@pytest.mark.parametrize("n_rows", [1, 133, 265])
def test_few_rows_have_large_programs(n_rows: int, asked: tuple[str, ...]) -> None:
    code, _ = statistics("bf16", 151_936, asked, n_rows=n_rows)
    # Of 512 threads, a processor has no more for each.
    assert code.registers <= 128
    assert code.stack == 0
    assert code.count("BAR|LDL|STL") == 0
    assert code.count("LDG") == code.count(r"LDG\.E\.128")


def test_parts_of_rows_and_what_is_carried() -> None:
    parameters = row_parameters(8192, 4096)
    part = machine_code(
        part_kernel,
        {"logits": "bf16", "targets": "i64", "carried": "fp32"},
        {"n_rows": "i64", "first_token": "i64", "scale": "fp32"},
        N_TOKENS=4096,
        LANES=parameters.lanes,
        WIDTH=8,
        TILES=parameters.tiles,
        EDGE_TILES=parameters.edge_tiles,
        ALIGNED=True,
        ASKED=Asked.of(THREE).columns,
        RANK=False,
        PACKED=True,
        num_warps=parameters.warps,
    )
    assert part.registers <= REGISTERS
    assert part.stack == 0
    assert part.count("LDG") == part.count(r"LDG\.E\.128")
    whole = {**SCALES, "n_rows": "i64"}
    last = machine_code(finish_kernel, {"carried": "fp32", "columns": "fp32"}, whole, ASKED=255, num_warps=1)
    assert last.stack == 0


def test_gradients_are_read_and_written_in_wide_pieces() -> None:
    pointers = {"logits": "bf16", "targets": "i64", "gradient": "bf16", "columns": "fp32", "of_columns": "fp32"}
    code = machine_code(
        gradient_kernel,
        pointers,
        {**STRIDES, **SCALES},
        N_TOKENS=151_936,
        BLOCK=2048,
        ALIGNED=True,
        ASKED=Asked.of(COLUMNS).columns,
        num_warps=4,
    )
    assert code.stack == 0
    assert code.registers <= 64
    # 2048 logits of 128 threads.
    assert code.count(r"LDG\.E\.128", None) == code.count(r"STG\.E\.128", None) == 2
    assert code.count("STG", None) == 2


@pytest.mark.parametrize("windows", [False, True])
def test_sequences_do_not_spill(windows: bool) -> None:
    outputs = ("total_of", "least_of", *(("tail_of", "least_window_of") if windows else ()))
    pointers = {"tokens": "fp32", "starts": "i64", "lengths": "i64", **dict.fromkeys(outputs, "fp64")}
    numbers = {"n_sequences": "i32", "window": "i32"}
    code = machine_code(sequence_kernel, pointers, numbers, LANES=32, WINDOWS=windows, num_warps=1)
    assert code.stack == 0
