"""Counts what a four-bit weight costs in the experts' kernels, at the real model's sizes. Needs no GPU.

    python -m tests.engine.kernels.gpu.count

Prints one JSON object a kernel, format and architecture. `ptx_a_weight` and `machine_a_weight` are the
instructions of the loops that multiply, copies and products among them, which a thread issues for each of its
weights; beside them the registers of a thread, the bytes that it spills, and the shared memory of a program.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import triton

from engine.kernels.gpu.experts import down_kernel, gate_up_kernel
from tests.engine.kernels.gpu.launched import launched
from tests.engine.pretended_gpu.compiler import compiled, constants, different
from tests.engine.pretended_gpu.launches import Launch

ARCHITECTURES = (89, 90, 120)
_THREADS_A_WARP = 32
_PTX = (
    r"^(\$\w+):",
    r"\bbra(?:\.uni)?\s+(\$\w+);",
    r"^\s*(?:@\S+\s+)?[a-z]",
    r"\bmma\.sync|wgmma\.mma_async",
)
_MACHINE = (r"^(\.L\w+):", r"\bBRA.*`\((\.L\w+)\)", r"/\*[0-9a-f]{4,}\*/\s+\S", r"\bH(?:G)?MMA\b")


def multiplying(code: str, label: str, branch: str, instruction: str, product: str) -> int:
    """How many instructions the loops have in which there is a product; patterns are of lines."""
    lines, begins, count = code.splitlines(), dict[str, int](), 0
    for index, line in enumerate(lines):
        if begin := re.search(label, line):
            begins[begin[1]] = index
        if (back := re.search(branch, line)) and back[1] in begins:
            loop = lines[begins[back[1]] : index + 1]
            if any(re.search(product, each) for each in loop):
                count += sum(bool(re.search(instruction, each)) for each in loop)
    return count


def counted(launch: Launch, architecture: int) -> dict[str, object]:
    """What is printed of one kernel."""
    made, sizes = compiled(launch, architecture), constants(launch)
    inputs, step = int(sizes["IN"]), 8 * int(sizes["WORDS"])
    matrices = 2 if launch.kernel.__name__ == "gate_up_kernel" else 1
    threads = _THREADS_A_WARP * launch.kwargs["num_warps"]
    weights = matrices * int(sizes["COLUMNS"]) * inputs / threads  # a thread's
    steps = triton.cdiv(inputs, step)
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder, "kernel.cubin")
        binary.write_bytes(made.asm["cubin"])
        machine = _printed(triton.knobs.nvidia.nvdisasm.path, "-c", str(binary))
        resources = _printed(triton.knobs.nvidia.cuobjdump.path, "-res-usage", str(binary))
    usage = dict(re.findall(r"(REG|STACK|LOCAL):(\d+)", resources))
    return {
        "kernel": launch.kernel.__name__,
        "format": "nvfp4" if sizes["NVFP4"] else "int4",
        "architecture": architecture,
        "ptx_a_weight": round(multiplying(made.asm["ptx"], *_PTX) * steps / weights, 2),
        "machine_a_weight": round(multiplying(machine, *_MACHINE) * steps / weights, 2),
        "registers": int(usage["REG"]),
        "spilled_bytes": int(usage["STACK"]) + int(usage["LOCAL"]),
        "shared_bytes": made.metadata.shared,
    }


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    for architecture in ARCHITECTURES:
        for launch in different(launched(architecture)).values():
            if launch.kernel in (gate_up_kernel, down_kernel):
                sys.stdout.write(json.dumps(counted(launch, architecture)) + "\n")
