from __future__ import annotations

import pytest
from PySide6.QtWidgets import QProgressBar, QWidget

from app.widgets.file_rows import FileRows, state_words
from engine import FileProgress, FileState


def _file(
    state: FileState = FileState.DOWNLOADING, path: str = "a", wait_s: float | None = None
) -> FileProgress:
    return FileProgress(path=path, state=state, done_bytes=5 * 10**6, total_bytes=10**7, wait_s=wait_s)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FileState.QUEUED, "10 MB, waits its turn"),
        (FileState.CONNECTING, "connecting"),
        (FileState.DOWNLOADING, "5 MB of 10 MB"),
        (FileState.VERIFYING, "verifying, 50%"),
        (FileState.DONE, "10 MB, verified"),
        (FileState.FAILED, "failed"),
    ],
)
def test_a_state_is_said_in_a_few_words(state: FileState, words: str) -> None:
    assert state_words(_file(state)) == words


def test_a_wait_is_counted_down() -> None:
    assert state_words(_file(FileState.WAITING, wait_s=4.4)) == "next try in 4 s"


def test_rows_are_made_once_and_then_only_changed(page: QWidget) -> None:
    rows = FileRows(page)
    rows.show_files((_file(), _file(path="b")))
    first = rows.findChildren(QProgressBar)
    assert [bar.accessibleName() for bar in first] == ["a", "b"]
    rows.show_files((_file(FileState.DONE), _file(path="b")))
    assert rows.findChildren(QProgressBar) == first
    assert first[0].accessibleDescription() == "10 MB, verified"
    rows.show_files((_file(path="c"),))
    assert list(rows._rows) == ["c"]
