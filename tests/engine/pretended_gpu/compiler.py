"""What Triton compiles for a launch, on a GPU of any architecture that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from triton.backends.compiler import GPUTarget
from triton.compiler import CompiledKernel
from triton.runtime.driver import driver

from tests.engine.pretended_gpu.launches import Launch

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
