"""Hashes of files: of one that lies there, and of one that still grows."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from engine.weights.download.part import disk_errors

READ_BYTES = 2**20
SYNC_S = 5.0  # so much may be lost with the power
CLOSE_S = 0.1  # a disk may take longer for what was asked of it


class Digest:
    """What hashes of a file's bytes say about it.

    Args:
        expected: What they shall come to, as in a manifest.
        size_bytes: The length of the whole file.
    """

    def __init__(self, expected: str, size_bytes: int) -> None:
        self._kind, _, self._wanted = expected.partition(":")
        self._sha256 = hashlib.sha256()
        self._git = hashlib.sha1(b"blob %d\0" % size_bytes, usedforsecurity=False)

    def update(self, chunk: memoryview) -> None:
        """Take in the next bytes."""
        self._sha256.update(chunk)
        if self._kind == "git-sha1":
            self._git.update(chunk)

    @property
    def sha256(self) -> str:
        """The SHA-256 of all bytes, as in a manifest."""
        return f"sha256:{self._sha256.hexdigest()}"

    @property
    def fits(self) -> bool:
        """Whether these are the bytes that were expected."""
        hashed = self._git if self._kind == "git-sha1" else self._sha256
        return hashed.hexdigest() == self._wanted


def digest_of(
    path: Path, expected: str, size_bytes: int, *, progress: Callable[[int], None] = lambda _bytes: None
) -> Digest:
    """Read a file and hash it; `progress` is told after each bit how many bytes are done.

    Raises:
        FolderUnusable: It cannot be read.
    """
    digest = Digest(expected, size_bytes)
    buffer = memoryview(bytearray(READ_BYTES))
    done = 0
    with disk_errors(path.parent), path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
            done += count
            progress(done)
    return digest


class GrowingDigest:
    """Hashes a file from the disk while it is written, on a thread of its own.

    What was there before is hashed with the rest, so a resumed file is verified as a fresh one is. It also
    brings the written bytes to the disk at intervals.

    Args:
        path: The file.
        expected: What the hash shall come to, as in a manifest.
        size_bytes: The length that the file will have.
        sync: Brings the file's bytes to the disk.
    """

    def __init__(self, path: Path, expected: str, size_bytes: int, sync: Callable[[], None]) -> None:
        self._path, self._expected, self._size_bytes, self._sync = path, expected, size_bytes, sync
        self._changed = threading.Condition()
        self._written_bytes = 0
        self._restarts = 0
        self._ended = False
        self._error: Exception | None = None
        self._result: Digest | None = None
        self.done_bytes = 0
        self._thread = threading.Thread(target=self._live, name=f"digest of {path.name}", daemon=True)
        self._thread.start()

    def grew(self, written_bytes: int) -> None:
        """The file has so many bytes now; fewer than before means that it began anew."""
        with self._changed:
            self._restarts += written_bytes < self._written_bytes
            self._written_bytes = written_bytes
            self._changed.notify()

    def result(self, wait_s: float) -> Digest | None:
        """The digest of the whole file, or None where it is not ready after `wait_s` seconds.

        Raises:
            DiskFull: The bytes did not reach the disk.
            FolderUnusable: They could not be read back.
        """
        self._thread.join(wait_s)
        if self._error is not None:
            raise self._error
        return self._result

    def close(self) -> None:
        """Want the result no more; the thread, which only reads, ends with the bit it is at."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join(CLOSE_S)

    def _live(self) -> None:
        try:
            with disk_errors(self._path.parent):
                while not self._ended and not self._hash_through():
                    pass
        except Exception as error:  # noqa: BLE001 - the thread ends here; the error goes to whoever asks
            self._error = error

    def _hash_through(self) -> bool:
        """Hash from the first byte on; False where the file began anew, or nobody wants it any more."""
        restarts = self._restarts
        digest = Digest(self._expected, self._size_bytes)
        buffer = memoryview(bytearray(READ_BYTES))
        self.done_bytes = 0
        synced_s = monotonic()
        with self._path.open("rb", buffering=0) as file:
            while self.done_bytes < self._size_bytes:
                ready = self._wait_for_more(restarts)
                count = file.readinto(buffer[: min(ready, READ_BYTES)]) if ready > 0 else 0
                if not count:
                    return False
                digest.update(buffer[:count])
                self.done_bytes += count
                if monotonic() - synced_s >= SYNC_S:
                    self._sync()
                    synced_s = monotonic()
        if restarts != self._restarts:
            return False
        self._result = digest
        return True

    def _wait_for_more(self, restarts: int) -> int:
        """How many bytes lie ready; 0 where these are no longer the bytes that were begun with."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._ended or restarts != self._restarts or self._written_bytes > self.done_bytes
            )
            stale = self._ended or restarts != self._restarts
            return 0 if stale else self._written_bytes - self.done_bytes
