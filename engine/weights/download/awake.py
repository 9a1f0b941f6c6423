"""Keep the machine from falling asleep while it works. Where that cannot be had, nothing happens."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def awake(reason: str) -> Iterator[None]:
    """Ask the system not to sleep inside the block; enter and leave it on one thread.

    The wish ends with this process, however that ends.
    """
    if sys.platform == "win32":
        _keep_windows_awake(wanted=True)
        try:
            yield
        finally:
            _keep_windows_awake(wanted=False)
        return
    with _inhibitor(reason):
        yield


@contextmanager
def _inhibitor(reason: str) -> Iterator[None]:
    """Hold the system's own tool, which holds the wish until its input ends."""
    command = _command(reason)
    program = shutil.which(command[0])
    if program is None:
        yield
        return
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, *command[1:]], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as tool:
        try:
            yield
        finally:
            tool.terminate()


def _command(reason: str) -> list[str]:
    if sys.platform == "darwin":
        return ["caffeinate", "-i", "cat"]
    return ["systemd-inhibit", "--what=sleep:idle", "--who=Dewpoint", f"--why={reason}", "cat"]


if sys.platform == "win32":
    import ctypes

    _CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001

    def _keep_windows_awake(*, wanted: bool) -> None:
        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | (_SYSTEM_REQUIRED if wanted else 0))
