from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.canvas import Layer
from app.models.cells import Measure, ceiling
from app.models.cursor import Cursor
from app.models.pieces import Glyphs
from app.models.playback import Playback
from app.theme import Theme
from app.widgets.cell_painter import Cell, cells_of
from app.widgets.grid_page import GridPage
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import ANSWER, recording_of

GLYPHS = Glyphs(VOCABULARY)


@pytest.fixture
def made(theme: Theme, page: QWidget, cursor: Cursor) -> GridPage:
    made = GridPage(theme, cursor, Playback(cursor, page), page)
    made.resize(600, 400)
    made.show()
    return made


def _cells(frame: int, layer: Layer, measure: Measure, *, true_noise: bool = True) -> list[Cell]:
    return cells_of(ANSWER.canvases[0], frame, layer, measure, ceiling(ANSWER), GLYPHS, true_noise=true_noise)


def test_the_grid_shows_layer_and_measure_at_the_cursor(made: GridPage, cursor: Cursor) -> None:
    cursor.go(3)
    assert made.grid._wanted == _cells(3, Layer.BLENDED, Measure.ENTROPY)
    made.tell(Layer.SEES)
    assert made.grid._wanted == _cells(3, Layer.SEES, Measure.ENTROPY)
    made.show_measure(Measure.ACCEPTED)
    assert made.grid._wanted == _cells(3, Layer.SEES, Measure.ACCEPTED)


def test_syllables_stand_for_random_tokens_where_the_theme_says_so(
    made: GridPage, cursor: Cursor, theme: Theme
) -> None:
    cursor.go(2)
    made.tell(Layer.SEES)
    theme.draw_noise(true=False)
    shown = _cells(2, Layer.SEES, Measure.ENTROPY, true_noise=False)
    assert made.grid._wanted == shown
    true = _cells(2, Layer.SEES, Measure.ENTROPY)
    kept = [ANSWER.canvases[0].frames[2].is_kept(slot) for slot in range(64)]
    assert [one.text == other.text for one, other in zip(shown, true, strict=True)] == kept
    assert all(
        one._replace(text="") == other._replace(text="") for one, other in zip(shown, true, strict=True)
    )


def test_the_table_takes_the_place_of_the_grid_and_gives_it_back(made: GridPage, cursor: Cursor) -> None:
    made.show_measure(None)
    cursor.go(4)
    assert (made.table.isVisible(), made.grid.isVisible()) == (True, False)
    made.show_measure(Measure.SETTLED)
    assert (made.table.isVisible(), made.grid.isVisible()) == (False, True)
    assert made.grid._wanted == _cells(4, Layer.BLENDED, Measure.SETTLED)


def test_the_words_of_a_low_grid_have_room_and_the_slot_in_focus_is_in_sight(
    made: GridPage, cursor: Cursor
) -> None:
    cursor.go(3)
    seen = made.area.viewport()
    for slot, height in ((63, 50), (63, 40), (0, 40), (0, 30), (63, 400), (63, 30)):
        cursor.focus(slot)
        made.resize(600, height)
        QApplication.processEvents()
        place = made.grid.edges(slot)
        assert place.height() >= made.grid._cells.least_px
        assert seen.rect().contains(made.grid.mapTo(seen, place.center()))
        assert made.grid.height() >= seen.height() == height


def test_a_low_grid_stays_where_it_is_scrolled_to_while_its_canvas_is_made(
    made: GridPage, cursor: Cursor
) -> None:
    cursor.open(recording_of(until=4), growing=True)
    made.resize(600, 30)
    QApplication.processEvents()
    bar = made.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    cursor.grow(recording_of(until=5))
    QApplication.processEvents()
    assert bar.value() == bar.maximum() > 0
    cursor.open(ANSWER)
    assert bar.value() == 0


def test_a_canvas_of_more_slots_has_more_room(made: GridPage, cursor: Cursor) -> None:
    made.resize(600, 30)
    QApplication.processEvents()
    QApplication.processEvents()
    cursor.open(recording_of(canvas_length=256))
    QApplication.processEvents()
    assert made.grid.edges(255).height() >= made.grid._cells.least_px


def test_a_slot_is_chosen_in_either(made: GridPage, cursor: Cursor) -> None:
    chosen: list[int] = []
    made.chosen.connect(chosen.append)
    QTest.keyClick(made.grid, Qt.Key.Key_Right)
    made.show_measure(None)
    made.table.clicked.emit(made.table.model().index(6, 0))
    assert chosen == [1, 6]
