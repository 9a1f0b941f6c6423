from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.portable import SUFFIX
from app.theme import Theme
from app.widgets.viewer import Viewer
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)
SUFFIXES = (".html", ".webp", ".gif", ".png", ".csv", ".json", ".txt", SUFFIX)


@pytest.fixture
def viewer(theme: Theme, page: QWidget) -> Viewer:
    made = Viewer(theme, page)
    made.resize(900, 500)
    made.show()
    made.open(RECORDING)
    return made


@pytest.fixture
def told(viewer: Viewer) -> list[str]:
    heard: list[str] = []
    viewer.export.told.connect(heard.append)
    return heard


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_way_writes_a_file_and_says_what_it_holds(
    suffix: str, viewer: Viewer, told: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / f"answer{suffix}"
    viewer.cursor_model.go(2)
    viewer.export.save(path)
    qtbot.wait(10)
    assert path.stat().st_size > 100 or suffix == ".txt"
    assert told == [f"Saved answer{suffix}. It holds the answer and its thought, not the question."]
    if suffix == ".json":
        json.loads(path.read_text("utf-8"))
    if suffix == ".png":
        assert not QImage(str(path)).isNull()


def test_every_way_is_on_the_menu_and_has_a_name_of_its_own(viewer: Viewer) -> None:
    names = [action.text() for action in viewer.export.menu().actions() if action.text()]
    assert len(set(names)) == len(names) == len(SUFFIXES) + 1


def test_what_was_saved_is_opened_again(viewer: Viewer, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / f"answer{SUFFIX}"
    viewer.export.save(path)
    viewer.open(recording_of("another"))
    viewer.export.open(path)
    recording = viewer.cursor_model.recording
    assert recording is not None
    assert recording.length == RECORDING.length
    assert viewer.cursor_model.moment == 0


def test_a_file_that_is_none_is_refused_with_a_sentence_and_nothing_changes(
    viewer: Viewer, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "junk"
    path.write_bytes(b"junk")
    viewer.export.open(path)
    viewer.export.open(tmp_path / "missing")
    assert told[0].startswith("This is not a recording.")
    assert "cannot be read" in told[1]
    assert viewer.cursor_model.recording is RECORDING
    assert viewer._caption.text().startswith("missing cannot be read")


def test_a_place_that_cannot_be_written_is_told(viewer: Viewer, told: list[str], tmp_path: Path) -> None:
    for suffix in (".csv", ".png"):
        viewer.export.save(tmp_path / "nowhere" / f"answer{suffix}")
    assert all("cannot be written" in words for words in told)
    assert len(told) == 2


def test_without_a_recording_there_is_nothing_to_save(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    viewer = Viewer(theme, page)
    heard: list[str] = []
    viewer.export.told.connect(heard.append)
    viewer.export.save(tmp_path / "answer.csv")
    assert heard == ["There is nothing to save in that form."]
    assert not list(tmp_path.iterdir())
