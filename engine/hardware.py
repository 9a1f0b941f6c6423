"""What this machine has for the engine, each finding with a verdict and its reason. Loads no torch."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from engine.drives import Drive, find_drives
from engine.faults import STARTER
from engine.gpus import GIB, Gpu, find_gpus
from engine.words import Sentence, said

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
    yield _package("torch", TORCH_RANGE, cuda)
    yield _package("transformers", TRANSFORMERS_RANGE)
    yield _processor()
    if importlib.util.find_spec("pynvml") is None:
        yield _missing("nvidia-ml-py")  # which asks the driver
    else:
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
    return _told_processor() or platform.processor() or platform.machine()


def _told_processor() -> str:
    if sys.platform == "win32":
        return _windows_processor()
    with suppress(OSError):
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        return told[1] if told else ""
    return ""


def _python() -> Finding:
    version = sys.version_info[:2]
    found = said(
        "Python {version} on {system}, {machine}",
        version=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
    )
    return _in_range("python", found, version, PYTHON_RANGE)


def _missing(name: str) -> Finding:
    reason = said("{name} is not installed. Run {starter} to set Dewpoint up.", name=name, starter=STARTER)
    return Finding(check=name, verdict=Verdict.PROBLEM, reason=reason)


def _package(name: str, supported: tuple[Version, Version], cuda: str | None = None) -> Finding:
    try:
        told = metadata.version(name)
    except metadata.PackageNotFoundError:
        return _missing(name)
    numbers = re.match(r"(\d+)\.(\d+)", told)
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    return _in_range(name, _build_words(f"{name} {told}", cuda), version, supported)


def _in_range(check: str, found: str, version: Version, supported: tuple[Version, Version]) -> Finding:
    low, high = (".".join(map(str, bound)) for bound in supported)
    if supported[0] <= version < supported[1]:
        return Finding(check=check, verdict=Verdict.OK, reason=said("{found}.", found=found))
    reason = said(
        "{found}; Dewpoint needs {low} or newer, and older than {high}.", found=found, low=low, high=high
    )
    return Finding(check=check, verdict=Verdict.PROBLEM, reason=reason)


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


def _build_words(package: str, cuda: str | None) -> str:
    if cuda is None:
        return package
    if not cuda:
        return said("{package}, built for the CPU", package=package)
    return said("{package}, built for CUDA {cuda}", package=package, cuda=cuda)


def _processor() -> Finding:
    name, count = processor_name(), os.cpu_count()
    threads = said("{name}, {count} threads.", name=name, count=count)
    reason = threads if count else said("{found}.", found=name)
    return Finding(check="processor", verdict=Verdict.OK, reason=reason)


def _gpus(gpus: tuple[Gpu, ...], cuda: str | None) -> Iterator[Finding]:
    if not gpus:
        reason = said("No NVIDIA GPU was found. The full model needs one; the demo runs on the processor.")
        yield Finding(check="gpu", verdict=Verdict.NOTE, reason=reason)
    for number, gpu in enumerate(gpus, 1):
        check = "gpu" if len(gpus) == 1 else f"gpu {number}"
        obstacle = gpu.obstacle or (_no_cuda() if cuda == "" else kernel_obstacle())
        if not obstacle:
            yield Finding(check=check, verdict=Verdict.OK, reason=gpu.description)
            continue
        reason = said("{one} {other}", one=gpu.description, other=obstacle)
        yield Finding(check=check, verdict=Verdict.NOTE, reason=reason)


def _no_cuda() -> Sentence:
    return said(
        "The installed torch is a build for the CPU and cannot use it. Close Dewpoint and run {starter}: it"
        " installs the build for this card.",
        starter=STARTER,
    )


def kernel_obstacle() -> str:
    """What Triton lacks here to compile a GPU's kernels, as a sentence; empty where nothing.

    On Linux it compiles their launchers with the system's compiler against Python's headers; on Windows it
    brings what it needs.
    """
    if importlib.util.find_spec("triton") is None:
        return said("Without Triton it cannot be used. Run {starter}.", starter=STARTER)
    if sys.platform != "linux":
        return ""
    if not (os.environ.get("CC") or shutil.which("gcc") or shutil.which("clang")):
        return said("Without a C compiler it cannot be used. Install gcc.")
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        package = "python{}.{}-dev".format(*sys.version_info)
        return said("Without Python's headers it cannot be used. Install {package}.", package=package)
    return ""


def _memory(sizes: tuple[int, int | None]) -> Finding:
    total, free = sizes
    known = total if free is None else free
    found = said("{total:.1f} GiB", total=total / GIB)
    if free is not None:
        found = said("{total:.1f} GiB, {free:.1f} GiB of it free", total=total / GIB, free=free / GIB)
    if known >= NEEDED_MEMORY_BYTES:
        return Finding(check="memory", verdict=Verdict.OK, reason=said("{found}.", found=found))
    reason = said(
        "{found}; the demo model wants {needed:.0f} GiB. Close other programs.",
        found=found,
        needed=NEEDED_MEMORY_BYTES / GIB,
    )
    return Finding(check="memory", verdict=Verdict.NOTE, reason=reason)


def _disks(drives: tuple[Drive, ...]) -> Iterator[Finding]:
    for drive in drives:
        verdict = Verdict.OK if drive.free_bytes >= NEEDED_DISK_BYTES else Verdict.NOTE
        yield Finding(check="disk", verdict=verdict, reason=_room(drive))


def _room(drive: Drive) -> Sentence:
    free, total = drive.free_bytes / 1e9, drive.total_bytes / 1e9
    if drive.free_bytes >= FULL_MODEL_BYTES:
        return said(
            "{free:.1f} GB free of {total:.1f} GB at {place}, room for the full model.",
            free=free,
            total=total,
            place=drive.path,
        )
    return said(
        "{free:.1f} GB free of {total:.1f} GB at {place}, too little for the full model.",
        free=free,
        total=total,
        place=drive.path,
    )


def _demo(directory: Path) -> Finding:
    missing = [name for name in DEMO_FILES if not (directory / name).is_file()]
    if not missing:
        reason = said("Complete in {folder}.", folder=directory)
        return Finding(check="demo model", verdict=Verdict.OK, reason=reason)
    reason = said(
        "{files} missing in {folder}. Get Dewpoint's files again.",
        files=", ".join(missing),
        folder=directory,
    )
    return Finding(check="demo model", verdict=Verdict.PROBLEM, reason=reason)


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _PROCESSOR = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"

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

    def _windows_processor() -> str:
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _PROCESSOR) as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).strip()
        return ""

    def _windows_memory_bytes() -> tuple[int, int | None]:
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status.total, status.free

    def _windows_peak_bytes() -> int:
        told = _ProcessMemory(size=ctypes.sizeof(_ProcessMemory))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE  # ctypes would cut it to an int
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        kernel.K32GetProcessMemoryInfo(process, ctypes.byref(told), told.size)
        return int(told.peak)
