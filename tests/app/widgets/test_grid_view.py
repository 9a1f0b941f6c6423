from __future__ import annotations

import random
import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Layer, SlotState
from app.models.cells import Measure
from app.models.pieces import Glyphs
from app.theme import Scheme, Theme
from app.widgets.cell_painter import Cell, cells_of
from app.widgets.grid_view import GridView
from engine import Vocabulary
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import canvas_of, recording_of
from tests.app.steps import step_of

CELLS = [Cell(slot % 32, f"w{slot}", SlotState.DRAFT) for slot in range(256)]


@pytest.fixture
def grid(theme: Theme, page: QWidget) -> GridView:
    made = GridView(theme, page)
    made.resize(590, 480)
    made.show()
    made.show_cells(CELLS)
    return made


def test_only_cells_that_changed_are_painted(grid: GridView) -> None:
    assert grid.show_cells(CELLS) == 0
    changed = [cell._replace(bin=0) if slot in (3, 200) else cell for slot, cell in enumerate(CELLS)]
    assert grid.show_cells(changed) == 2


def test_what_is_painted_cell_by_cell_equals_what_is_painted_afresh(
    grid: GridView, theme: Theme, page: QWidget
) -> None:
    other = [cell._replace(text="other") if slot % 7 == 0 else cell for slot, cell in enumerate(CELLS)]
    grid.show_cells(other)
    fresh = GridView(theme, page)
    fresh.resize(grid.size())
    fresh.show_cells(other)
    grid.clearFocus()  # the other one has no keyboard either
    assert fresh.grab().toImage() == grid.grab().toImage()


def test_a_grid_too_low_for_its_rows_is_painted_without_a_complaint_and_whole_again_once_it_is_high(
    grid: GridView,
) -> None:
    before = grid.grab().toImage()
    for height in (20, 16, 3, 480):
        grid.resize(590, height)
        grid.grab()
    assert grid.grab().toImage() == before


def test_a_click_chooses_the_slot_under_it_and_arrows_go_on_from_there(grid: GridView) -> None:
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(590 * 5 // 16 + 4, 480 * 2 // 16 + 4))
    assert chosen == [2 * 16 + 5]
    grid.focus_slot(37)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    assert chosen[1:] == [36, 38, 21, 53]


def test_arrows_stay_within_the_canvas(grid: GridView) -> None:
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Up)
    assert chosen == []


def test_the_ring_shows_which_slot_is_in_focus(grid: GridView) -> None:
    before = grid.grab().toImage()
    grid.focus_slot(100)
    assert grid.grab().toImage() != before


def test_another_theme_is_another_picture(grid: GridView, theme: Theme) -> None:
    grid.show_cells([cell._replace(bin=-1) for cell in CELLS])
    theme.choose(Scheme.Light)
    light = grid.grab().toImage()
    theme.choose(Scheme.Dark)
    assert grid.grab().toImage() != light


def _synthetic(size: int) -> Vocabulary:
    """Ids of every script, with controls, marks, half code points and bytes among them."""
    pool = random.Random(5)
    ranges = (
        *((0, 0x20), (0x20, 0x7F), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xE7F)),
        *((0x200B, 0x206F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xD800, 0xDFFF), (0xE000, 0xF8FF)),
        *((0x1F300, 0x1F6FF), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x10FFFE, 0x10FFFF)),
    )
    tokens = [
        "".join(chr(pool.randint(*pool.choice(ranges))) for _ in range(pool.randint(1, 6)))
        for _ in range(size - 256)
    ]
    tokens[3] = "x" * 5000
    return Vocabulary(
        tokens=(*tokens, *(f"<0x{byte:02X}>" for byte in range(256))),
        special_ids=frozenset({0, 1}),
        end_ids=frozenset({1}),
        pad_id=0,
    )


@pytest.mark.parametrize("vocabulary", [VOCABULARY, _synthetic(262_144)], ids=["demo-like", "262,144"])
def test_random_ids_of_a_whole_vocabulary_are_painted_without_harm(
    vocabulary: Vocabulary, grid: GridView
) -> None:
    glyphs = Glyphs(vocabulary)
    pool = random.Random(1)
    canvas = canvas_of([step_of([2] * 256, "-" * 256)])
    for _ in range(8):
        ids = [pool.randrange(len(vocabulary.tokens)) for _ in range(256)]
        steps = [step_of(ids, [pool.random() < 0.5 for _ in ids], ids=ids[::-1])]
        canvas = type(canvas)(canvas_of(steps, block=ids).trace, vocabulary)
        for layer in Layer:
            for frame in range(canvas.length):
                cells = cells_of(canvas, frame, layer, Measure.ENTROPY, 12.0, glyphs)
                grid.show_cells(cells)
                assert not any(char in cell.text for cell in cells for char in "\u202e\u2067\u200f\ud800\x07")


def test_one_of_2048_slots_in_ten_is_painted_within_a_frame(theme: Theme, page: QWidget) -> None:
    grid = GridView(theme, page, columns=64)
    grid.resize(1280, 720)
    words = [glyph.text for glyph in map(Glyphs(VOCABULARY).glyph, range(270, 320))]
    pool = random.Random(2)
    cells = [Cell(slot % 32, pool.choice(words), SlotState.DRAFT) for slot in range(2048)]
    grid.show_cells(cells)
    times_ms = []
    for _ in range(40):
        for slot in pool.sample(range(2048), 205):
            cells[slot] = Cell(pool.randrange(32), pool.choice(words), pool.choice(list(SlotState)))
        started_s = time.thread_time()
        painted = grid.show_cells(list(cells))
        times_ms.append((time.thread_time() - started_s) * 1000)
        assert painted <= 205
    assert sorted(times_ms)[len(times_ms) // 2] < 16  # 8 ms at p95 on an idle machine; see painting_cost.py


def test_a_recording_of_one_canvas_is_shown_frame_by_frame(grid: GridView) -> None:
    recording = recording_of(steps=4)
    glyphs = Glyphs(VOCABULARY)
    canvas = recording.canvases[0]
    painted = [
        grid.show_cells(cells_of(canvas, frame, Layer.BLENDED, Measure.ENTROPY, 6.0, glyphs))
        for frame in range(canvas.length)
    ]
    assert painted[0] == 64
    assert all(count > 0 for count in painted[:-1])


def test_the_ring_tells_whether_the_grid_has_the_keyboard(
    grid: GridView, theme: Theme, page: QWidget, qtbot: QtBot
) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    grid.focus_slot(20)
    corner = grid.edges(20).topLeft()
    seen = []
    for is_focused in (False, True, False):
        grid.setFocus() if is_focused else grid.clearFocus()
        seen.append(grid.grab().toImage().pixelColor(corner).name())
    plain, accent = (QColor(colour).name() for colour in (theme.colours.text, theme.colours.accent))
    assert seen == [plain, accent, plain]
