"""The CUDA kernels without a device, in processes of their own: interpreted on the CPU, and compiled but not run."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("triton") is None,
    reason="kernels need torch and triton: pip install 'rankfold[torch]' triton",
)


def run(module: str, **environment: str) -> None:
    """The tests of a module in a process, since Triton decides when it is imported whether it interprets."""
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", f"tests/logits/{module}.py"]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("TRITON_")}
    found = subprocess.run(
        command, cwd=ROOT, env={**variables, **environment}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]
    if " passed" not in found.stdout:
        pytest.skip(found.stdout.strip().splitlines()[-2])


def test_interpreted() -> None:
    run("interpreted_kernels", TRITON_INTERPRET="1")


def test_compiled() -> None:
    run("compiled_kernels")


def test_the_benchmark_runs_without_a_gpu() -> None:
    command = [sys.executable, "-m", "benches.gpu_logits", "--interpret"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-4000:]
    assert found.stdout.endswith("bar: errors against 64 bits: met\n")
