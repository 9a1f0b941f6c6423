"""The drives of this machine that a model can lie on, with their free space."""

from __future__ import annotations

import os
import re
import shutil
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SMALLEST_BYTES = 10**9  # boot partitions and the like hold no model
_MOUNTS = Path("/proc/mounts")
_SYSTEM = re.compile(r"/(boot|snap|var/lib|run/user)(/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One drive, or the one that the home folder lies on."""

    path: Path
    total_bytes: int
    free_bytes: int


def find_drives() -> tuple[Drive, ...]:
    """The drives, the one of the home folder first; those that are the system's own are left out."""
    found: dict[int, Drive] = {}
    for path in (Path.home(), *_places()):
        try:
            device, size = os.stat(path).st_dev, shutil.disk_usage(path)
        except OSError:
            continue  # a drive without a disk in it, or one that has gone
        if size.total >= _SMALLEST_BYTES:
            found.setdefault(device, Drive(path=path, total_bytes=size.total, free_bytes=size.free))
    return tuple(found.values())


def mounts() -> Iterator[tuple[str, str, str]]:
    """What Linux has mounted: device, place and kind of file system; nothing where nobody tells."""
    try:
        told = os.fsdecode(_MOUNTS.read_bytes())  # a place may be named in any encoding
    except OSError:
        return
    for line in filter(None, told.split("\n")):
        device, place, kind, *_ = line.split(" ")
        yield device, re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), place), kind


def _places() -> Iterator[Path]:
    if sys.platform == "win32":
        roots = (f"{letter}:\\" for letter in string.ascii_uppercase)
        yield from (Path(root) for root in roots if _is_disk(root))
        return
    for device, place, _ in mounts():
        if device.startswith("/dev/") and not _SYSTEM.match(place) and os.path.isdir(place):
            yield Path(place)


if sys.platform == "win32":
    import ctypes

    _REMOVABLE, _FIXED = 2, 3

    def _is_disk(root: str) -> bool:
        """Whether it is a disk of this machine; one of the network may take long to tell its room."""
        return ctypes.windll.kernel32.GetDriveTypeW(root) in (_REMOVABLE, _FIXED)
