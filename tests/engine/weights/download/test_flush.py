"""What is brought to the disk while a file grows, and what a disk that refuses does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic

import pytest

from engine.errors import DiskFull
from engine.weights.download import flush
from engine.weights.download.flush import FLUSH_BYTES, FLUSH_S, Flusher
from engine.words import said

SOON_S = 5.0


class _Disk:
    """Counts what is asked of it.

    Attributes:
        flushed: Is released at every flush.
        error: What it answers with, or None.
    """

    def __init__(self) -> None:
        self.flushed = threading.Semaphore(0)
        self.error: Exception | None = None

    def sync(self) -> None:
        self.flushed.release()
        if self.error is not None:
            raise self.error

    def was_flushed(self) -> bool:
        return self.flushed.acquire(timeout=SOON_S)


@pytest.fixture
def disk() -> _Disk:
    return _Disk()


@pytest.fixture
def flusher(disk: _Disk) -> Iterator[Flusher]:
    made = Flusher("model", disk.sync)
    yield made
    made.close()


def test_so_many_bytes_are_flushed_at_a_time(disk: _Disk, flusher: Flusher) -> None:
    flusher.grew(FLUSH_BYTES - 1)
    flusher.grew(FLUSH_BYTES)
    assert disk.was_flushed()
    flusher.grew(FLUSH_BYTES + 1)
    flusher.finish()
    assert not disk.flushed.acquire(blocking=False)


def test_on_a_slow_line_they_are_flushed_after_some_seconds(
    disk: _Disk, flusher: Flusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    started_s = monotonic()
    monkeypatch.setattr(flush, "monotonic", lambda: started_s + FLUSH_S + 1)
    flusher.grew(1)
    assert disk.was_flushed()


def test_a_file_that_began_anew_is_flushed_anew(disk: _Disk, flusher: Flusher) -> None:
    flusher.grew(FLUSH_BYTES)
    assert disk.was_flushed()
    flusher.grew(0)
    flusher.grew(FLUSH_BYTES)
    assert disk.was_flushed()


def test_a_disk_that_refuses_is_said_to_whoever_writes_on_or_finishes(disk: _Disk, flusher: Flusher) -> None:
    disk.error = DiskFull(said("There is no room."))
    flusher.grew(FLUSH_BYTES)
    assert disk.was_flushed()
    with pytest.raises(DiskFull):
        flusher.finish()
    with pytest.raises(DiskFull):
        flusher.grew(FLUSH_BYTES + 1)


def test_finishing_waits_for_what_is_being_flushed(disk: _Disk) -> None:
    begun, free = threading.Event(), threading.Event()
    ended: list[str] = []

    def sync() -> None:
        begun.set()
        free.wait(SOON_S)
        ended.append("flush")

    flusher = Flusher("model", sync)
    flusher.grew(FLUSH_BYTES)
    assert begun.wait(SOON_S)
    threading.Timer(0.05, free.set).start()
    flusher.finish()
    assert ended == ["flush"]
