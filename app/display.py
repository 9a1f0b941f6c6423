"""Whether there is a display to open a window on: Qt would end the process where there is none."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

NO_DISPLAY = (
    "There is no display to open a window on. The same model answers in the terminal:\n\n"
    '    python -m engine chat --model demo "What is a canvas?"'
)
_X11_SOCKETS = Path("/tmp/.X11-unix")  # where X servers listen
_X11_PORT = 6000


def problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Why no window can be opened here, as a sentence for people; None where one can."""
    if sys.platform in ("win32", "darwin"):
        return None
    wanted = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted not in ("", "xcb", "wayland"):
        return None  # a platform without a display server, such as offscreen
    if wanted != "xcb" and _wayland_answers(environment):
        return None
    if wanted != "wayland" and _x11_answers(environment.get("DISPLAY", "")):
        return _missing_library()
    return NO_DISPLAY


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    path = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere")) / name
    return bool(name) and _listens(socket.AF_UNIX, str(path))


def _x11_answers(display: str) -> bool:
    """Whether an X server listens at `[host]:number[.screen]`."""
    host, colon, number = display.rpartition(":")
    number = number.split(".")[0]
    if not colon or not number.isdecimal():
        return False
    if host in ("", "unix"):
        path = str(_X11_SOCKETS / f"X{number}")
        return _listens(socket.AF_UNIX, path) or _listens(socket.AF_UNIX, f"\0{path}")
    return _listens(socket.AF_INET, (host, _X11_PORT + int(number)))


def _listens(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(address)
        except (OSError, OverflowError):  # no port has such a number
            return False
    return True


def _missing_library() -> str | None:
    """What Qt's X11 plugin lacks, if anything."""
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        missing = str(error).partition(":")[0]
        return (
            f"The window needs the system library {missing}. Install it, on Debian and Ubuntu with\n\n"
            "    sudo apt install libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1\n\n"
            "or start `python3 packaging/launch.py`, which names all that is missing."
        )
    return None
