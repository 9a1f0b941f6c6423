"""Compiles everything that a model of the public one's widths launches, for every supported architecture.

    python -m tests.engine.kernels.gpu.compile_all

Needs no GPU. Prints one JSON object a kernel and architecture: its name and constants, the architecture as
in sm_90, the bytes of shared memory that a program takes, and how many copies ahead, stores of less than 16
bytes, products on tensor cores, those of four-bit numbers apart, and places it has where one of those is left
under way.
"""

from __future__ import annotations

import json
import re
import sys

from tests.engine.kernels.gpu.launched import launched, launched_in_fp4
from tests.engine.pretended_gpu.compiler import compiled, constants, different
from tests.engine.pretended_gpu.launches import Launch

ARCHITECTURES = (80, 86, 89, 90, 100, 120)
WITH_FP4_PRODUCTS = (120,)


def described(launch: Launch, architecture: int) -> dict[str, object]:
    """What is printed of one kernel."""
    made = compiled(launch, architecture)
    ptx: str = made.asm["ptx"]
    return {
        "kernel": launch.kernel.__name__,
        "constants": constants(launch),
        "architecture": architecture,
        "shared_bytes": made.metadata.shared,
        "asynchronous_copies": len(re.findall(r"cp\.async\.c", ptx)),
        "narrow_stores": len(re.findall(r"\bst\.global\.(?!v4\.b32)", ptx)),
        "left_under_way": len(re.findall(r"wgmma\.wait_group\.sync\.aligned [1-9]", ptx)),
        "fp4_products": len(re.findall(r"\bmma\.sync\S*kind::mxf4nvf4\S*ue4m3", ptx)),
        "tensor_products": len(re.findall(r"\b(?:mma\.sync|wgmma\.mma_async|tcgen05\.mma)", ptx)),
    }


def launched_on(architecture: int) -> list[Launch]:
    """All of it."""
    return launched(architecture) + (launched_in_fp4() if architecture in WITH_FP4_PRODUCTS else [])


if __name__ == "__main__":
    for architecture in ARCHITECTURES:
        for launch in different(launched_on(architecture)).values():
            sys.stdout.write(json.dumps(described(launch, architecture)) + "\n")
