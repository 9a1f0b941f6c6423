"""How the commands that measure the window let it live, and what the process takes meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

LIMIT_S = 60.0
PULSE_MS = 5


def wait(done: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
    """Let the window live until something is so; other threads too, which Qt's test library would stop.

    Raises:
        TimeoutError: It took too long.
    """
    end_s = time.perf_counter() + limit_s
    while not done():
        turn_over()
        if time.perf_counter() > end_s:
            raise TimeoutError("the window took too long")


def live(seconds: float) -> None:
    """Let the window live for a while."""
    end_s = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end_s, limit_s=seconds + LIMIT_S)


def turn_over() -> None:
    """Let the window do what it has to do, or sleep until there is something, but not for long.

    Asleep it holds nothing that another thread needs, as in the application's own loop.
    """
    pulse = QTimer()
    pulse.start(PULSE_MS)  # given a limit of time, Qt would not sleep
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def memory_mb() -> float:
    """What the process holds in memory now; Linux alone tells."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
