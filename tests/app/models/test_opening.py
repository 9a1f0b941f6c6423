from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from app.models import opening
from app.models.opening import Opening
from app.models.portable import SUFFIX, exported, read
from app.models.recording import Recording
from tests.app.recordings import ANSWER, recording_of

OTHER = recording_of("the drop is clear.", steps=3)


@pytest.fixture
def made(qapp: QObject) -> Opening:
    return Opening(qapp)


@pytest.fixture
def told(made: Opening) -> list[Recording | str]:
    heard: list[Recording | str] = []
    made.opened.connect(heard.append)
    made.refused.connect(heard.append)
    return heard


def _file(folder: Path, recording: Recording) -> Path:
    path = folder / f"{recording.length}{SUFFIX}"
    path.write_bytes(exported(recording))
    return path


def test_a_file_is_read_on_another_thread(
    made: Opening, told: list[Recording | str], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def watched(path: Path) -> Recording:
        threads.append(threading.get_ident())
        return read(path)

    monkeypatch.setattr(opening, "read", watched)
    made.open(_file(tmp_path, ANSWER))
    assert not told
    qtbot.waitUntil(lambda: bool(told))
    (recording,) = told
    assert isinstance(recording, Recording)
    assert recording.trace.blocks == ANSWER.trace.blocks
    assert threads != [threading.get_ident()]


def test_of_two_files_the_one_that_was_asked_for_last_is_opened(
    made: Opening, told: list[Recording | str], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (_file(tmp_path, each) for each in (ANSWER, OTHER))
    shown = threading.Event()

    def in_order(path: Path) -> Recording:
        if path == second:
            shown.wait(10)
        return read(path)

    monkeypatch.setattr(opening, "read", in_order)
    for path in (first, second):
        made.open(path)
    qtbot.wait(100)
    assert not told  # though the first one is read by now
    shown.set()
    qtbot.waitUntil(lambda: bool(told))
    (recording,) = told
    assert isinstance(recording, Recording)
    assert recording.length == OTHER.length


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (None, "This is not a recording."),
        (FileNotFoundError(2, "No such file"), "answer cannot be read: No such file. Choose another file."),
        (MemoryError(), "answer is too large to be read. Choose another file."),
    ],
)
def test_why_a_file_cannot_be_read_is_told(
    problem: Exception | None,
    said: str,
    made: Opening,
    told: list[Recording | str],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "answer"
    path.write_bytes(b"junk")
    if problem is not None:

        def fails(_path: Path) -> Recording:
            raise problem

        monkeypatch.setattr(opening, "read", fails)
    made.open(path)
    qtbot.waitUntil(lambda: bool(told))
    assert str(told[0]).startswith(said)


def test_who_asked_may_be_gone_when_it_is_read(qapp: QObject, tmp_path: Path) -> None:
    asked = Opening()
    asked.open(_file(tmp_path, ANSWER))
    del asked
    assert QThreadPool.globalInstance().waitForDone()
