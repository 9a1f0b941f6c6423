"""What Triton compiles for a launch, on a GPU of any architecture that is not there, and what that does."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import numpy as np
from torch import Tensor
from triton.backends.compiler import GPUTarget
from triton.compiler import CompiledKernel
from triton.runtime.driver import driver

from tests.engine.pretended_gpu.launches import Launch
from tests.ptx import machine
from tests.ptx.memory import GlobalMemory

_WARP = 32


def different(launches: Iterable[Launch], architecture: int = 90) -> dict[str, Launch]:
    """The first launch of everything that is compiled, by what Triton knows it by."""
    _turn_to(architecture)
    found: dict[str, Launch] = {}
    for launch in launches:
        *_, bind = launch.kernel.device_caches[architecture]
        _, specialization, options = bind(*launch.args, **launch.kwargs)
        found.setdefault(f"{launch.kernel.__name__} {specialization} {options}", launch)
    return found


def compiled(launch: Launch, architecture: int) -> CompiledKernel:
    """Compile what is launched, as its first launch does it."""
    _turn_to(architecture)
    return launch.kernel.run(*launch.args, grid=launch.grid, warmup=True, **launch.kwargs)


def run(launch: Launch, architecture: int) -> int:
    """Run what is compiled, over the memory of its tensors; how many instructions its warps were given.

    Raises:
        Fault: It does what no card forgives.
    """
    made = compiled(launch, architecture)
    given = _given(launch, architecture)
    spans = {each.data_ptr(): _reach(each) for each in given if isinstance(each, Tensor)}
    return machine.run(
        made.asm["ptx"],
        launch.grid,
        [each.data_ptr() if isinstance(each, Tensor) else _bits(each) for each in given],
        GlobalMemory(spans),
        made.metadata.shared,
    )


def _given(launch: Launch, architecture: int) -> list[Any]:
    """The arguments that are left to a launch, and the two that Triton adds."""
    *_, bind = launch.kernel.device_caches[architecture]
    bound, specialization, _ = bind(*launch.args, **launch.kwargs)
    left = [
        each for each, (kind, *_) in zip(bound.values(), specialization, strict=False) if kind != "constexpr"
    ]
    return [*left, 0, 0]


def _reach(tensor: Tensor) -> int:
    """Bytes from a tensor's first number to behind its last."""
    steps = ((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    return (sum(steps) + 1) * tensor.element_size() if tensor.numel() else 0


def _bits(number: float) -> int:
    return number if isinstance(number, int) else int(np.float32(number).view(np.uint32))


def constants(launch: Launch) -> dict[str, Any]:
    """The arguments that it is compiled for."""
    named = dict(zip(launch.kernel.arg_names, launch.args, strict=False)) | launch.kwargs
    return {each.name: named[each.name] for each in launch.kernel.params if each.is_constexpr}


def _turn_to(architecture: int) -> None:
    """Let Triton find one device, whose number is its architecture."""
    driver.set_active(
        SimpleNamespace(
            get_current_target=lambda: GPUTarget("cuda", architecture, _WARP),
            get_current_device=lambda: architecture,
            get_current_stream=lambda _device: 0,
        )
    )
