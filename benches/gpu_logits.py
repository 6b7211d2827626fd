"""Statistics of logits on a GPU: against the device's ceilings, and against torch and other people's kernels.

``python -m benches.gpu_logits [--json FILE]`` on a machine with a GPU, some minutes; it prints one table last.
``--interpret`` runs small shapes on the CPU under Triton's interpreter, to see that everything runs: times then mean
nothing, and only what is right is reported. Peers that are not installed are left out; no bar is asserted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from benches.gpu_contestants import Contestants, Run
from benches.gpu_device import Device

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 8 << 30
_SLACK = 2e-5
_BARS = {"H100": 0.93, "H200": 0.88}


@dataclass(frozen=True)
class Line:
    """One contestant on one task."""

    task: str
    shape: str
    who: str
    milliseconds: float
    graph_milliseconds: float | None
    rate: float
    unit: str
    of_ceiling: float
    extra_mib: float
    error: float
    note: str = ""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interpret", action="store_true", help="small shapes under Triton's interpreter, on the CPU")
    parser.add_argument("--sweep", action="store_true", help="also other cuts of the kernel, at two shapes")
    parser.add_argument("--rows", default="64,1024,4096,8192,32768", help="which numbers of rows, divided by commas")
    parser.add_argument("--json", type=Path, help="where to write the lines")
    options = parser.parse_args()
    if options.interpret:
        os.environ["TRITON_INTERPRET"] = "1"
    import torch

    if not options.interpret and not torch.cuda.is_available():
        sys.exit("gpu_logits needs a CUDA device, or --interpret")
    device = Device(torch, "cpu" if options.interpret else "cuda")
    device.describe()
    bench = Bench(torch, device, [int(n) for n in options.rows.split(",")])
    lines = [*bench.rows(), *bench.gradients(), *bench.hidden(), *bench.calls()]
    if options.sweep and not options.interpret:
        lines += bench.sweep()
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))
    bench.report(lines)


class Bench:
    """One run on one device."""

    def __init__(self, torch: Any, device: Device, n_rows: list[int]) -> None:
        self.torch, self.device, self.n_rows = torch, device, n_rows
        self.is_real, self.ceilings = device.is_real, device.ceilings
        self.contestants = Contestants(torch, is_real=device.is_real)

    def logits(self, n_rows: int, n_tokens: int, form: Any, kind: str) -> tuple[Any, Any]:
        """Noise; a token that stands out; or some tokens that are impossible. Never zeros, which are cheap to move."""
        torch = self.torch
        torch.manual_seed(n_rows + n_tokens)
        x = (
            torch.randn(n_rows, n_tokens, device=self.device.where, dtype=torch.float32 if not self.is_real else form)
            * 3
        )
        targets = torch.randint(0, n_tokens, (n_rows,), device=self.device.where)
        if kind == "peaked":
            x.scatter_(1, targets[:, None], 15.0)
        if kind == "masked":
            x[:, torch.rand(n_tokens, device=self.device.where) < 0.05] = -math.inf
        return x.to(form), targets

    def exact(self, logits: Any, targets: Any) -> tuple[Any, Any]:
        """Log-probabilities and entropies in 64 bits, a few rows at a time."""
        torch = self.torch
        found = []
        for start in range(0, len(logits), 256):
            logp = torch.log_softmax(logits[start : start + 256].double(), -1)
            own = logp.gather(1, targets[start : start + 256, None])[:, 0]
            found.append((own, -torch.where(logp > -math.inf, logp.exp() * logp, 0.0).sum(-1)))
        return torch.cat([own for own, _ in found]), torch.cat([entropy for _, entropy in found])

    def rows(self) -> Iterator[Line]:
        """Three numbers, two, and one of each row."""
        shapes = [(n, v) for v in (32_000, 128_256, 151_936, 50_257) for n in self.n_rows]
        shapes = [(n, v) for n, v in shapes if 2 * n * v <= _BYTES] if self.is_real else [(2, 1003), (3, 2048)]
        for n_rows, n_tokens in shapes:
            for form, kind in self._kinds(n_rows, n_tokens):
                logits, targets = self.logits(n_rows, n_tokens, form, kind)
                shape = f"{n_rows:,} x {n_tokens:,} {str(form).removeprefix('torch.')}, {kind}"
                exact = self.exact(logits, targets)
                three = ("logprob", "entropy", "self_certainty")
                contestants = [
                    ("three numbers", "rankfold", self.contestants.own(three)),
                    ("two numbers", "rankfold", self.contestants.own(three[:2])),
                    ("one number", "rankfold", self.contestants.own(three[:1])),
                    ("three and rank", "rankfold", self.contestants.own((*three, "rank"))),
                ]
                if kind == "noise":
                    contestants += [("two numbers", who, run) for who, run in self.contestants.peers(with_entropy=True)]
                    contestants += [("one number", who, run) for who, run in self.contestants.peers(with_entropy=False)]
                if n_rows != 4096:
                    # Most of the time would go into compiling.
                    contestants = [one for one in contestants if one[1] != "torch.compile"]
                yield from self._race(contestants, shape, logits, targets, exact)

    def _kinds(self, n_rows: int, n_tokens: int) -> list[tuple[Any, str]]:
        torch = self.torch
        found = [(torch.bfloat16, "noise")]
        if not self.is_real or (n_rows, n_tokens) == (8192, 151_936):
            found += [(torch.bfloat16, "peaked"), (torch.bfloat16, "masked"), (torch.float32, "noise")]
        return found

    def _race(
        self, contestants: list[tuple[str, str, Run]], shape: str, logits: Any, targets: Any, exact: Any
    ) -> Iterator[Line]:
        torch = self.torch
        # Buffers in turn, so that none is found in the cache.
        copies = max(1, min(8, (256 << 20) // logits.nbytes)) if self.is_real else 1
        buffers = [logits, *(logits.clone() for _ in range(copies - 1))]
        for task, who, run in contestants:
            try:
                found = run(logits, targets)
                error = self._error(found, exact)
                turn = iter(range(1 << 30))

                def call(run: Run = run, turn: Any = turn) -> Any:
                    return run(buffers[next(turn) % copies], targets)

                milliseconds = self.device.time(call)
                replays = [partial(run, buffer, targets) for buffer in buffers]
                graph = self.device.graph_time(replays)
                extra = self.device.extra_mib(partial(run, logits, targets))
            except (RuntimeError, ValueError, TypeError, NotImplementedError) as reason:
                print(
                    f"{task}, {shape}: {who} is left out: {type(reason).__name__}: {str(reason)[:120]}", file=sys.stderr
                )
                if self.is_real:
                    torch.cuda.empty_cache()
                continue
            # Of few rows launching takes longer than reading them.
            rate = logits.nbytes / (graph or milliseconds) / 1e9
            line = Line(task, shape, who, milliseconds, graph, rate, "TB/s", rate / self.ceilings.copy, extra, error)
            yield replace(line, note="wrong" if who == "rankfold" and error > self._allowed(logits, exact) else "")

    def _error(self, found: Any, exact: Any) -> float:
        torch = self.torch
        worst = 0.0
        for name, expected in zip(("logprob", "entropy"), exact, strict=True):
            if name in found:
                own = found[name].double()[: len(expected)]
                same = torch.where(own == expected[: len(own)], 0.0, (own - expected[: len(own)]).abs())
                worst = max(worst, float(same.max()) if not same.isnan().any() else math.inf)
        return worst

    def _allowed(self, logits: Any, exact: Any) -> float:
        """What is promised of log-probabilities, of the worst row."""
        finite = exact[0][exact[0] > -math.inf].abs()
        return _SLACK + 2e-6 * (abs(float(logits.amax())) + float(finite.max() if len(finite) else 0.0))

    def gradients(self) -> Iterator[Line]:
        """One read and one write, behind one read."""
        if not self.is_real:
            return
        import rankfold as rf

        torch = self.torch

        def own(logits: Any, targets: Any) -> Any:
            return torch.autograd.grad(rf.logits.token_logprobs(logits, targets).sum(), logits)

        def plain(logits: Any, targets: Any) -> Any:
            loss = torch.nn.functional.cross_entropy(logits.float(), targets, reduction="sum")
            return torch.autograd.grad(-loss, logits)

        ways: list[tuple[str, Any]] = [("rankfold", own), ("torch", plain)]
        for who, call in self.contestants.trl(with_entropy=True):

            def theirs(logits: Any, targets: Any, call: Any = call) -> Any:
                return torch.autograd.grad(call(logits, targets)["logprob"].sum(), logits)

            ways.append((who, theirs))
        for n_rows, n_tokens in ((4096, 128_256), (4096, 50_257)):
            logits, targets = self.logits(n_rows, n_tokens, torch.bfloat16, "noise")
            logits.requires_grad_()
            shape = f"{n_rows:,} x {n_tokens:,} bfloat16"
            for who, way in ways:
                run = partial(way, logits, targets)
                milliseconds, graph = self.device.time(run, repeats=10), self.device.graph_time([run])
                rate = 3 * logits.nbytes / (graph or milliseconds) / 1e9
                of_ceiling, extra = rate / self.ceilings.copy, self.device.extra_mib(run)
                task = "logprob and its gradient"
                yield Line(task, shape, who, milliseconds, graph, rate, "TB/s", of_ceiling, extra, math.nan)

    def hidden(self) -> Iterator[Line]:
        """From hidden states, some rows at a time, against all logits at once."""
        if not self.is_real:
            return
        import rankfold as rf

        torch = self.torch
        n_rows, n_tokens, width = 8192, 128_256, 4096
        hidden = torch.randn(n_rows, width, device="cuda", dtype=torch.bfloat16)
        weight = torch.randn(n_tokens, width, device="cuda", dtype=torch.bfloat16) / width**0.5
        targets = torch.randint(0, n_tokens, (n_rows,), device="cuda")
        shape = f"{n_rows:,} x {n_tokens:,} of {width:,} bfloat16"

        def whole() -> Any:
            logp = torch.log_softmax((hidden @ weight.T).float(), -1)
            return logp.gather(1, targets[:, None])

        def own(rows: int | None) -> Any:
            return lambda: rf.logits.hidden_logprobs(
                hidden, weight, targets, chunk_rows=rows, outputs=("logprob", "entropy", "self_certainty")
            )

        ways: list[tuple[str, Any]] = [("the product alone", lambda: hidden @ weight.T), ("rankfold", own(None))]
        ways += [(f"rankfold, {rows} rows", own(rows)) for rows in (768, 2048)]
        ways.append(("torch, all logits", whole))
        try:
            from cut_cross_entropy import linear_cross_entropy

            ways.append(("CCE", lambda: linear_cross_entropy(hidden, weight, targets, reduction="none")))
        except ImportError:
            pass
        # In turn, since a card that computes for long slows down; what the first round finds is a cool one.
        times: dict[str, list[float]] = {}
        for _ in range(7):
            for who, run in ways:
                try:
                    times.setdefault(who, []).append(self.device.time(run, warmup=1, repeats=3))
                except (RuntimeError, ValueError, TypeError) as reason:
                    print(f"hidden states: {who} is left out: {str(reason)[:120]}", file=sys.stderr)
        product = mean(times["the product alone"][1:])
        for who, run in ways:
            if times.get(who):
                milliseconds, extra = mean(times[who][1:]), self.device.extra_mib(run)
                rate = 2 * n_rows * n_tokens * width / milliseconds / 1e9
                of_ceiling = product / milliseconds
                task = "hidden states"
                yield Line(task, shape, who, milliseconds, None, rate, "TFLOP/s", of_ceiling, extra, math.nan)

    def calls(self) -> Iterator[Line]:
        """Until calls for few logits return, which is what they cost a caller that does not capture graphs."""
        if not self.is_real:
            return
        logits, targets = self.logits(8, 1000, self.torch.bfloat16, "noise")
        contestants = [
            ("rankfold", self.contestants.own(("logprob", "entropy"))),
            *self.contestants.peers(with_entropy=True),
        ]
        contestants += [
            (f"{who}, log-probability alone", run) for who, run in self.contestants.liger(with_entropy=False)
        ]
        for who, run in contestants:
            call = partial(run, logits, targets)
            call()
            host, graph = self.device.host_time(call), self.device.graph_time([call])
            yield Line("a call", "8 x 1,000 bfloat16", who, host, graph, math.nan, "", math.nan, math.nan, math.nan)

    def sweep(self) -> list[Line]:
        """Other cuts of the kernel, to see whether the table holds."""
        from rankfold.logits.kernels import parameters, row_statistics

        found = []
        table = row_statistics.row_parameters
        for n_rows, n_tokens in ((8192, 151_936), (4096, 128_256)):
            logits, targets = self.logits(n_rows, n_tokens, self.torch.bfloat16, "noise")
            for lanes, warps in ((32, 1), (64, 2), (128, 4), (256, 8)):
                for tiles in (2, 4, 8):
                    cut = parameters.RowParameters(lanes, tiles, min(tiles, 4), warps)
                    row_statistics.row_parameters = lambda *_, cut=cut, **__: cut
                    run = self.contestants.own(("logprob", "entropy", "self_certainty"))
                    milliseconds = self.device.time(partial(run, logits, targets))
                    rate = logits.nbytes / milliseconds / 1e9
                    shape, who = f"{n_rows:,} x {n_tokens:,}", f"lanes {lanes}, tiles {tiles}, warps {warps}"
                    of_ceiling = rate / self.ceilings.copy
                    found.append(
                        Line("cut", shape, who, milliseconds, None, rate, "TB/s", of_ceiling, math.nan, math.nan)
                    )
        row_statistics.row_parameters = table
        return found

    def report(self, lines: list[Line]) -> None:
        """One table; and what the project asks of itself."""
        print("| task | shape | who | ms | graph ms | rate | of ceiling | extra MiB | error | |\n|" + "---|" * 10)
        for line in lines:
            graph = "" if line.graph_milliseconds is None else f"{line.graph_milliseconds:.4f}"
            if self.is_real:
                figures = [f"{line.milliseconds:.4f}", graph, f"{line.rate:.2f} {line.unit}", f"{line.of_ceiling:.0%}"]
            else:
                figures = ["", "", "", ""]
            cells = [line.task, line.shape, line.who, *figures, f"{line.extra_mib:.0f}", f"{line.error:.1e}", line.note]
            print("| " + " | ".join(cells) + " |")
        wrong = [line for line in lines if line.note == "wrong"]
        print(f"bar: errors against 64 bits: {'met' if not wrong else f'missed by {len(wrong)} lines'}")
        if self.is_real:
            for text, is_met in self._bars(lines):
                print(f"bar: {text}: {'met' if is_met else 'missed'}")

    def _bars(self, lines: list[Line]) -> Iterator[tuple[str, bool]]:
        least = next((bar for model, bar in _BARS.items() if model in self.device.name), _BARS["H200"])

        def own(task: str, shape: str) -> list[Line]:
            return [line for line in lines if (line.task, line.who) == (task, "rankfold") and line.shape == shape]

        for shape in ("8,192 x 151,936 bfloat16, noise", "4,096 x 128,256 bfloat16, noise"):
            for line in own("three numbers", shape):
                yield f"three numbers of {shape} at {least:.0%} of copying", line.of_ceiling >= least
            for task, who in (("two numbers", "TRL"), ("one number", "Liger")):
                others = [line for line in lines if (line.task, line.shape, line.who) == (task, shape, who)]
                for one, other in zip(own(task, shape), others, strict=False):
                    yield f"{task} of {shape} as fast as {who}", one.milliseconds <= other.milliseconds
        for line in own("three numbers", "8,192 x 50,257 bfloat16, noise"):
            yield "three numbers of odd rows at 70 % of copying", line.of_ceiling >= 0.7
        for line in own("hidden states", "8,192 x 128,256 of 4,096 bfloat16"):
            yield "hidden states at 85 % of the product", line.of_ceiling >= 0.85
            yield "a buffer below a tenth of all logits", line.extra_mib < 8192 * 128_256 * 2 / 2**20 / 10


if __name__ == "__main__":
    main()
