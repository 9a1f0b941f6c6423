"""Every way to save is asked for as a person does, and what comes out is looked at."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.models.export import first_line, text_at
from app.models.portable import SUFFIX, imported
from app.models.recording import Recording
from app.models.saving import Saving
from app.models.step_table import COLUMNS, rows_of
from app.theme import Theme
from app.widgets.files import documents, file_name
from app.widgets.viewer import SIDE_PX, Viewer
from tests.app.models.test_player import Page
from tests.app.models.test_saving import CLOSE_S
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)
MOMENT = 3

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


@pytest.fixture
def viewer(theme: Theme, page: QWidget, qtbot: QtBot) -> Iterator[Viewer]:
    made = Viewer(theme, page, saving=(saving := Saving(page)))
    made.resize(900, 500)
    made.show()
    made.open(RECORDING)
    made.cursor_model.go(MOMENT)
    qtbot.waitUntil(lambda: not made.text.canvas.is_moving)
    yield made
    saving.close(CLOSE_S)


def _dialog(viewer: Viewer, words: str) -> QFileDialog:
    """Choose from the menu; the dialog that comes."""
    (action,) = [each for each in viewer.export.menu().actions() if each.text() == words]
    action.trigger()
    (dialog,) = [each for each in viewer.export.findChildren(QFileDialog) if each.isVisible()]
    return dialog


def _answer(dialog: QFileDialog, path: Path) -> None:
    """Type a path and press Return."""
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)


def _web_page(path: Path, _viewer: Viewer) -> None:
    told = json.loads(Page(path.read_text("utf-8")).scripts[0])
    assert sum(len(canvas["frames"]) for canvas in told["canvases"]) == RECORDING.length


def _film(path: Path, _viewer: Viewer) -> None:
    with Image.open(path) as film:
        assert film.n_frames == RECORDING.length  # type: ignore[attr-defined]  # of animated formats alone
        film.seek(RECORDING.length - 1)
        assert len(film.convert("RGB").getcolors(1 << 24) or ()) > 10


def _picture(path: Path, viewer: Viewer) -> None:
    """Whether everything is in it that is on show and no control, and below it what masks are."""
    picture = QImage(str(path))
    top = viewer.bar.geometry().bottom() + 1
    for shown in (viewer._stack, viewer.inspector, viewer._caption, viewer.strip):
        assert picture.rect().contains(place := _place(shown, viewer).translated(0, -top))
        assert picture.copy(place) == _on_screen(shown, viewer, picture)
    note, foot = viewer.controls.note, viewer.strip.geometry().bottom() + 1 - top
    assert picture.height() - foot == note.height()
    below = picture.copy(note.rect().translated(SIDE_PX, foot))
    assert below == _on_screen(note, viewer, picture)


def _place(shown: QWidget, viewer: Viewer) -> QRect:
    return shown.rect().translated(shown.mapTo(viewer, QPoint()))


def _on_screen(shown: QWidget, viewer: Viewer, picture: QImage) -> QImage:
    return viewer.grab(_place(shown, viewer)).toImage().convertToFormat(picture.format())


def _steps(path: Path, _viewer: Viewer) -> None:
    head, *lines = csv.reader(io.StringIO(path.read_text("utf-8")))
    assert head == [column.name for column in COLUMNS]
    assert [[float(value) for value in line] for line in lines] == [list(row) for row in rows_of(RECORDING)]


def _everything(path: Path, _viewer: Viewer) -> None:
    told = json.loads(path.read_text("utf-8"))
    assert [canvas["block"] for canvas in told["canvases"]] == [list(b) for b in RECORDING.trace.blocks]


def _text(path: Path, _viewer: Viewer) -> None:
    assert path.read_text("utf-8") == text_at(RECORDING, MOMENT) != ""


def _drafts(recording: Recording) -> list[tuple[int, ...]]:
    return [taken.step.draft for taken in recording.steps()]


def _recording(path: Path, _viewer: Viewer) -> None:
    assert _drafts(imported(path.read_bytes())) == _drafts(RECORDING)


WAYS: dict[str, tuple[str, Callable[[Path, Viewer], None]]] = {
    "Player as one web page…": (".html", _web_page),
    "Animated WebP…": (".webp", _film),
    "Animated GIF…": (".gif", _film),
    "Picture of the viewer…": (".png", _picture),
    "Steps as CSV…": (".csv", _steps),
    "Everything as JSON…": (".json", _everything),
    "Text at this step…": (".txt", _text),
    "Recording for another machine…": (SUFFIX, _recording),
}


@pytest.mark.parametrize("words", WAYS)
def test_what_is_asked_for_comes_out(words: str, viewer: Viewer, tmp_path: Path, qtbot: QtBot) -> None:
    suffix, look = WAYS[words]
    dialog = _dialog(viewer, words)
    assert [Path(name).name for name in dialog.selectedFiles()] == [file_name(first_line(RECORDING)) + suffix]
    assert dialog.directory().absolutePath() == documents().as_posix()
    _answer(dialog, tmp_path / "of a drop")
    path = tmp_path / f"of a drop{suffix}"
    qtbot.waitUntil(path.exists)
    look(path, viewer)


@pytest.mark.parametrize("words", ["Text at this step…", "Picture of the viewer…"])
def test_what_is_saved_is_what_stood_there_when_it_was_asked_for(
    words: str, viewer: Viewer, tmp_path: Path, qtbot: QtBot
) -> None:
    suffix, look = WAYS[words]
    dialog = _dialog(viewer, words)
    viewer.cursor_model.go(RECORDING.length - 1)
    _answer(dialog, tmp_path / "of a drop")
    path = tmp_path / f"of a drop{suffix}"
    qtbot.waitUntil(path.exists)
    viewer.cursor_model.go(MOMENT)
    qtbot.waitUntil(lambda: not viewer.text.canvas.is_moving)
    look(path, viewer)


def test_every_way_is_tried(viewer: Viewer) -> None:
    saves = [each.text() for each in viewer.export.menu().actions() if each.text()][:-1]
    assert saves == list(WAYS)


def test_a_name_with_a_dot_gets_its_suffix_too(viewer: Viewer, tmp_path: Path, qtbot: QtBot) -> None:
    _answer(_dialog(viewer, "Steps as CSV…"), tmp_path / "version 1.2")
    qtbot.waitUntil((tmp_path / "version 1.2.csv").exists)


def test_what_was_saved_is_asked_for_and_opened(viewer: Viewer, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / f"of a drop{SUFFIX}"
    _answer(_dialog(viewer, "Recording for another machine…"), path)
    qtbot.waitUntil(path.exists)
    viewer.open(recording_of("another"))
    with qtbot.waitSignal(viewer.export.opened):
        _answer(_dialog(viewer, "Open a recording…"), path)
    opened = viewer.cursor_model.recording
    assert opened is not None
    assert _drafts(opened) == _drafts(RECORDING)


def test_who_changes_their_mind_saves_nothing(viewer: Viewer, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = _dialog(viewer, "Animated WebP…")
    dialog.setDirectory(str(tmp_path))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert not viewer.export.findChildren(QFileDialog)
    assert list(tmp_path.iterdir()) == []
