from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.canvas import Layer
from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.slots_view import SlotsView
from tests.app.recordings import ANSWER, recording_of

SLOT, HELD, STATE, ENTROPY = 0, 2, 3, 4  # columns


@pytest.fixture
def view(theme: Theme, page: QWidget, cursor: Cursor) -> SlotsView:
    made = SlotsView(theme, cursor, page)
    made.resize(900, 400)
    made.show()
    made.chosen.connect(cursor.focus)
    return made


def _column(view: SlotsView, column: int) -> list[str]:
    model = view.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def _selected(view: SlotsView) -> list[str]:
    return [index.siblingAtColumn(SLOT).data() for index in view.selectionModel().selectedRows()]


def test_it_shows_the_slots_of_the_frame_at_the_cursor(view: SlotsView, cursor: Cursor) -> None:
    assert _column(view, STATE) == ["noise"] * 64
    cursor.go(2)
    step = ANSWER.canvases[0].steps[1]
    assert [float(nats) for nats in _column(view, ENTROPY)] == pytest.approx(step.entropy_nats, abs=1e-4)
    cursor.go(ANSWER.starts[1] - 1)
    assert set(_column(view, STATE)) == {"committed"}


def test_states_are_those_of_the_layer(view: SlotsView, cursor: Cursor) -> None:
    cursor.go(1)
    for layer, states in ((Layer.SEES, {"accepted", "noise"}), (Layer.BELIEVES, {"draft"})):
        view.tell(layer)
        assert set(_column(view, STATE)) == states


def test_the_row_in_focus_is_the_slot_at_the_cursor_however_it_is_sorted(
    view: SlotsView, cursor: Cursor
) -> None:
    cursor.go(2)
    for column in (-1, ENTROPY, SLOT):
        view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        for slot in (7, 40):
            cursor.focus(slot)
            assert _selected(view) == [str(slot)]
        cursor.step(1)
        assert _selected(view) == ["40"]


def test_rows_are_chosen_with_the_pointer_and_the_keys(view: SlotsView, cursor: Cursor) -> None:
    view.clicked.emit(view.model().index(9, SLOT))
    assert cursor.slot == 9
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert cursor.slot == 10


def test_while_nobody_sees_it_nothing_is_worked_out(view: SlotsView, cursor: Cursor) -> None:
    view.hide()
    cursor.go(3)
    cursor.focus(5)
    assert set(_column(view, STATE)) == {"noise"}
    view.show()
    assert set(_column(view, STATE)) != {"noise"}
    assert _selected(view) == ["5"]


def test_a_screen_reader_finds_a_table_with_titles_and_cells(view: SlotsView, cursor: Cursor) -> None:
    cursor.go(1)
    table = QAccessible.queryAccessibleInterface(view)
    assert table is not None
    assert table.role() is QAccessible.Role.Table
    assert table.text(QAccessible.Text.Name) == "Slots of the block"
    texts = {
        child.text(QAccessible.Text.Name) for place in range(40) if (child := table.child(place)) is not None
    }
    assert {"Slot", "Draft", "State"} <= texts
    assert {"0", "1", _column(view, ENTROPY)[0]} <= texts


def test_noise_is_told_as_the_theme_says(view: SlotsView, theme: Theme) -> None:
    true = _column(view, HELD)
    theme.draw_noise(true=False)
    assert all(len(word) == 2 for word in _column(view, HELD))
    theme.draw_noise(true=True)
    assert _column(view, HELD) == true


def test_another_recording_and_none_are_followed(view: SlotsView, cursor: Cursor) -> None:
    cursor.focus(50)
    cursor.open(recording_of("the drop is clear.", canvas_length=16), at_end=False)
    assert view.model().rowCount() == 16
    assert _selected(view) == ["0"]
    cursor.open(None)
    assert view.model().rowCount() == 0
