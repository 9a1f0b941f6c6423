from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.steps_view import StepsView
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


def test_up_and_down_go_from_step_to_step(view: StepsView, cursor: Cursor) -> None:
    view.chosen.connect(cursor.go)
    cursor.go(2)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert cursor.moment == 3
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert cursor.moment == 1
    assert _selected(view) == ["1"]
