"""A device that runs beside the processor: its ceilings, and what time and memory calls on it take."""

from __future__ import annotations

import math
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Ceilings", "Device"]


@dataclass(frozen=True)
class Ceilings:
    """What the device can do, measured in the same run: TB/s, TB/s and TFLOP/s."""

    copy: float
    read: float
    product: float


def _clocks() -> str:
    """Clocks of processors and memory, as the driver's own tool tells them."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return "clocks unknown"
    fields = "clocks.sm,clocks.max.sm,clocks.mem"
    command = [tool, f"--query-gpu={fields}", "--format=csv,noheader"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


class Device:
    """A GPU, or the processor where kernels are interpreted, whose times mean nothing."""

    def __init__(self, torch: Any, name: str) -> None:
        self._torch, self.where = torch, name
        self.is_real = name == "cuda"
        self.name = torch.cuda.get_device_name() if self.is_real else "Triton's interpreter"
        self.ceilings = self._measure_ceilings() if self.is_real else Ceilings(math.nan, math.nan, math.nan)

    def describe(self) -> None:
        """The machine, before anything that may fail."""
        import triton

        print(f"{self.name}; torch {self._torch.__version__}, triton {triton.__version__}")
        if self.is_real:
            found = self.ceilings
            rates = f"copy {found.copy:.2f} TB/s, read {found.read:.2f} TB/s, product {found.product:.0f} TFLOP/s"
            print(f"{_clocks()}; {rates}")

    def time(self, run: Callable[[], Any], warmup: int = 5, repeats: int = 30) -> float:
        """Median milliseconds between events of the device."""
        torch = self._torch
        if not self.is_real:
            start = time.perf_counter()
            run()
            return (time.perf_counter() - start) * 1e3
        for _ in range(warmup):
            run()
        pairs = [[torch.cuda.Event(enable_timing=True) for _ in range(2)] for _ in range(repeats)]
        for first, last in pairs:
            first.record()
            run()
            last.record()
        torch.cuda.synchronize()
        return sorted(first.elapsed_time(last) for first, last in pairs)[repeats // 2]

    def graph_time(self, runs: Sequence[Callable[[], Any]]) -> float | None:
        """Milliseconds of one of these, replayed as a graph one after the other, without what launching costs."""
        if not self.is_real:
            return None
        torch = self._torch
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph):
                for run in runs:
                    run()
        except RuntimeError:
            return None
        return self.time(graph.replay) / len(runs)

    def host_time(self, run: Callable[[], Any], repeats: int = 500) -> float:
        """Milliseconds until a call returns, whose work is still to be done; the least of some means."""
        found = []
        for _ in range(5):
            self._torch.cuda.synchronize()
            start = time.perf_counter()
            for _ in range(repeats):
                run()
            found.append(time.perf_counter() - start)
        return min(found) / repeats * 1e3

    def extra_mib(self, run: Callable[[], Any]) -> float:
        """Memory at its highest above what was there before."""
        if not self.is_real:
            return math.nan
        torch = self._torch
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        run()
        torch.cuda.synchronize()
        return (torch.cuda.max_memory_allocated() - before) / 2**20

    def _measure_ceilings(self) -> Ceilings:
        torch = self._torch
        x = torch.randn(1 << 31, device="cuda", dtype=torch.bfloat16)
        y, rows = torch.empty_like(x), x.view(-1, 1 << 16)
        copy = 2 * x.nbytes / self.time(lambda: y.copy_(x)) / 1e9
        read = x.nbytes / self.time(lambda: torch.amax(rows, 1)) / 1e9
        left, right = x[: 1 << 26].view(8192, 8192), x[-(1 << 26) :].view(8192, 8192)
        product = 2 * 8192**3 / self.time(lambda: left @ right) / 1e9
        return Ceilings(copy, read, product)
