"""The display to open a window on: whether there is one, for else Qt would end the process, and its frame."""

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
FRAME = "bradient"
"""The one of Qt's plugins that draws a frame in the window's own colours where the window draws it itself, as
GNOME wants on Wayland. GNOME's is in the system's, and has no button where GNOME's icons are missing."""
_PACKAGES = {
    "wayland": "libwayland-client0 libwayland-cursor0",
    "xcb": "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1",
}
_X11_SOCKETS = Path("/tmp/.X11-unix")  # where X servers listen
_X11_PORT = 6000


def problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Why no window can be opened here, as a sentence for people; None where one can."""
    if sys.platform in ("win32", "darwin"):
        return None
    wanted = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted not in ("", "xcb", "wayland"):
        return None  # a platform without a display server, such as offscreen
    missing = [_missing_library(plugin) for plugin in _answering(wanted, environment)]
    if not missing:
        return NO_DISPLAY
    return None if None in missing else missing[0]  # Qt takes the next one where the first cannot be loaded


def _answering(wanted: str, environment: Mapping[str, str]) -> list[str]:
    """Qt's plugins whose display server answers, in the order in which Qt tries them."""
    plugins = []
    if wanted != "xcb" and _wayland_answers(environment):
        plugins.append("wayland")
    if wanted != "wayland" and _x11_answers(environment.get("DISPLAY", "")):
        plugins.append("xcb")
    return plugins


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


def _missing_library(plugin: str) -> str | None:
    """What one of Qt's platform plugins lacks, if anything."""
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / f"libq{plugin}.so"))
    except OSError as error:
        missing = str(error).partition(":")[0]
        return (
            f"The window needs the system library {missing}. Install it, on Debian and Ubuntu with\n\n"
            f"    sudo apt install {_PACKAGES[plugin]}\n\n"
            "or start `python3 packaging/launch.py`, which names all that is missing."
        )
    return None
