"""The NVIDIA cards of this machine, as their driver tells, and what each of them means for Dewpoint.

Asks NVML, the library that comes with the driver; loads no torch, and no driver is a normal answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath, PureWindowsPath
from typing import Any

GIB = 2**30
OLDEST_DRIVER = 580  # what CUDA 13 asks for
OLDEST_CAPABILITY = (7, 5)  # what CUDA 13 builds of torch carry code for
BUSY_BYTES = GIB  # a desktop takes less; more is worth a word
_ARCHITECTURES = {
    (6, 1): "Pascal",
    (7, 0): "Volta",
    (7, 5): "Turing",
    (8, 0): "Ampere",
    (8, 6): "Ampere",
    (8, 7): "Ampere",
    (8, 9): "Ada Lovelace",
    (9, 0): "Hopper",
    (10, 0): "Blackwell",
    (10, 3): "Blackwell",
    (12, 0): "Blackwell",
    (12, 1): "Blackwell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """One card.

    Attributes:
        capability: Its compute capability; None where the driver does not tell.
        programs: The names of the programs that use it, without repeats.
        driver: The driver's version.
    """

    name: str
    capability: tuple[int, int] | None
    total_bytes: int
    free_bytes: int
    programs: tuple[str, ...]
    driver: str

    @property
    def architecture(self) -> str:
        """The name of its generation; empty where it is not known."""
        return _ARCHITECTURES.get(self.capability or (0, 0), "")

    @property
    def used_bytes(self) -> int:
        """What is taken of its memory."""
        return self.total_bytes - self.free_bytes

    @property
    def obstacle(self) -> str:
        """Why it cannot be used, as a sentence; empty where it can."""
        branch = re.match(r"\d+", self.driver)
        if branch is None or int(branch[0]) < OLDEST_DRIVER:
            return f"Driver {self.driver} is too old, {OLDEST_DRIVER} or newer is needed."
        if self.capability is not None and self.capability < OLDEST_CAPABILITY:
            return "The card is older than those that CUDA 13 supports."
        return ""

    @property
    def description(self) -> str:
        """The card in plain words: what it is, what is free, and who takes the rest."""
        kind = f" ({self.architecture})" if self.architecture else ""
        said = f"{self.name}{kind}, {self.total_bytes / GIB:.1f} GiB, driver {self.driver}."
        if self.used_bytes > BUSY_BYTES:
            by = f": {', '.join(self.programs)}" if self.programs else ""
            said += f" {self.used_bytes / GIB:.1f} GiB of this card is in use by other programs{by}."
        return said


def find_gpus() -> tuple[Gpu, ...]:
    """All NVIDIA cards, in the driver's order; none where there is no driver."""
    import pynvml  # type: ignore[import-untyped]  # NVIDIA's own binding comes without types

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return ()
    try:
        driver = str(pynvml.nvmlSystemGetDriverVersion())
        cards = (
            _gpu(pynvml, pynvml.nvmlDeviceGetHandleByIndex(index), driver)
            for index in range(pynvml.nvmlDeviceGetCount())
        )
        return tuple(cards)
    except pynvml.NVMLError:
        return ()
    finally:
        with suppress(pynvml.NVMLError):
            pynvml.nvmlShutdown()


def free_gpu_bytes() -> int | None:
    """What is free on the usable card that has most free; None where there is none."""
    return max((gpu.free_bytes for gpu in find_gpus() if not gpu.obstacle), default=None)


def _gpu(nvml: Any, handle: object, driver: str) -> Gpu:
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    capability = _told(nvml, partial(nvml.nvmlDeviceGetCudaComputeCapability, handle))
    return Gpu(
        name=str(nvml.nvmlDeviceGetName(handle)),
        capability=None if capability is None else (int(capability[0]), int(capability[1])),
        total_bytes=int(memory.total),
        free_bytes=int(memory.free),
        programs=_programs(nvml, handle),
        driver=driver,
    )


def _programs(nvml: Any, handle: object) -> tuple[str, ...]:
    """The programs on a card; on Windows the driver names them, but not what each of them takes."""
    names: dict[str, None] = {}
    for ask in (nvml.nvmlDeviceGetComputeRunningProcesses, nvml.nvmlDeviceGetGraphicsRunningProcesses):
        for process in _told(nvml, partial(ask, handle)) or ():
            told = _told(nvml, partial(nvml.nvmlSystemGetProcessName, process.pid))
            if told:
                path = PureWindowsPath(str(told)) if "\\" in str(told) else PurePath(str(told))
                names[path.name.split(" ")[0]] = None
    return tuple(names)


def _told(nvml: Any, ask: Callable[[], Any]) -> Any:
    """An answer that not every driver gives."""
    try:
        return ask()
    except nvml.NVMLError:
        return None
