"""The size of everything in the window, changed while it is open.

Qt reads `QT_SCALE_FACTOR` once, when it starts. What it does then is a function that it does not offer to
programs but exports all the same; where that is missing, another zoom holds from the next start on.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path

import PySide6
from PySide6.QtCore import qInstallMessageHandler

from app.settings import ZOOM

_FILES = {"linux": "Qt/lib/libQt6Gui.so.6", "win32": "Qt6Gui.dll"}
_NAMES = {
    "linux": "_ZN15QHighDpiScaling15setGlobalFactorEd",
    "win32": "?setGlobalFactor@QHighDpiScaling@@SAXN@Z",
}


def is_live() -> bool:
    """Whether the zoom can be changed while a window is open."""
    return _scaler() is not None


def scale(percent: int) -> bool:
    """Let every window that is made from now on have this zoom; whether that can be done."""
    scaler = _scaler()
    if scaler is None:
        return False
    # Qt warns that windows which are open do not follow; the caller makes them anew.
    handler = qInstallMessageHandler(lambda *_: None)
    try:
        scaler(percent / 100)
    finally:
        qInstallMessageHandler(handler)
    return True


def stepped(percent: int, steps: int) -> int:
    """The zoom so many steps up, or down where negative, within the limits; 0 steps are the default."""
    if not steps:
        return ZOOM.default
    return min(max(percent + steps * ZOOM.step, ZOOM.least), ZOOM.most)


@cache
def _scaler() -> ctypes._NamedFuncPointer | None:
    # WORKAROUND(PySide6 6.11): nothing public changes the scale of a running program.
    file, name = _FILES.get(sys.platform), _NAMES.get(sys.platform)
    if file is None or name is None:
        return None
    try:
        found = ctypes.CDLL(str(Path(PySide6.__file__).parent / file))[name]
    except (OSError, AttributeError):
        return None
    found.argtypes, found.restype = [ctypes.c_double], None
    return found
