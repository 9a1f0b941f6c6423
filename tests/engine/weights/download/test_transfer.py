"""The row of a file, as it is told. What a transfer does with a broken hub is in test_fetch.py."""

from __future__ import annotations

from time import monotonic

from engine.events import FileState
from engine.weights.download.manifest import ManifestFile
from engine.weights.download.transfer import Row

FILE = ManifestFile(path="a", size_bytes=10, digest=f"sha256:{'0' * 64}")


def test_a_row_tells_how_long_is_still_waited() -> None:
    row = Row(FILE, state=FileState.WAITING, done_bytes=4, next_try_s=monotonic() + 3)
    told = row.progress()
    assert (told.path, told.state, told.done_bytes, told.total_bytes) == ("a", FileState.WAITING, 4, 10)
    assert told.wait_s is not None
    assert 2 < told.wait_s <= 3
    row.next_try_s = monotonic() - 1
    assert row.progress().wait_s == 0


def test_what_is_being_verified_is_on_the_disk() -> None:
    row = Row(FILE, state=FileState.VERIFYING, done_bytes=4)
    assert (row.progress().done_bytes, row.present_bytes) == (4, 10)
    row.state = FileState.DOWNLOADING
    assert row.present_bytes == 4
