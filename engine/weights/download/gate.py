"""How work on files is stopped: a gate that all who write pass through, and that shuts for good."""

from __future__ import annotations

import threading
from types import TracebackType


class Stopped(Exception):
    """The work is not wanted any more."""


class Gate:
    """Open until it is shut. For any thread.

    Whoever writes does so inside `with gate`: once `shut` has returned, nobody writes any more, even a
    thread that still waits for an answer which cannot be called back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shut = threading.Event()

    def __enter__(self) -> None:
        self._lock.acquire()
        if self._shut.is_set():
            self._lock.release()
            raise Stopped

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def shut(self) -> None:
        """Let nobody through from now on; waits for whoever is inside."""
        self._shut.set()
        with self._lock:
            pass

    def check(self) -> None:
        """Raise where it is shut.

        Raises:
            Stopped: It is shut.
        """
        if self._shut.is_set():
            raise Stopped

    def wait(self, wait_s: float) -> None:
        """Wait so long, but not past the shutting.

        Raises:
            Stopped: It is shut.
        """
        if self._shut.wait(wait_s):
            raise Stopped
