"""The machine code of the CUDA kernels, which needs no device. `test_kernels.py` runs this in a process of its own.

How fast they are is not known from it; but how many instructions a logit takes bounds that, and spilled registers,
narrow loads and barriers within the loop would be seen.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("triton")

from rankfold.logits.kernels.parameters import LOAD_BYTES, row_parameters
from rankfold.logits.kernels.row_gradient import gradient_kernel
from rankfold.logits.kernels.row_statistics import COLUMNS, merge_kernel, statistics_kernel
from rankfold.logits.kernels.sequence_sums import sequence_kernel
from tests.logits.machine_code import MachineCode, disassembler, machine_code

pytestmark = pytest.mark.skipif(disassembler() is None, reason="this triton comes without ptxas and cuobjdump")

STRIDES = dict.fromkeys(("n_inner", "outer_stride", "inner_stride", "shift", "ignore_index"), "i64")
SCALES = {"scale": "fp32", "per_temperature": "fp32"}
THREE = ("logprob", "entropy", "self_certainty")

#: Arguments that the columns are written to.
ARGUMENTS = dict(
    zip(COLUMNS, (*COLUMNS[:5], "maximum", "logsumexp", "log_sum", "greatest_logit"), strict=True),
)


def statistics(
    form: str, n_tokens: int, asked: tuple[str, ...], *, aligned: bool = True, splits: int = 1
) -> tuple[MachineCode, float]:
    """The code, and the logits that a thread takes up in a turn of its longest loop."""
    width = LOAD_BYTES // (4 if form == "fp32" else 2)
    is_wide = "rank" in asked or "margin" in asked
    parameters = row_parameters(n_tokens, is_wide=is_wide)
    columns = {ARGUMENTS[name]: "i64" if name == "rank" else "fp32" for name in asked}
    code = machine_code(
        statistics_kernel,
        {"logits": form, "targets": "i64", **columns, **({"shares": "fp32"} if splits > 1 else {})},
        {**STRIDES, **SCALES},
        N_TOKENS=n_tokens,
        LANES=parameters.lanes,
        WIDTH=width,
        TILES=parameters.tiles,
        EDGE_TILES=parameters.edge_tiles,
        SPLITS=splits,
        ALIGNED=aligned,
        ENTROPY="entropy" in asked,
        CERTAINTY="self_certainty" in asked,
        RANK="rank" in asked,
        MARGIN="margin" in asked,
        PACKED=form != "fp32",
        num_warps=parameters.warps,
    )
    tiles = parameters.tiles if splits == 1 else parameters.edge_tiles
    return code, parameters.lanes * width * tiles / (32 * parameters.warps)


@pytest.mark.parametrize("form", ["bf16", "fp16", "fp32"])
@pytest.mark.parametrize("n_tokens", [32_000, 128_256, 151_936])
def test_three_numbers_of_rows_keep_to_the_bars(form: str, n_tokens: int) -> None:
    code, logits = statistics(form, n_tokens, THREE)
    assert code.registers <= 64
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= 10.5
    assert code.count("LDG") == code.count(r"LDG\.E\.128") == logits * (4 if form == "fp32" else 2) / 16
    assert code.count("BAR|LDL|STL|LDS|STS|SHFL") == 0


def test_odd_rows_keep_wide_loads() -> None:
    code, logits = statistics("bf16", 50_257, THREE, aligned=False)
    assert code.registers <= 64
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= 10.5
    for loop in range(len(code.loops)):
        assert code.count("LDG", loop) == code.count(r"LDG\.E\.128", loop)
        assert code.count("BAR|LDL|STL", loop) == 0


@pytest.mark.parametrize(
    ("asked", "most"), [(("logprob",), 6.0), (("logprob", "entropy"), 8.0), ((*THREE, "rank"), 14.5), (COLUMNS, 18.0)]
)
def test_other_numbers_of_rows(asked: tuple[str, ...], most: float) -> None:
    code, logits = statistics("bf16", 151_936, asked)
    assert code.stack == 0
    assert len(code.loops[0]) / logits <= most
    assert code.count("BAR|LDL|STL") == 0
    assert code.count("LDG") == code.count(r"LDG\.E\.128")


def test_shares_of_rows_and_their_merging() -> None:
    code, _ = statistics("bf16", 151_936, THREE, splits=16)
    assert code.registers <= 64
    assert code.stack == 0
    assert code.count("BAR|LDL|STL") == 0
    columns = {ARGUMENTS[name]: "i64" if name == "rank" else "fp32" for name in COLUMNS}
    pointers = {"logits": "bf16", "targets": "i64", "mask": "u8", "shares": "fp32", **columns}
    merged = machine_code(
        merge_kernel, pointers, {**STRIDES, **SCALES}, N_TOKENS=151_936, SPLITS=17, SIZE=32, num_warps=1
    )
    assert merged.stack == 0


def test_gradients_are_read_and_written_in_wide_pieces() -> None:
    columns = ("greatest_logit", "log_sum", "entropy", "of_logprob", "of_logsumexp", "of_entropy")
    pointers: dict[str, Any] = {
        "logits": "bf16",
        "targets": "i64",
        "gradient": "bf16",
        **dict.fromkeys(columns, "fp32"),
    }
    code = machine_code(
        gradient_kernel,
        pointers,
        {**STRIDES, **SCALES},
        N_TOKENS=151_936,
        BLOCK=2048,
        ALIGNED=True,
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
