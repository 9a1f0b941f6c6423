"""Hashes of files: of one that lies there, and of one that still grows."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from engine.weights.download.part import disk_errors

READ_BYTES = 2**20
KEPT_BYTES = 2**22  # of what was written last
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

    def update(self, chunk: bytes | memoryview) -> None:
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
    """Hashes a file while it is written, on a thread of its own.

    What was written last is taken from memory, what was there before, or has waited too long, from the disk:
    so a resumed file is verified as a fresh one is, and nobody waits for the hash.

    Args:
        path: The file.
        expected: What the hash shall come to, as in a manifest.
        size_bytes: The length that the file will have.
    """

    def __init__(self, path: Path, expected: str, size_bytes: int) -> None:
        self._path, self._expected, self._size_bytes = path, expected, size_bytes
        self._changed = threading.Condition()
        self._latest: deque[bytes] = deque()
        self._latest_bytes = 0
        self._written_bytes = 0
        self._restarts = 0
        self._ended = False
        self._error: Exception | None = None
        self._result: Digest | None = None
        self.done_bytes = 0
        self._thread = threading.Thread(target=self._live, name=f"digest of {path.name}", daemon=True)
        self._thread.start()

    def grew(self, written_bytes: int, latest: bytes = b"") -> None:
        """The file has so many bytes now; fewer than before means that it began anew.

        Args:
            written_bytes: Its length.
            latest: What it ends with since the last call; nothing where that is only on the disk.
        """
        with self._changed:
            self._restarts += written_bytes < self._written_bytes
            if self._written_bytes + len(latest) != written_bytes:
                self._latest.clear()
                self._latest_bytes = 0
            self._written_bytes = written_bytes
            if latest:
                self._latest.append(latest)
                self._latest_bytes += len(latest)
            while self._latest_bytes > KEPT_BYTES:
                self._latest_bytes -= len(self._latest.popleft())
            self._changed.notify()

    def result(self, wait_s: float) -> Digest | None:
        """The digest of the whole file, or None where it is not ready after `wait_s` seconds.

        Raises:
            FolderUnusable: The bytes could not be read back.
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
        with self._path.open("rb", buffering=0) as file:
            while self.done_bytes < self._size_bytes:
                ready_bytes, chunk = self._wait_for_more(restarts)
                if not chunk and ready_bytes:
                    file.seek(self.done_bytes)
                    chunk = buffer[: file.readinto(buffer[: min(ready_bytes, READ_BYTES)])]
                if not chunk:
                    return False
                digest.update(chunk)
                self.done_bytes += len(chunk)
        if restarts != self._restarts:
            return False
        self._result = digest
        return True

    def _wait_for_more(self, restarts: int) -> tuple[int, bytes | memoryview]:
        """How many bytes lie ready on the disk, and the next ones where they are in memory.

        Both are nothing where the file is no longer the one that was begun with.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._ended or restarts != self._restarts or self._written_bytes > self.done_bytes
            )
            if self._ended or restarts != self._restarts:
                return 0, b""
            ready_bytes = self._written_bytes - self._latest_bytes - self.done_bytes
            if ready_bytes > 0:
                return ready_bytes, b""
            chunk = self._latest.popleft()
            self._latest_bytes -= len(chunk)
            return 0, chunk
