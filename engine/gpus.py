"""The NVIDIA cards of this machine, as their driver tells, and what each of them means for Dewpoint.

Asks NVML, the library that comes with the driver; loads no torch, and no driver is a normal answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath, PureWindowsPath
from typing import Any

from engine.words import Sentence, said

GIB = 2**30
OLDEST_DRIVER = 580  # what CUDA 13 asks for
OLDEST_CAPABILITY = (8, 0)  # the first with bfloat16, which the kernels compute in
WINDOW_VARIABLE = "DEWPOINT_WINDOW"  # the id of the window's process, for those that it starts
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
        uuid: Its name among all cards, as CUDA takes it; empty where the driver does not tell.
        capability: Its compute capability; None where the driver does not tell.
        programs: The names of the other programs that use it, without repeats.
        own_bytes: What Dewpoint holds of it; None where it holds some and the driver does not tell how much,
            as on Windows.
        driver: The driver's version.
    """

    name: str
    uuid: str = ""
    capability: tuple[int, int] | None
    total_bytes: int
    free_bytes: int
    programs: tuple[str, ...]
    own_bytes: int | None = 0
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
    def room_bytes(self) -> int:
        """What a model can have of it: what is free, and what Dewpoint holds, as a loaded model makes way."""
        return self.free_bytes + (self.own_bytes or 0)

    @property
    def obstacle(self) -> str:
        """Why it cannot be used, as a sentence; empty where it can."""
        branch = re.match(r"\d+", self.driver)
        if branch is None or int(branch[0]) < OLDEST_DRIVER:
            return said(
                "Driver {driver} is too old, {oldest} or newer is needed.",
                driver=self.driver,
                oldest=OLDEST_DRIVER,
            )
        if self.capability is not None and self.capability < OLDEST_CAPABILITY:
            return said("The card has no bfloat16, which the model needs; RTX 30 and newer have.")
        return ""

    @property
    def description(self) -> str:
        """The card in plain words: what it is, what is free, and who takes the rest."""
        others_bytes = self.used_bytes - (self.own_bytes or 0)
        if others_bytes <= BUSY_BYTES:
            return self._itself()
        return said("{one} {other}", one=self._itself(), other=self._in_use(others_bytes / GIB))

    def _itself(self) -> Sentence:
        name, size, driver = self.name, self.total_bytes / GIB, self.driver
        if not self.architecture:
            return said("{name}, {size:.1f} GiB, driver {driver}.", name=name, size=size, driver=driver)
        return said(
            "{name} ({architecture}), {size:.1f} GiB, driver {driver}.",
            name=name,
            architecture=self.architecture,
            size=size,
            driver=driver,
        )

    def _in_use(self, size: float) -> Sentence:
        programs = ", ".join(self.programs)
        match self.own_bytes is None, bool(programs):
            case False, False:
                return said("{size:.1f} GiB of this card is in use by other programs.", size=size)
            case False, True:
                return said(
                    "{size:.1f} GiB of this card is in use by other programs: {programs}.",
                    size=size,
                    programs=programs,
                )
            case True, False:
                return said(
                    "{size:.1f} GiB of this card is in use by Dewpoint and other programs.", size=size
                )
            case _:
                return said(
                    "{size:.1f} GiB of this card is in use by Dewpoint and other programs: {programs}.",
                    size=size,
                    programs=programs,
                )


def find_gpus() -> tuple[Gpu, ...]:
    """All NVIDIA cards, in the driver's order; none where there is no driver, or nothing to ask it with."""
    try:
        import pynvml  # type: ignore[import-untyped]  # NVIDIA's own binding comes without types
    except ModuleNotFoundError:
        return ()
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


def roomiest(gpus: Iterable[Gpu]) -> Gpu | None:
    """The usable card on which a model can have most; None where there is no such card."""
    return max((gpu for gpu in gpus if not gpu.obstacle), key=lambda gpu: gpu.room_bytes, default=None)


def _gpu(nvml: Any, handle: object, driver: str) -> Gpu:
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    capability = _told(nvml, partial(nvml.nvmlDeviceGetCudaComputeCapability, handle))
    processes = _processes(nvml, handle)
    own = [processes.pop(pid) for pid in _own_pids() if pid in processes]
    return Gpu(
        name=str(nvml.nvmlDeviceGetName(handle)),
        uuid=str(_told(nvml, partial(nvml.nvmlDeviceGetUUID, handle)) or ""),
        capability=None if capability is None else (int(capability[0]), int(capability[1])),
        total_bytes=int(memory.total),
        free_bytes=int(memory.free),
        programs=_names(nvml, processes),
        own_bytes=None if None in own else sum(taken or 0 for taken in own),
        driver=driver,
    )


def _own_pids() -> tuple[int, ...]:
    """This process, and the one that asked it: the window has the model, and lets another process look.

    It says so itself: the parent is not it on Windows, where the `python.exe` of a `.venv` starts another.
    """
    return os.getpid(), int(os.environ.get(WINDOW_VARIABLE, 0))


def _processes(nvml: Any, handle: object) -> dict[int, int | None]:
    """What each process takes of a card, by its id; None where the driver does not tell."""
    taken: dict[int, int | None] = {}
    for ask in (nvml.nvmlDeviceGetComputeRunningProcesses, nvml.nvmlDeviceGetGraphicsRunningProcesses):
        for process in _told(nvml, partial(ask, handle)) or ():
            taken[process.pid] = process.usedGpuMemory
    return taken


def _names(nvml: Any, pids: Iterable[int]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for pid in pids:
        told = _told(nvml, partial(nvml.nvmlSystemGetProcessName, pid))
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
