from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Layer
from app.models.cursor import Cursor
from app.models.looks import on_canvas
from app.models.pieces import Glyphs
from app.models.recording import Recording
from app.models.replay_looks import rooms_of
from app.theme import LINE_PX, Theme
from app.widgets.canvas_view import NOISE_MS
from app.widgets.replay_text import EDGE_PX, LOW_EDGE_PX, ReplayText
from tests.app.fake_engine import STORY, VOCABULARY
from tests.app.recordings import ANSWER


@pytest.fixture
def text(theme: Theme, page: QWidget, cursor: Cursor) -> ReplayText:
    theme.reduce_motion(True)
    made = ReplayText(theme, cursor, page)
    made.resize(500, 300)
    made.show()
    made.follow()
    return made


def test_nothing_moves_while_it_plays(text: ReplayText, cursor: Cursor, qtbot: QtBot) -> None:
    places = []
    for frame in range(ANSWER.canvases[0].length):
        cursor.go(frame)
        qtbot.wait(20)
        places.append(list(text.canvas._flowed.places))
        assert not text.canvas.is_moving
    assert all(each == places[0] for each in places)


def test_every_frame_is_another_picture_and_the_same_one_again_on_the_way_back(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    def picture(frame: int) -> object:
        cursor.go(frame)
        qtbot.wait(30)
        return text.grab().toImage()

    there = [picture(frame) for frame in range(6)]
    back = [picture(frame) for frame in reversed(range(6))][::-1]
    assert there == back
    assert there[1] != there[5]


def test_a_block_is_whole_again_on_the_way_back_from_one_of_fewer_lines(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    def picture(moment: int) -> object:
        cursor.go(moment)
        qtbot.waitUntil(lambda: not text.canvas.is_moving)
        return text.grab().toImage()

    text.resize(532, 300)
    there = picture(3)
    lines = text.canvas.height_needed
    picture(ANSWER.length - 1)
    assert text.canvas.height_needed < lines
    assert picture(3) == there


def test_what_the_model_sees_is_another_picture_than_what_it_believes(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    cursor.go(2)
    pictures = []
    for layer in (Layer.SEES, Layer.BELIEVES):
        text.choose(layer)
        qtbot.wait(30)
        pictures.append(text.grab().toImage())
    assert pictures[0] != pictures[1]


def test_the_next_block_is_laid_out_for_itself(text: ReplayText, cursor: Cursor, qtbot: QtBot) -> None:
    cursor.go(ANSWER.starts[-1])
    qtbot.wait(30)
    last = len(ANSWER.canvases) - 1
    rooms = rooms_of(ANSWER.canvases[last], Glyphs(VOCABULARY))
    assert [look.room for look in text.canvas._shown.looks] == rooms
    assert rooms != rooms_of(ANSWER.canvases[0], Glyphs(VOCABULARY))


def test_a_word_comes_up_where_it_plays_and_stands_at_once_where_somebody_jumps(
    text: ReplayText, cursor: Cursor, theme: Theme, qtbot: QtBot
) -> None:
    theme.reduce_motion(False)
    last = ANSWER.canvases[0].length - 1
    slowly = []
    for moment in range(1, last + 1):
        cursor.go(moment)
        qtbot.wait(20)
        slowly.append(any(0 < risen < 1 for risen in text.canvas._risen))
        qtbot.waitUntil(lambda: not text.canvas.is_moving)
    assert any(slowly)
    cursor.go(0)
    qtbot.waitUntil(lambda: not text.canvas.is_moving)
    cursor.go(last)
    qtbot.wait(30)
    assert all(risen == 1 for risen in text.canvas._risen)
    qtbot.waitUntil(lambda: not text.canvas.is_moving)


def test_a_click_on_a_word_puts_its_slot_in_focus_with_a_ring(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    cursor.go(3)
    qtbot.wait(30)
    place = text.canvas._flowed.places[5]
    plain = text.canvas.grab().toImage()
    point = text.canvas.mapTo(text.viewport(), QPoint(round(place.x) + 2, place.line * LINE_PX + 10))
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert cursor.slot == 5
    assert text.canvas.grab().toImage() != plain
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=text.viewport().rect().bottomRight())
    assert cursor.slot == 5


def test_the_ring_of_a_slot_does_not_stay_in_the_next_recording(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    def picture() -> object:
        qtbot.waitUntil(lambda: not text.canvas.is_moving)
        return text.canvas.grab().toImage()

    plain = picture()
    cursor.focus(5)
    assert picture() != plain
    cursor.grow(ANSWER)
    assert picture() != plain  # more of the same answer
    cursor.open(ANSWER, at_end=False)
    assert cursor.slot == 0
    assert picture() == plain


def test_noise_of_an_answer_in_the_making_changes_no_faster_than_ten_times_a_second(
    text: ReplayText, cursor: Cursor, qtbot: QtBot
) -> None:
    text.choose(Layer.SEES)
    parts = ANSWER.canvases[0].trace
    growing = [
        Recording(
            replace(ANSWER.trace, canvases=(replace(parts, steps=parts.steps[:count], rule=None),)),
            VOCABULARY,
        )
        for count in range(1, len(parts.steps))
    ]
    cursor.open(growing[0], growing=True)
    drawn_s = {text.canvas._composed_s}
    started_s = time.monotonic()
    for recording in growing[1:]:
        cursor.grow(recording)
        drawn_s.add(text.canvas._composed_s)
    assert len(drawn_s) <= 1 + (time.monotonic() - started_s) * 1000 / NOISE_MS
    cursor.grow(ANSWER, growing=False)
    needed = text.canvas.height_needed
    cursor.open(ANSWER, at_end=False)
    cursor.go(len(growing))
    assert needed == text.canvas.height_needed  # no room is left of what stood there meanwhile


def test_noise_is_drawn_anew_as_the_theme_says(
    text: ReplayText, cursor: Cursor, theme: Theme, qtbot: QtBot
) -> None:
    cursor.go(2)
    text.choose(Layer.SEES)
    canvas = ANSWER.canvases[0]
    for true_noise in (False, True):
        theme.draw_noise(true=true_noise)
        qtbot.waitUntil(lambda: not text.canvas.is_moving)
        drawn = [look.glyph for look in text.canvas._shown.looks]
        assert drawn == on_canvas(canvas.frames[2], Glyphs(VOCABULARY), true_noise=true_noise)


def test_two_lines_are_read_in_a_room_that_is_as_high_as_they_are(text: ReplayText, qtbot: QtBot) -> None:
    text.resize(300, 2 * LINE_PX + LOW_EDGE_PX)
    qtbot.waitUntil(lambda: not text.canvas.is_moving)
    assert text.canvas.mapTo(text.viewport(), QPoint(0, 2 * LINE_PX)).y() <= text.viewport().height()
    text.resize(300, 400)
    assert text.canvas.y() == EDGE_PX


def test_the_slot_in_focus_is_in_sight_where_the_text_is_higher_than_its_room(
    text: ReplayText, cursor: Cursor
) -> None:
    cursor.go(ANSWER.canvases[0].length - 1)
    text.resize(200, 2 * LINE_PX)
    bar = text.verticalScrollBar()
    assert bar.maximum() > 0
    last = ANSWER.canvases[0].slots - 1
    cursor.focus(last)
    middle = text.canvas.middle_of(last)
    assert middle is not None
    assert text.viewport().rect().contains(text.canvas.mapTo(text.viewport(), QPoint(0, middle)))
    cursor.focus(0)
    assert bar.value() == 0
    assert text.canvas.middle_of(last + 1) is None


def test_a_screen_reader_that_comes_to_it_finds_the_words_of_this_step(
    text: ReplayText, cursor: Cursor, page: QWidget
) -> None:
    page.activateWindow()
    found = []
    for moment in (0, cursor.last):
        cursor.go(moment)
        text.clearFocus()
        text.setFocus()
        found.append(text.accessibleDescription())
    assert found[0] == "…"
    assert len(found[1]) > 20
    assert (STORY * 3).strip().endswith(found[1])
