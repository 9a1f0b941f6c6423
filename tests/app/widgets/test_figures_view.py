from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.figure_table import FigureTable
from app.theme import Theme
from app.widgets.figures_view import ROW_PX, FiguresView

ROWS = [("dew", 3), ("drop", 1), ("a word that has no room at all in its column " * 3, 2)]


class Column(NamedTuple):
    title: str
    note: str
    digits: int | None


class Words(FigureTable):
    def __init__(self) -> None:
        super().__init__([Column("Word", "A word", None), Column("Place", "A figure", 0)])
        self._rows = ROWS


class View(FiguresView):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.taken: list[int] = []
        self.words = Words()
        super().__init__(theme, self.words, "Words", parent)

    def take(self, row: int) -> None:
        self.taken.append(row)


@pytest.fixture
def view(theme: Theme, page: QWidget) -> View:
    made = View(theme, page)
    made.resize(400, 300)
    made.show()
    return made


def _selected(view: View) -> list[str]:
    return [index.siblingAtColumn(0).data() for index in view.selectionModel().selectedRows()]


def test_columns_take_all_of_the_width(view: View) -> None:
    for width in range(400, 404):
        view.resize(width, 300)
        assert view.horizontalHeader().length() == view.viewport().width()


def test_a_row_is_one_of_the_table_however_it_is_sorted(view: View) -> None:
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [view.model().index(row, 0).data() for row in range(2)] == ["drop", ROWS[2][0]]
    view.focus_row(0)
    assert (_selected(view), view.taken) == (["dew"], [0])
    view.clicked.emit(view.model().index(0, 0))
    assert view.taken == [0, 1]
    view.focus_row(-1)
    assert _selected(view) == []


def test_up_and_down_go_from_row_to_row_and_other_keys_are_the_viewers(view: View) -> None:
    view.focus_row(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.taken == [0, 1]
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Period, Qt.Key.Key_2, Qt.Key.Key_L):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key.value))
        view.keyPressEvent(event)
        assert not event.isAccepted()
    assert _selected(view) == ["drop"]


def test_selected_rows_are_copied_as_they_stand_with_their_titles(view: View) -> None:
    view.focus_row(0)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keySequence(view, QKeySequence.StandardKey.Copy)
    assert QGuiApplication.clipboard().text() == "Word\tPlace\ndew\t3\ndrop\t1"


def test_the_selected_row_has_another_ground_and_every_figure_is_drawn(view: View, theme: Theme) -> None:
    view.focus_row(1)
    image = view.viewport().grab().toImage()
    grounds = [image.pixelColor(1, row * ROW_PX + 4) for row in range(3)]
    assert grounds == [QColor(theme.colours.hover if row == 1 else theme.colours.surface) for row in range(3)]
    for column in range(2):
        place = view.visualRect(view.model().index(0, column))
        inked = [
            x
            for x in range(place.left(), place.right())
            for y in range(place.top(), place.bottom())
            if image.pixelColor(x, y) != grounds[0]
        ]
        assert inked
        middle = sum(inked) / len(inked)
        assert (middle < place.center().x()) is (column == 0)  # words stand left, figures right


def test_a_word_without_room_is_cut_before_the_next_column(view: View, theme: Theme) -> None:
    image = view.viewport().grab().toImage()
    place = view.visualRect(view.model().index(2, 0))
    edge = {image.pixelColor(place.right() - 2, y).name() for y in range(place.top(), place.bottom())}
    assert edge == {QColor(theme.colours.surface).name()}
