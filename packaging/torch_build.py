"""Which build of torch suits this machine, and the requirement that lets pip take no other.

Linux is tested, and the CPU build on Windows under Wine; the other answers for Windows and macOS follow
what PyTorch publishes and were never run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VERSION = "2.13.0"
DOWNLOAD = {"cpu": "about 200 MB", "cuda": "about 3 GB"}
PYTORCH_INDEX = "https://download.pytorch.org/whl"

OLDEST_DRIVER = 580  # CUDA 13 builds ask for it
OLDEST_CAPABILITY = (8, 0)  # the kernels compute in bfloat16, which older cards have no instructions for

KERNEL_MODULE = Path("/proc/driver/nvidia/version")
CARDS = Path("/proc/driver/nvidia/gpus")  # a folder a card


@dataclass(frozen=True)
class Card:
    """One NVIDIA card, as `nvidia-smi` names it."""

    name: str
    driver: str
    driver_branch: int
    capability: tuple[int, int]


@dataclass(frozen=True)
class Choice:
    """Which build of torch suits this machine, and the sentence that says why."""

    build: str  # "cpu" or "cuda"
    reason: str


def driver_trace() -> str:
    """A sign of the NVIDIA driver that is quick to read, and changes when one comes, goes or is updated.

    On Linux it changes with the cards as well.
    """
    command = shutil.which("nvidia-smi")
    changed = os.stat(command).st_mtime_ns if command else 0
    kernel_module = "".join(_lines(KERNEL_MODULE)[:1])
    models = [line for card in sorted(CARDS.glob("*/information")) for line in _lines(card)[:1]]
    return f"{command} {changed} {kernel_module} {models}" if command or kernel_module else ""


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except OSError:
        return []


def choose() -> Choice:
    """CUDA where an NVIDIA driver answers, is new enough and has a card that the build knows; else CPU."""
    cards = _cards()
    if not cards:
        silent = (
            f"There is an NVIDIA driver, but nvidia-smi names no card ({OLDEST_DRIVER} or newer is needed)"
        )
        return Choice("cpu", silent if driver_trace() else "No NVIDIA driver found")
    best = max(cards, key=lambda card: card.capability)
    if best.driver_branch < OLDEST_DRIVER:
        return Choice("cpu", f"{best.name}: driver {best.driver} is too old, {OLDEST_DRIVER} is needed")
    if best.capability < OLDEST_CAPABILITY:
        return Choice("cpu", f"{best.name} has no bfloat16 (RTX 30 and newer have)")
    return Choice("cuda", f"{best.name}, driver {best.driver}")


def _cards() -> list[Card]:
    command = shutil.which("nvidia-smi")
    if command is None:
        return []
    query = [command, "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=30, check=True).stdout
        return [_card(line) for line in answer.splitlines() if line.strip()]
    except (OSError, subprocess.SubprocessError, ValueError):
        return []


def _card(line: str) -> Card:
    name, driver, capability = (part.strip() for part in line.rsplit(",", 2))
    major, minor = capability.split(".")
    return Card(name, driver, int(driver.split(".")[0]), (int(major), int(minor)))


def requirement(build: str) -> str:
    """The one torch that may be installed; no other build fits these words, so none comes by accident.

    On Linux the default index holds the CUDA build, without a label; a CPU build is labelled "+cpu".
    On Windows and macOS it holds the CPU build.
    """
    if sys.platform.startswith("linux"):
        return f"torch=={VERSION}+cpu" if build == "cpu" else f"torch=={VERSION},!={VERSION}+cpu"
    return f"torch=={VERSION}+cu130" if build == "cuda" else f"torch=={VERSION}"


def index(build: str) -> str | None:
    """PyTorch's index for that build, or None where the default index holds it."""
    on_linux = sys.platform.startswith("linux")
    if build == "cpu":
        return f"{PYTORCH_INDEX}/cpu" if on_linux else None
    return None if on_linux else f"{PYTORCH_INDEX}/cu130"
