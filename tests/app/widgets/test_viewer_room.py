"""What the viewer does where there is little room."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.language import speak
from app.models.canvas import Layer
from app.models.caption import note_of_masks
from app.theme import Scheme, Theme
from app.widgets.compare_view import Other
from app.widgets.labels import ElidedLabel
from app.widgets.view_bar import SLOT, VIEWS
from app.widgets.viewer import LOW_NOTE_PX, LOWEST_PX, NARROW_PX, NOTE_PX, PLACED_PX, Viewer
from tests.app.recordings import ANSWER

COMPARE = VIEWS.index("Compare")


def test_where_there_is_room_the_note_on_masks_takes_one_line(viewer: Viewer, theme: Theme) -> None:
    viewer.window().setStyleSheet(theme.style_sheet())
    viewer.resize(1500, 560)
    QApplication.processEvents()
    note = viewer.controls.note
    assert note.heightForWidth(note.width()) < 2 * note.fontMetrics().height()


@pytest.mark.parametrize("language", ["en", "de"])
def test_in_a_low_window_the_note_on_masks_takes_no_height_from_the_view(
    viewer: Viewer, theme: Theme, qapp: QApplication, language: str
) -> None:
    speak(qapp, language)
    viewer.window().setStyleSheet(theme.style_sheet())
    for width, true_noise in product((LOW_NOTE_PX, NARROW_PX, NOTE_PX), (True, False)):
        viewer.resize(width, 219)
        theme.draw_noise(true=true_noise)
        QApplication.processEvents()
        assert viewer.controls.note.isVisible()
        assert not viewer._note_above.isVisible()
        assert (
            viewer.controls.note.heightForWidth(viewer.controls.note.width())
            <= viewer.controls.player.sizeHint().height()
        )
    speak(qapp, "en")
    theme.draw_noise(true=True)


def test_where_there_is_no_room_for_tabs_the_views_are_on_a_menu(viewer: Viewer) -> None:
    assert not viewer.bar.view.isVisible()
    viewer.resize(380, 420)
    assert viewer.bar.view.isVisible()
    assert not any(tab.isVisible() for tab in viewer.bar.tabs)
    for place, action in enumerate(viewer.bar.view.menu().actions()):
        action.trigger()
        assert viewer._stack.currentIndex() == place
        assert action.text() in viewer.bar.view.text()
    viewer.resize(1000, 560)
    assert all(tab.isVisible() for tab in viewer.bar.tabs)


def _cut(viewer: QWidget) -> list[str]:
    """What stands on buttons and in lines that are narrower than it."""
    parts: list[QAbstractButton | QLabel] = [
        *viewer.findChildren(QAbstractButton),
        *viewer.findChildren(QLabel),
    ]
    shown = [part for part in parts if part.isVisible() and not isinstance(part, ElidedLabel)]
    return [
        part.text()
        for part in shown
        if part.text() and not (isinstance(part, QLabel) and part.wordWrap())
        if part.sizeHint().width() > part.width()
    ]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [427, 380, 320])
def test_in_a_narrow_window_no_word_above_the_views_is_cut(
    theme: Theme, page: QWidget, qapp: QApplication, width: int, language: str
) -> None:
    speak(qapp, language)
    page.setStyleSheet(theme.style_sheet())
    narrow = Viewer(theme, page)
    narrow.resize(width, 300)
    narrow.show()
    narrow.open(ANSWER)
    for index, layer in product(range(len(VIEWS) + 2), Layer):
        narrow.tell(layer)
        narrow.show_view(index)
        QApplication.processEvents()
        assert _cut(narrow.bar) == []
        assert narrow.bar.geometry().right() < width
    speak(qapp, "en")


@pytest.mark.parametrize("width", [1100, 836, 720, 640])
def test_no_word_is_cut_where_there_is_little_room(viewer: Viewer, width: int) -> None:
    viewer.tell(Layer.SEES)  # the longest name of a layer
    viewer.resize(width, 420)
    for index in range(len(VIEWS)):
        viewer.show_view(index)
        QApplication.processEvents()
        assert _cut(viewer) == []
        note = viewer.controls.note
        two_lines_px = note.fontMetrics().size(0, "x\nx").height()
        assert note.isHidden() or note.heightForWidth(note.width()) <= two_lines_px


def test_in_the_smallest_windows_the_note_on_masks_is_brief_and_takes_no_height_from_the_view(
    viewer: Viewer, theme: Theme
) -> None:
    viewer.window().setStyleSheet(theme.style_sheet())
    viewer.resize(427, 195)
    QApplication.processEvents()
    note, player = viewer.controls.note, viewer.controls.player
    assert note.text() == note_of_masks(true_noise=True, brief=True)
    assert note.isVisible()
    assert not viewer._note_above.isVisible()
    assert not player.place.isVisible()  # the sentence says the step
    assert note.heightForWidth(note.width()) <= player.sizeHint().height()
    viewer.resize(427, 400)
    assert player.place.isVisible()
    assert viewer._note_above.text() == note_of_masks(true_noise=True)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [PLACED_PX, PLACED_PX - 1, 320])
def test_in_a_narrow_viewer_no_word_below_the_strip_is_cut(
    theme: Theme, page: QWidget, qapp: QApplication, width: int, language: str
) -> None:
    speak(qapp, language)
    narrow = Viewer(theme, page)
    narrow.resize(width, 420)
    narrow.show()
    narrow.open(ANSWER)
    QApplication.processEvents()
    assert narrow.controls.geometry().right() < width
    assert _cut(narrow.controls) == []
    speak(qapp, "en")


def test_in_the_lowest_viewer_two_texts_have_the_room_of_the_sentence(viewer: Viewer) -> None:
    viewer.compare.offer([Other("Answer 2", lambda show: show(ANSWER))], "Answer 1")
    seen = {}
    for view in (COMPARE, 0):
        viewer.show_view(view)
        viewer.resize(427, LOWEST_PX - 1)
        QApplication.processEvents()
        seen[view] = viewer._stack.height()
        assert viewer._caption.isVisible() is (view != COMPARE)
    assert seen[COMPARE] >= seen[0] + viewer._caption.fontMetrics().height()
    viewer.show_view(COMPARE)
    viewer.export.told.emit("Saved.")
    assert viewer._caption.isVisible()
    assert viewer._caption.text() == "Saved."
    viewer.resize(427, LOWEST_PX)
    assert viewer._caption.isVisible()


def test_what_the_inspector_tells_is_there_to_scroll_to_in_a_low_window(viewer: Viewer) -> None:
    viewer.cursor_model.go(5)
    viewer.resize(1000, 300)
    QApplication.processEvents()
    story = viewer.inspector._story
    assert story.height() >= story.heightForWidth(story.width())
    assert story.geometry().top() > viewer.inspector.chart.geometry().bottom()
    assert viewer.inspector.area.verticalScrollBar().maximum() > 0
    viewer.resize(1000, 600)
    QApplication.processEvents()
    assert viewer.inspector.area.verticalScrollBar().maximum() == 0


def test_in_a_narrow_viewer_the_slot_is_one_of_the_views(viewer: Viewer) -> None:
    viewer.cursor_model.go(2)
    slot = viewer.bar.view.menu().actions()[SLOT]
    assert viewer.inspector.isVisible()
    assert not slot.isVisible()
    viewer.resize(500, 420)
    assert slot.isVisible()
    assert not viewer.inspector.isVisible()
    slot.trigger()
    QApplication.processEvents()
    assert viewer.inspector.isVisible()
    assert viewer.inspector.width() > 400
    viewer.show_view(1)
    QTest.keyClick(viewer.grid, Qt.Key.Key_6)
    assert viewer.inspector.isVisible()
    viewer.resize(1000, 420)
    QApplication.processEvents()
    assert viewer.grid.isVisible()
    assert viewer.inspector.isVisible()
    assert viewer.inspector.width() <= 320


def test_the_row_in_focus_is_in_sight_as_soon_as_a_table_is_shown_and_in_a_lower_window(
    viewer: Viewer,
) -> None:
    viewer.resize(1000, 400)
    viewer.cursor_model.focus(40)
    viewer.cursor_model.go(11)
    viewer.bar.measure.menu().actions()[-1].trigger()
    for place, table in ((1, viewer._slots.table), (3, viewer.table)):
        viewer.show_view(place)
        for height in (400, 320):
            viewer.resize(1000, height)
            QApplication.processEvents()
            assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
            assert table.verticalScrollBar().value() > 0


@pytest.mark.parametrize("scheme", Scheme)
def test_where_the_scroll_bars_of_a_table_meet_nothing_is_drawn(
    viewer: Viewer, theme: Theme, scheme: Scheme
) -> None:
    theme.choose(scheme)
    viewer.window().setStyleSheet(theme.style_sheet())
    viewer.resize(400, 420)
    viewer.show_view(3)
    QApplication.processEvents()
    table = viewer.table
    assert table.verticalScrollBar().isVisible()
    assert table.horizontalScrollBar().isVisible()
    picture, seen = table.grab().toImage(), table.viewport().geometry()
    places = product(range(seen.right() + 1, table.width()), range(seen.bottom() + 1, table.height()))
    assert {picture.pixelColor(*place).name() for place in places} == {theme.colours.surface.lower()}
