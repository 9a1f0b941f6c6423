from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.cells import ceiling, unsureness
from app.models.cursor import Cursor
from app.theme import Theme, scale_colour
from app.widgets.strip import TICKS_PX, Strip, columns_of, map_of
from engine import StopRule
from tests.app.recordings import ANSWER, alone, canvas_of, recording_of
from tests.app.steps import step_of

A = 300


@pytest.fixture
def strip(theme: Theme, page: QWidget, cursor: Cursor) -> Strip:
    made = Strip(theme, cursor, page)
    made.resize(564, made.height())
    made.show()
    return made


def test_every_pixel_of_the_map_is_the_entropy_of_a_slot_at_a_step() -> None:
    image = map_of(ANSWER, columns_of(ANSWER, {}))
    assert (image.width(), image.height()) == (ANSWER.length, 64)
    top = ceiling(ANSWER)
    for start, canvas in zip(ANSWER.starts, ANSWER.canvases, strict=True):
        assert image.pixelColor(start, 5).alpha() == 0  # noise: no belief yet
        for number, step in enumerate(canvas.steps):
            for slot in (0, 17, 63):
                shown = image.pixelColor(start + number + 1, slot)
                wanted = scale_colour(round(254 * unsureness(step.entropy_nats[slot], top)) / 254)
                assert shown.rgb() == wanted.rgb()


def test_it_is_the_scrubber(strip: Strip, cursor: Cursor) -> None:
    scrubbed: list[int] = []
    strip.scrubbed.connect(lambda: scrubbed.append(1))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(2 + 560 * 3 // ANSWER.length + 3, 40))
    assert (cursor.moment, scrubbed) == (3, [1])
    assert cursor.slot == pytest.approx(64 * 38 / 70, abs=2)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(10, 40))
    QTest.mouseMove(strip, QPoint(9999, 40))
    assert cursor.moment == cursor.last
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(9999, 40))


def test_keys_go_by_steps_and_slots(strip: Strip, cursor: Cursor) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(strip, key)
    assert (cursor.moment, cursor.slot) == (1, 1)


def test_the_cursor_and_what_was_given_up_are_seen(strip: Strip, cursor: Cursor, theme: Theme) -> None:
    before = strip.grab().toImage()
    cursor.go(4)
    assert strip.grab().toImage() != before
    kept = [step_of((A, A), "xx", step=n) for n in range(4)]
    lost = [step_of((A, A), "xx" if n != 2 else "--", step=n) for n in range(4)]
    ticks = []
    for steps in (kept, lost):
        cursor.open(alone(canvas_of(steps)), at_end=False)
        image = strip.grab().toImage()
        mark = QColor(theme.colours.mark_renoised).rgb()
        row = image.height() - 9
        ticks.append(sum(image.pixel(x, row) == mark for x in range(image.width())))
    assert ticks[0] == 0 < ticks[1]


def test_nothing_recorded_is_an_empty_strip(strip: Strip, cursor: Cursor) -> None:
    for nothing in (None, recording_of(until=1)):
        cursor.open(nothing)
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(100, 40))
        strip.grab()
    assert cursor.moment == 0


def test_below_each_block_stands_why_it_was_committed(theme: Theme, page: QWidget, cursor: Cursor) -> None:
    signs = []
    for rule in (*StopRule, None):
        cursor.open(alone(canvas_of([step_of((A,), "x")] * 3, rule=rule)), at_end=False)
        made = Strip(theme, cursor, page)
        made.resize(564, made.height())
        frames = 4 + (rule is not None)
        left = 2 + 560 * (frames - 1) // frames
        signs.append(made.grab().toImage().copy(left, made.height() - TICKS_PX - 2, 560 // frames, TICKS_PX))
        made.deleteLater()
    inks = [
        {sign.pixelColor(x, y).name() for x in range(sign.width()) for y in range(TICKS_PX)} for sign in signs
    ]
    assert [len(ink) > 1 for ink in inks] == [True] * len(StopRule) + [False]
    assert all(one != other for one, other in combinations(signs, 2))
