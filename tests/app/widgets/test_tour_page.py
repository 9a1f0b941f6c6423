from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models import tour
from app.models.caption import origin_of
from app.models.saving import Saving
from app.models.tour import STOPS
from app.theme import Theme
from app.widgets.tour_page import MISSING, TourPage
from tests.app.conftest import OpenWindow
from tests.app.recordings import ANSWER


@pytest.fixture
def shown(theme: Theme, page: QWidget) -> TourPage:
    theme.reduce_motion(True)
    page.resize(1000, 700)
    made = TourPage(theme, Saving(page), page)
    made.resize(1000, 700)
    made.show()
    made.begin()
    return made


def test_every_stop_shows_the_viewer_where_it_says(shown: TourPage) -> None:
    pictures = []
    for place, stop in enumerate(STOPS):
        assert (shown.place, shown._title.text()) == (place, stop.title)
        viewer = shown.viewer
        assert viewer.cursor_model.recording is not None
        assert viewer.cursor_model.moment == stop.moment(viewer.cursor_model.recording)
        assert viewer._stack.currentIndex() == stop.sight.value
        assert viewer.text.layer is stop.layer
        assert stop.run.prompt in shown._note.text()
        assert "demo model" in shown._note.text()
        pictures.append(viewer.grab().toImage())
        shown.on.click()
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])


def test_next_and_back_go_through_the_stops_and_done_leaves(shown: TourPage, qtbot: QtBot) -> None:
    assert not shown.back.isEnabled()
    for _ in STOPS[1:]:
        shown.on.click()
    assert (shown.place, shown.on.text()) == (4, "Done")
    shown.back.click()
    assert (shown.place, shown.on.text()) == (3, "Next")
    shown.on.click()
    with qtbot.waitSignal(shown.left):
        shown.on.click()


def test_keys_go_on_and_back_and_escape_leaves(shown: TourPage, qtbot: QtBot) -> None:
    for key, place in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Return, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
    ):
        focused = QApplication.focusWidget()
        assert focused is shown.on
        QTest.keyClick(focused, key)
        assert shown.place == place
    with qtbot.waitSignal(shown.left):
        QTest.keyClick(shown, Qt.Key.Key_Escape)


def test_enter_presses_the_button_that_has_the_keyboard(shown: TourPage, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyClick(shown.on, Qt.Key.Key_Return)
    assert shown.place == 2
    shown.back.setFocus()
    QTest.keyClick(shown.back, Qt.Key.Key_Enter)
    assert shown.place == 1
    shown.close_button.setFocus()
    with qtbot.waitSignal(shown.left):
        QTest.keyClick(shown.close_button, Qt.Key.Key_Return)
    assert shown.place == 1


def test_a_tour_without_its_recordings_says_so(
    theme: Theme, page: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour, "FOLDER", tmp_path)
    made = TourPage(theme, Saving(page), page)
    made.show()
    made.begin()
    assert made._note.text() == MISSING
    assert not made.viewer.isVisible()


def test_it_is_offered_on_the_empty_page_and_on_the_menu_and_leads_back(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    window = opened.window
    for offer in (window.transcript.page.toured, window.header.tour_wanted):
        offer.emit()
        page = window.findChild(TourPage)
        assert isinstance(page, TourPage)
        assert page.isVisible()
        assert not window.transcript.isVisible()
        assert not window.composer.isVisible()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert not page.isVisible()
        assert window.transcript.isVisible()
        assert window.composer.isVisible()


@pytest.mark.parametrize("width", [360, 1000, 1700])
def test_all_that_is_said_has_the_lines_it_needs(shown: TourPage, width: int) -> None:
    shown.resize(width, 900)
    for place in range(len(STOPS)):
        shown.go(place)
        QApplication.processEvents()
        for label in (shown._title, shown._words, shown._note):
            assert label.height() >= label.heightForWidth(label.width())


def test_a_low_page_scrolls_down_to_the_whole_viewer(shown: TourPage) -> None:
    shown.resize(500, 300)
    QApplication.processEvents()
    assert shown.verticalScrollBar().maximum() > 0
    assert shown.viewer.height() >= shown.viewer.minimumSizeHint().height()
    shown.resize(1000, 700)
    QApplication.processEvents()
    assert shown.verticalScrollBar().maximum() == 0


def test_the_keyboard_stays_on_the_way_back(shown: TourPage) -> None:
    shown.go(2)
    assert shown.on.hasFocus()
    shown.back.setFocus()
    for button in (shown.back, shown.on):
        QTest.keyClick(shown.back, Qt.Key.Key_Space)
        assert button.hasFocus()
    assert shown.place == 0


def test_a_recording_from_a_file_is_not_said_to_be_one_of_the_tour(shown: TourPage) -> None:
    shown.viewer.export.opened.emit(ANSWER)
    assert shown._note.text() == origin_of(ANSWER)
    shown.on.click()
    assert "demo model" in shown._note.text()


def test_a_screen_reader_is_told_of_each_stop_and_the_last_button_is_called_what_it_says(
    shown: TourPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.widgets.tour_page.announce", lambda _page, words: said.append(words))
    for _ in STOPS[1:]:
        assert shown.on.accessibleName() == "Next"
        shown.on.click()
    assert said[0] == f"Tour: 2 of 5\n{STOPS[1].title}\n{STOPS[1].words}"
    assert len(said) == len(STOPS) - 1
    assert (shown.on.accessibleName(), shown.on.accessibleDescription()) == ("Done", "Close the tour")
