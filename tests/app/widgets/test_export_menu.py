from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.caption import note_of_masks
from app.models.portable import SUFFIX
from app.models.saving import Saving, Tell, Way
from app.theme import Theme
from app.widgets.viewer import SIDE_PX, Viewer
from tests.app.models.test_saving import CLOSE_S
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)
HOLDS = {
    ".png": "what was on show, no question",
    ".csv": "figures only, no text",
    ".txt": "answer and thought at this step, no question",
}
SUFFIXES = (".html", ".webp", ".gif", ".png", ".csv", ".json", ".txt", SUFFIX)


@pytest.fixture
def saving(page: QWidget) -> Iterator[Saving]:
    made = Saving(page)
    yield made
    made.close(CLOSE_S)


@pytest.fixture
def viewer(theme: Theme, page: QWidget, saving: Saving) -> Viewer:
    made = Viewer(theme, page, saving=saving)
    made.resize(900, 500)
    made.show()
    made.open(RECORDING)
    return made


@pytest.fixture
def told(viewer: Viewer, saving: Saving) -> list[str]:
    heard: list[str] = []
    viewer.export.told.connect(heard.append)
    saving.told.connect(lambda words, _folder: heard.append(words))
    return heard


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_way_writes_a_file_and_says_what_it_holds(
    suffix: str, viewer: Viewer, told: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / f"answer{suffix}"
    viewer.cursor_model.go(2)
    viewer.export.save(path)
    assert not told  # the window goes on before it is written
    qtbot.waitUntil(lambda: bool(told))
    assert path.stat().st_size > 100 or suffix == ".txt"
    assert told == [f"Saved answer{suffix}: {HOLDS.get(suffix, 'answer and thought, no question')}."]
    if suffix == ".json":
        json.loads(path.read_text("utf-8"))
    if suffix == ".png":
        assert not QImage(str(path)).isNull()


def test_every_way_is_on_the_menu_and_has_a_name_of_its_own(viewer: Viewer) -> None:
    names = [action.text() for action in viewer.export.menu().actions() if action.text()]
    assert len(set(names)) == len(names) == len(SUFFIXES) + 1


def test_a_film_is_drawn_in_the_masks_that_are_chosen(
    viewer: Viewer, saving: Saving, tmp_path: Path, qtbot: QtBot
) -> None:
    films: list[bytes] = []
    for place in (0, 1, 0):
        viewer._choose_masks(place)
        path = tmp_path / f"{len(films)}.gif"
        with qtbot.waitSignal(saving.told):
            viewer.export.save(path)
        films.append(path.read_bytes())
    assert films[0] == films[2] != films[1]


def test_a_page_has_syllables_where_the_window_draws_them(
    viewer: Viewer, theme: Theme, saving: Saving, tmp_path: Path, qtbot: QtBot
) -> None:
    for true_noise in (True, False):
        theme.draw_noise(true=true_noise)
        path = tmp_path / f"{true_noise}.html"
        with qtbot.waitSignal(saving.told):
            viewer.export.save(path)
        assert note_of_masks(true_noise=true_noise) in path.read_text("utf-8")


def test_a_film_goes_at_the_pace_that_is_chosen(
    viewer: Viewer, saving: Saving, tmp_path: Path, qtbot: QtBot
) -> None:
    viewer.playback.choose_step(1000)
    with qtbot.waitSignal(saving.told):
        viewer.export.save(tmp_path / "answer.gif")
    with Image.open(tmp_path / "answer.gif") as film:
        assert film.info["duration"] == 1000


def test_what_was_saved_is_opened_again(
    viewer: Viewer, told: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / f"answer{SUFFIX}"
    viewer.export.save(path)
    qtbot.waitUntil(lambda: bool(told))
    viewer.open(recording_of("another"))
    with qtbot.waitSignal(viewer.export.opened):
        viewer.export.open(path)
    recording = viewer.cursor_model.recording
    assert recording is not None
    assert recording.length == RECORDING.length
    assert viewer.cursor_model.moment == 0


def test_a_file_that_is_none_is_refused_with_a_sentence_and_nothing_changes(
    viewer: Viewer, told: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "junk"
    path.write_bytes(b"junk")
    for each in (path, tmp_path / "missing"):
        with qtbot.waitSignal(viewer.export.told):
            viewer.export.open(each)
    assert told[0].startswith("This is not a recording.")
    assert "cannot be read" in told[1]
    assert viewer.cursor_model.recording is RECORDING
    assert viewer._caption.text().startswith("missing cannot be read")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_place_that_cannot_be_written_is_told(
    suffix: str, viewer: Viewer, told: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    viewer.cursor_model.go(2)
    viewer.export.save(tmp_path / "nowhere" / f"answer{suffix}")
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith(f"answer{suffix} cannot be written")


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".html", ".json"])
def test_what_takes_long_can_be_cancelled_while_the_viewer_goes_on(
    suffix: str,
    viewer: Viewer,
    saving: Saving,
    told: list[str],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cancelled = threading.Event()  # until then nothing is written: a short recording is soon whole

    def save(path: Path, way: Way, holds: str) -> None:
        def written(file: BinaryIO, tell: Tell) -> None:
            cancelled.wait()
            way(file, tell)

        Saving.save(saving, path, written, holds)

    monkeypatch.setattr(saving, "save", save)
    viewer.export.save(tmp_path / f"answer{suffix}")
    viewer.cursor_model.go(3)
    saving.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [f"Cancelled: answer{suffix} was not saved."]
    assert list(tmp_path.iterdir()) == []
    assert viewer.cursor_model.moment == 3


def test_a_picture_of_a_narrow_viewer_ends_below_its_strip(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.resize(640, 500)
    qtbot.waitUntil(viewer._note_above.isVisible)
    height = viewer.strip.geometry().bottom() - viewer.bar.geometry().bottom()
    assert viewer._picture().height() == height + SIDE_PX


def test_where_there_is_no_text_yet_none_is_saved(viewer: Viewer, told: list[str], tmp_path: Path) -> None:
    viewer.cursor_model.go(0)
    viewer.export.save(tmp_path / "answer.txt")
    assert told == ["There is nothing to save in that form."]
    assert not list(tmp_path.iterdir())


def test_without_a_recording_there_is_nothing_to_save(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    viewer = Viewer(theme, page)
    heard: list[str] = []
    viewer.export.told.connect(heard.append)
    viewer.export.save(tmp_path / "answer.csv")
    assert heard == ["There is nothing to save in that form."]
    assert not list(tmp_path.iterdir())
