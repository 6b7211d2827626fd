"""Kernels compiled for compute capability 9.0, without a device, and what their machine code is made of."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_INSTRUCTION = re.compile(r"^\s*/\*([0-9a-f]{4,})\*/\s+(.*?);")
_TARGET = re.compile(r"BRA\S*\s.*?0x([0-9a-f]+)")
_USED = re.compile(r"REG:(\d+).*?STACK:(\d+)")


@dataclass(frozen=True)
class MachineCode:
    """Registers of a thread, bytes of its stack, all instructions, and those of each loop, first the longest."""

    registers: int
    stack: int
    instructions: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...]

    def count(self, pattern: str, loop: int | None = 0) -> int:
        """How many instructions are of a kind, in a loop or, with ``None``, in all."""
        among = self.instructions if loop is None else self.loops[loop]
        return sum(re.search(pattern, instruction) is not None for instruction in among)


@cache
def disassembler() -> Path | None:
    """The program that comes with Triton, where it does."""
    import triton.backends.nvidia as nvidia

    folder = Path(nvidia.__file__).parent / "bin"
    found = folder / "cuobjdump"
    return found if found.exists() and (folder / "ptxas").exists() else None


def machine_code(kernel: Any, pointers: dict[str, str], numbers: dict[str, str], **constants: Any) -> MachineCode:
    """A kernel with pointers to and numbers of these formats; what is not named is ``None``."""
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    n_warps = constants.pop("num_warps")
    given = {**{name: f"*{form}" for name, form in pointers.items()}, **numbers}
    signature = {name: given.get(name, "constexpr") for name in kernel.arg_names}
    values = {name: constants.get(name) for name in kernel.arg_names if signature[name] == "constexpr"}
    # As torch allocates: pointers to multiples of 16 bytes.
    attributes = {(k,): [["tt.divisibility", 16]] for k, name in enumerate(kernel.arg_names) if name in pointers}
    source = ASTSource(fn=kernel, signature=signature, constexprs=values, attrs=attributes)
    options = {"num_warps": n_warps, "enable_fp_fusion": False}
    compiled = triton.compile(source, target=GPUTarget("cuda", 90, 32), options=options)
    with tempfile.NamedTemporaryFile(suffix=".cubin") as file:
        file.write(compiled.asm["cubin"])
        file.flush()
        command = [str(disassembler()), "-sass", "-res-usage", file.name]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
    return _read(found.stdout + found.stderr)


def _read(text: str) -> MachineCode:
    used = _USED.search(text)
    assert used is not None, text[:2000]
    matches = [_INSTRUCTION.match(line) for line in text.splitlines()]
    code = [(int(match[1], 16), match[2].strip()) for match in matches if match]
    loops = []
    for at, instruction in code:
        target = _TARGET.search(instruction)
        # A jump to itself ends every program.
        if target and int(target[1], 16) < at:
            loops.append(tuple(other for place, other in code if int(target[1], 16) <= place <= at))
    instructions = tuple(instruction for _, instruction in code)
    return MachineCode(int(used[1]), int(used[2]), instructions, tuple(sorted(loops, key=len, reverse=True)))
