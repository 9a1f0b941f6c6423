"""What this machine has for the engine, each finding with a verdict and its reason. Loads no torch."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from engine.drives import Drive, find_drives
from engine.gpus import Gpu, find_gpus

GIB = 2**30
PYTHON_RANGE = ((3, 11), (3, 15))
TORCH_RANGE = ((2, 11), (2, 16))
TRANSFORMERS_RANGE = ((5, 23), (5, 24))
NEEDED_MEMORY_BYTES = 2 * GIB  # torch, the demo model and a turn take about one
NEEDED_DISK_BYTES = GIB // 2
FULL_MODEL_BYTES = 20 * 10**9  # of the catalog's largest, with something to spare
DEMO_DIRECTORY = Path(__file__).resolve().parent.parent / "assets" / "demo_model"
DEMO_FILES = (
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "tokenizer.json",
    "chat_template.jinja",
)
Version = tuple[int, int]
_NO_CUDA = (
    "The installed torch is a build for the CPU and cannot use it. Close Dewpoint and run"
    " python3 packaging/launch.py: it installs the build for this card."
)


class Verdict(StrEnum):
    """What a finding means for Dewpoint."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    check: str
    verdict: Verdict
    reason: str


def examine() -> Iterator[Finding]:
    """Look at versions, processor, GPU, memory, disk and demo model, in this order."""
    yield _python()
    cuda = torch_cuda()
    yield _package("torch", TORCH_RANGE, _build_words(cuda))
    yield _package("transformers", TRANSFORMERS_RANGE, "")
    yield _processor()
    yield from _gpus(find_gpus(), cuda)
    yield _memory(memory_bytes())
    yield from _disks(find_drives())
    yield _demo(DEMO_DIRECTORY)


def memory_bytes() -> tuple[int, int | None]:
    """The machine's memory, and how much of it is free for programs where the system tells."""
    if sys.platform == "win32":
        return _windows_memory_bytes()
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        told = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    except OSError:
        return total, None
    return total, int(told[1]) * 1024 if told else None


def peak_memory_bytes() -> int:
    """The most memory that this process has held at once."""
    if sys.platform == "win32":
        return _windows_peak_bytes()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def processor_name() -> str:
    """The processor as its maker calls it, where the system tells."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        told = None
    return told[1] if told else platform.processor() or platform.machine()


def _python() -> Finding:
    version = sys.version_info[:2]
    system = f"Python {platform.python_version()} on {platform.system()} {platform.release()}"
    return _in_range("python", f"{system}, {platform.machine()}", version, PYTHON_RANGE)


def _package(name: str, supported: tuple[Version, Version], remark: str) -> Finding:
    try:
        told = metadata.version(name)
    except metadata.PackageNotFoundError:
        reason = f"{name} is not installed. Run packaging/launch.py to set Dewpoint up."
        return Finding(check=name, verdict=Verdict.PROBLEM, reason=reason)
    numbers = re.match(r"(\d+)\.(\d+)", told)
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    return _in_range(name, f"{name} {told}{remark}", version, supported)


def _in_range(check: str, found: str, version: Version, supported: tuple[Version, Version]) -> Finding:
    low, high = (".".join(map(str, bound)) for bound in supported)
    if supported[0] <= version < supported[1]:
        return Finding(check=check, verdict=Verdict.OK, reason=f"{found}.")
    return Finding(
        check=check,
        verdict=Verdict.PROBLEM,
        reason=f"{found}; Dewpoint needs {low} or newer, and older than {high}.",
    )


def torch_cuda() -> str | None:
    """The CUDA that the installed torch is built for, read from its files; empty for a build for the CPU.

    None where there is no torch, or it does not tell.
    """
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    try:
        source = (Path(spec.origin).parent / "version.py").read_text("utf-8")
    except OSError:
        return None
    cuda = re.search(r"^cuda\b.*=\s*['\"]([\d.]+)['\"]", source, re.MULTILINE)
    return cuda[1] if cuda else ""


def _build_words(cuda: str | None) -> str:
    if cuda is None:
        return ""
    return f", built for CUDA {cuda}" if cuda else ", built for the CPU"


def _processor() -> Finding:
    reason = f"{processor_name()}, {os.cpu_count()} threads."
    return Finding(check="processor", verdict=Verdict.OK, reason=reason)


def _gpus(gpus: tuple[Gpu, ...], cuda: str | None) -> Iterator[Finding]:
    if not gpus:
        reason = "No NVIDIA GPU was found. The demo model runs on the processor."
        yield Finding(check="gpu", verdict=Verdict.OK, reason=reason)
    for number, gpu in enumerate(gpus, 1):
        check = "gpu" if len(gpus) == 1 else f"gpu {number}"
        obstacle = gpu.obstacle or (_NO_CUDA if cuda == "" else "")
        verdict = Verdict.NOTE if obstacle else Verdict.OK
        yield Finding(check=check, verdict=verdict, reason=f"{gpu.description} {obstacle}".rstrip())


def _memory(sizes: tuple[int, int | None]) -> Finding:
    total, free = sizes
    known = total if free is None else free
    said = f"{total / GIB:.1f} GiB" + ("" if free is None else f", {free / GIB:.1f} GiB of it free")
    if known >= NEEDED_MEMORY_BYTES:
        return Finding(check="memory", verdict=Verdict.OK, reason=f"{said}.")
    reason = f"{said}; the demo model wants {NEEDED_MEMORY_BYTES / GIB:.0f} GiB. Close other programs."
    return Finding(check="memory", verdict=Verdict.NOTE, reason=reason)


def _disks(drives: tuple[Drive, ...]) -> Iterator[Finding]:
    for drive in drives:
        said = f"{drive.free_bytes / 1e9:.1f} GB free of {drive.total_bytes / 1e9:.1f} GB at {drive.path}"
        fits = drive.free_bytes >= FULL_MODEL_BYTES
        remark = "room for the full model" if fits else "too little for the full model"
        enough = drive.free_bytes >= NEEDED_DISK_BYTES
        verdict = Verdict.OK if enough else Verdict.NOTE
        yield Finding(check="disk", verdict=verdict, reason=f"{said}, {remark}.")


def _demo(directory: Path) -> Finding:
    missing = [name for name in DEMO_FILES if not (directory / name).is_file()]
    if not missing:
        return Finding(check="demo model", verdict=Verdict.OK, reason=f"Complete in {directory}.")
    reason = f"{', '.join(missing)} missing in {directory}. Get Dewpoint's files again."
    return Finding(check="demo model", verdict=Verdict.PROBLEM, reason=reason)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _MemoryStatus(ctypes.Structure):
        _fields_ = (
            ("length", wintypes.DWORD),
            ("load", wintypes.DWORD),
            *(
                (name, ctypes.c_ulonglong)
                for name in ("total", "free", "page_total", "page_free", "space", "space_free", "extended")
            ),
        )

    class _ProcessMemory(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("peak", *"abcdefg")),
        )

    def _windows_memory_bytes() -> tuple[int, int | None]:
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status.total, status.free

    def _windows_peak_bytes() -> int:
        told = _ProcessMemory(size=ctypes.sizeof(_ProcessMemory))
        process = ctypes.windll.kernel32.GetCurrentProcess()
        ctypes.windll.psapi.GetProcessMemoryInfo(process, ctypes.byref(told), told.size)
        return int(told.peak)
