from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.canvas import Layer
from app.models.cursor import Cursor
from app.models.playback import Playback
from app.theme import LINE_PX, Theme
from app.widgets.mask_note import MaskNote
from app.widgets.presenter import ZOOM, Presenter
from app.widgets.replay_text import ReplayText
from app.widgets.viewer import Viewer
from tests.app.conftest import OpenWindow
from tests.app.recordings import ANSWER


@pytest.fixture
def presenter(theme: Theme, cursor: Cursor) -> Iterator[Presenter]:
    theme.reduce_motion(True)
    playback = Playback(cursor)
    made = Presenter(theme, cursor, playback)
    made.resize(1280, 800)
    made.show()
    yield made
    playback.pause()
    shiboken6.delete(made)


def _ink(image: QImage) -> int:
    """How many pixels are not the ground's."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    shades = bytes(grey.constBits())
    return len(shades) - max(map(shades.count, set(shades)))


def test_keys_of_a_clicker_go_step_by_step_and_each_has_its_sentence(
    presenter: Presenter, cursor: Cursor
) -> None:
    told = []
    for key, moment in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_End, cursor.last),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(presenter, key)
        assert cursor.moment == moment
        told.append(presenter.caption.text())
    assert told[0].startswith("After 1 step")
    assert len(set(told)) == 4


def test_the_note_under_it_follows_what_stands_for_noise(presenter: Presenter, theme: Theme) -> None:
    note = presenter.findChild(MaskNote)
    assert note is not None
    assert note.text().startswith("Masks are a way of drawing")
    theme.draw_noise(true=False)
    assert note.text().startswith("Masks and syllables")
    assert note.text().endswith("Esc: back")


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End])
def test_space_plays_and_a_step_by_hand_pauses(presenter: Presenter, key: Qt.Key) -> None:
    QTest.keyClick(presenter, Qt.Key.Key_Space)
    assert presenter._playback.is_playing
    QTest.keyClick(presenter, key)
    assert not presenter._playback.is_playing


def test_in_slow_motion_a_clicker_drives_the_model_itself(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    slow = opened.parts.control.slow
    slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    viewer = opened.window.drawer.viewer
    cursor = viewer.cursor_model
    cursor.go(cursor.last)
    viewer.present.click()
    presenter = viewer.findChild(Presenter)
    assert presenter is not None
    QTest.keyClick(presenter, Qt.Key.Key_Space)
    assert (slow.is_standing, viewer.playback.is_playing) == (True, False)
    QTest.keyClick(presenter, Qt.Key.Key_PageDown)
    opened.wait(lambda: cursor.last == cursor.moment == 3)
    QTest.keyClick(presenter, Qt.Key.Key_PageUp)
    QTest.keyClick(presenter, Qt.Key.Key_PageDown)  # away from the newest step it moves what is shown
    assert (cursor.moment, turn.steps) == (3, 3)
    QTest.keyClick(presenter, Qt.Key.Key_BracketRight)
    assert slow.rate == 4.0
    presenter.close()
    opened.finish(turn)


def test_what_is_told_can_be_another_story(presenter: Presenter, cursor: Cursor) -> None:
    cursor.go(2)
    layers, pictures = [], []
    for _ in Layer:
        QTest.keyClick(presenter, Qt.Key.Key_L)
        layers.append(presenter.text.layer)
        pictures.append(presenter.grab().toImage())
    assert set(layers) == set(Layer)
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_its_type_is_as_large_as_it_says_and_stands_as_in_the_viewer(
    presenter: Presenter, theme: Theme, cursor: Cursor, page: QWidget
) -> None:
    cursor.go(ANSWER.canvases[0].length - 1)
    small = ReplayText(theme, cursor, page)
    small.resize(int(presenter.text.width() / ZOOM), 400)
    small.show()
    small.follow()
    assert presenter.text.canvas.height_needed == ZOOM * small.canvas.height_needed
    large, usual = (_ink(view.canvas.grab().toImage()) for view in (presenter.text, small))
    assert large > 2 * usual > 0


def test_a_click_puts_the_word_under_the_pointer_in_focus(presenter: Presenter, cursor: Cursor) -> None:
    cursor.go(ANSWER.canvases[0].length - 1)
    text = presenter.text
    for slot, place in list(enumerate(text.canvas._flowed.places))[1:20]:
        if place.width:
            middle = QPointF(place.x + place.width / 2, (place.line + 0.5) * LINE_PX) * ZOOM
            there = text.canvas.mapTo(text.viewport(), middle).toPoint()
            QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=there)
            assert cursor.slot == slot


def test_escape_leaves_it_where_the_viewer_goes_on(theme: Theme, page: QWidget) -> None:
    theme.reduce_motion(True)
    viewer = Viewer(theme, page)
    viewer.resize(900, 500)
    viewer.show()
    viewer.open(ANSWER)
    QTest.keyClick(viewer, Qt.Key.Key_F5)
    shown = viewer.findChild(Presenter)
    assert isinstance(shown, Presenter)
    assert shown.isFullScreen()
    QTest.keyClick(shown, Qt.Key.Key_PageDown)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert viewer.cursor_model.moment == 1


def test_it_leaves_with_the_answer_that_it_presents(presenter: Presenter, cursor: Cursor) -> None:
    cursor.open(ANSWER)
    assert presenter.isVisible()
    cursor.open(None)
    assert not presenter.isVisible()


@pytest.mark.parametrize(("size", "lines"), [((427, 360), 7), ((640, 400), 9)])
def test_on_a_low_screen_the_text_has_room_and_the_sentence_is_whole(
    presenter: Presenter, cursor: Cursor, size: tuple[int, int], lines: int
) -> None:
    presenter.setStyleSheet(presenter.text._theme.style_sheet())
    cursor.go(4)
    presenter.resize(size[0], 800)
    presenter.resize(*size)
    QApplication.processEvents()
    assert presenter.text.viewport().height() >= lines * LINE_PX
    canvas = presenter.text.canvas
    assert canvas.height_needed == LINE_PX * (1 + canvas._flowed.places[-1].line)
    caption = presenter.caption
    assert caption.text().endswith(".")
    assert caption.heightForWidth(caption.width()) <= caption.height()
    note = presenter.findChild(MaskNote)
    assert note is not None
    assert note.heightForWidth(note.width()) <= note.height()
    presenter.resize(1280, 800)
    assert presenter.text.canvas.height_needed % (ZOOM * LINE_PX) == 0
