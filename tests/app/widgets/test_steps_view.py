from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.steps_view import ROW_PX, StepsView
from tests.app.recordings import ANSWER

STEP, MILLISECONDS = 1, 9  # columns


@pytest.fixture
def view(theme: Theme, page: QWidget, cursor: Cursor) -> StepsView:
    made = StepsView(theme, cursor, page)
    made.resize(900, 400)
    made.show()
    cursor.open(ANSWER, at_end=False)
    return made


def _selected(view: StepsView) -> list[str]:
    return [index.siblingAtColumn(STEP).data() for index in view.selectionModel().selectedRows()]


def test_the_row_in_focus_is_the_step_at_the_cursor_however_it_is_sorted(
    view: StepsView, cursor: Cursor
) -> None:
    assert _selected(view) == []
    for column in (-1, MILLISECONDS, STEP):
        view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        for moment in (4, 2):
            cursor.go(moment)
            assert _selected(view) == [str(moment)]


def test_a_click_tells_the_moment_of_the_step(view: StepsView) -> None:
    told: list[int] = []
    view.chosen.connect(told.append)
    view.sortByColumn(STEP, Qt.SortOrder.DescendingOrder)
    first = view.model().index(0, STEP)
    view.clicked.emit(first)
    assert (first.data(), told) == ("6", [6])


def test_up_and_down_go_from_step_to_step_and_other_keys_are_the_viewers(
    view: StepsView, cursor: Cursor
) -> None:
    view.chosen.connect(cursor.go)
    cursor.go(2)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert cursor.moment == 3
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert cursor.moment == 1
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Period, Qt.Key.Key_2, Qt.Key.Key_L):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key.value))
        view.keyPressEvent(event)
        assert not event.isAccepted()
    assert _selected(view) == ["1"]


def test_selected_steps_are_copied_as_they_stand_with_their_titles(view: StepsView, cursor: Cursor) -> None:
    view.chosen.connect(cursor.go)
    cursor.go(1)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert _selected(view) == ["1", "2"]
    QTest.keySequence(view, QKeySequence.StandardKey.Copy)
    titles, *rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    model = view.model()
    columns = range(model.columnCount())
    assert titles == [model.headerData(each, Qt.Orientation.Horizontal) for each in columns]
    assert rows == [[model.index(row, each).data() for each in columns] for row in (0, 1)]


def test_the_selected_row_has_another_ground_and_every_figure_is_drawn(
    view: StepsView, cursor: Cursor, theme: Theme
) -> None:
    cursor.go(2)
    image = view.viewport().grab().toImage()
    grounds = [image.pixelColor(3, row * ROW_PX + 4) for row in range(4)]
    assert grounds == [QColor(theme.colours.hover if row == 1 else theme.colours.surface) for row in range(4)]
    model = view.model()
    for column in range(model.columnCount()):
        place = view.visualRect(model.index(0, column))
        inked = any(
            image.pixelColor(x, place.center().y()) != grounds[0] for x in range(place.left(), place.right())
        )
        assert inked, model.headerData(column, Qt.Orientation.Horizontal)
