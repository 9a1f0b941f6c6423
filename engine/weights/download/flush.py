"""Bring a file to the disk while it still grows, so that the last flush is a short one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

FLUSH_BYTES = 2**27
FLUSH_S = 5.0  # so much may be lost with the power
CLOSE_S = 0.1  # a disk may take longer for what was asked of it


class Flusher:
    """Flushes a growing file now and then, on a thread of its own.

    Args:
        name: The file's name, for the thread.
        sync: Brings the file's bytes to the disk.
    """

    def __init__(self, name: str, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._wanted = threading.Event()
        self._ended = False
        self._error: Exception | None = None
        self._flushed_bytes = 0
        self._flushed_s = monotonic()
        self._thread = threading.Thread(target=self._live, name=f"flush of {name}", daemon=True)
        self._thread.start()

    def grew(self, written_bytes: int) -> None:
        """The file has so many bytes now; fewer than before means that it began anew.

        Raises:
            DiskFull, FolderUnusable: Earlier bytes did not reach the disk.
        """
        if self._error is not None:
            raise self._error
        self._flushed_bytes = min(self._flushed_bytes, written_bytes)
        now_s = monotonic()
        if written_bytes - self._flushed_bytes >= FLUSH_BYTES or now_s - self._flushed_s >= FLUSH_S:
            self._flushed_bytes, self._flushed_s = written_bytes, now_s
            self._wanted.set()

    def finish(self) -> None:
        """Wait for what is being flushed; whoever wrote last flushes the rest.

        Raises:
            DiskFull, FolderUnusable: Bytes did not reach the disk; the system says so only once.
        """
        self._end(None)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End, and wait no longer than a moment for the disk."""
        self._end(CLOSE_S)

    def _end(self, wait_s: float | None) -> None:
        self._ended = True
        self._wanted.set()
        self._thread.join(wait_s)

    def _live(self) -> None:
        try:
            while self._wanted.wait() and not self._ended:
                self._wanted.clear()
                self._sync()
        except Exception as error:  # noqa: BLE001 - the thread ends here; the error goes to whoever writes
            self._error = error
