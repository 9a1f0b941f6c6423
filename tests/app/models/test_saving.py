from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from pytestqt.qtbot import QtBot

from app.models.saving import Saving, Tell

CLOSE_S = 20.0


class Slowly:
    """A file in two halves; between them it waits to be let on, telling how far it is."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self, file: BinaryIO, tell: Tell) -> None:
        file.write(b"one half, ")
        tell(0.5)
        self.begun.set()
        while not self.goes_on.wait(0.005):
            tell(0.5)
        file.write(b"the other half")


@pytest.fixture
def saving(qtbot: QtBot) -> Iterator[Saving]:
    made = Saving()
    yield made
    made.close(CLOSE_S)


@pytest.fixture
def told(saving: Saving) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    saving.told.connect(lambda *words: heard.append(words))
    return heard


def _quick(file: BinaryIO, _tell: Tell) -> None:
    file.write(b"all of it")


def test_a_file_is_written_off_the_windows_thread_and_told_with_its_folder(
    saving: Saving, told: list[tuple[str, object]], tmp_path: Path, qtbot: QtBot
) -> None:
    threads: list[str] = []

    def way(file: BinaryIO, tell: Tell) -> None:
        threads.append(threading.current_thread().name)
        _quick(file, tell)

    path = tmp_path / "film.webp"
    saving.save(path, way, "figures")
    assert saving.path == path
    qtbot.waitUntil(lambda: bool(told))
    assert threads == ["saving"]
    assert path.read_bytes() == b"all of it"
    assert told == [("Saved film.webp: figures.", tmp_path)]
    assert saving.path is None


def test_how_far_it_is_never_goes_back(saving: Saving, tmp_path: Path, qtbot: QtBot) -> None:
    shares: list[float] = []
    saving.changed.connect(lambda: shares.append(saving.share))

    def way(_file: BinaryIO, tell: Tell) -> None:
        for share in (0.2, 0.7, 0.1):
            tell(share)

    saving.save(tmp_path / "film.webp", way, "figures")
    qtbot.waitUntil(lambda: saving.path is None)
    assert shares == [0.0, 0.2, 0.7, 0.7, 1.0, 1.0]


def test_what_is_cancelled_leaves_nothing_new_and_the_next_file_is_saved(
    saving: Saving, told: list[tuple[str, object]], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    way = Slowly()
    saving.save(path, way, "figures")
    qtbot.waitUntil(way.begun.is_set)
    saving.cancel()
    qtbot.waitUntil(lambda: saving.path is None)
    assert told == [("Cancelled: film.webp was not saved.", None)]
    assert path.read_bytes() == b"an earlier film"
    assert list(tmp_path.iterdir()) == [path]
    saving.save(path, _quick, "figures")
    qtbot.waitUntil(lambda: saving.path is None)
    assert path.read_bytes() == b"all of it"


def test_a_second_file_has_to_wait_and_the_first_goes_on(
    saving: Saving, told: list[tuple[str, object]], tmp_path: Path, qtbot: QtBot
) -> None:
    way = Slowly()
    saving.save(tmp_path / "film.webp", way, "figures")
    saving.save(tmp_path / "steps.csv", _quick, "figures")
    assert told == [("film.webp is still being saved. Wait for it, or cancel it.", None)]
    way.goes_on.set()
    qtbot.waitUntil(lambda: saving.path is None)
    assert [path.name for path in tmp_path.iterdir()] == ["film.webp"]
    assert (tmp_path / "film.webp").read_bytes() == b"one half, the other half"


def test_a_place_that_cannot_be_written_is_told(
    saving: Saving, told: list[tuple[str, object]], tmp_path: Path, qtbot: QtBot
) -> None:
    saving.save(tmp_path / "nowhere" / "film.webp", _quick, "figures")
    qtbot.waitUntil(lambda: saving.path is None)
    why = "No such file or directory. Choose another place."
    assert told == [(f"film.webp cannot be written: {why}", None)]


def test_a_defect_is_logged_and_told_and_leaves_nothing(
    saving: Saving,
    told: list[tuple[str, object]],
    tmp_path: Path,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def way(file: BinaryIO, _tell: Tell) -> None:
        file.write(b"half of it")
        raise ValueError("too many pixels")

    saving.save(tmp_path / "film.webp", way, "figures")
    qtbot.waitUntil(lambda: saving.path is None)
    assert told == [("film.webp could not be made (too many pixels).", None)]
    assert [record.message for record in caplog.records] == [".webp could not be made."]
    assert list(tmp_path.iterdir()) == []
    caplog.clear()


def test_closing_ends_it_tells_nothing_more_and_leaves_nothing(
    saving: Saving, told: list[tuple[str, object]], tmp_path: Path, qtbot: QtBot
) -> None:
    way = Slowly()
    saving.save(tmp_path / "film.webp", way, "figures")
    qtbot.waitUntil(way.begun.is_set)
    saving.close(CLOSE_S)
    assert list(tmp_path.iterdir()) == []
    qtbot.wait(20)
    assert told == []
