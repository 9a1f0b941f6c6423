from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.theme import COLUMN_CHARACTERS, text_font
from app.widgets.answer_view import AnswerView
from app.widgets.column import EDGE_PX, column_width
from app.widgets.text_block import INSET
from tests.app.conftest import OpenWindow

PROSE = "Warm air holds more water than cold air, so at night the glass of a window is wet. " * 20


@pytest.mark.usefixtures("qtbot")
def test_a_line_of_prose_has_the_characters_that_are_read_best() -> None:
    metrics = QFontMetricsF(text_font())
    room = column_width() - 2 * INSET
    fitting = next(n for n in range(len(PROSE)) if metrics.horizontalAdvance(PROSE[: n + 1]) > room)
    assert fitting == pytest.approx(COLUMN_CHARACTERS, rel=0.05)


def test_a_larger_face_has_a_wider_column(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    before = column_width()
    larger = text_font()
    larger.setPixelSize(2 * larger.pixelSize())
    monkeypatch.setattr("app.widgets.column.text_font", lambda: larger)
    assert column_width() - 2 * INSET == pytest.approx(2 * (before - 2 * INSET), rel=0.02)


def test_the_column_is_no_wider_than_a_reader_likes_and_centred(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    answer = opened.window.transcript.findChildren(AnswerView)[-1]
    assert abs(answer.width() - column_width()) <= 1
    assert COLUMN_CHARACTERS <= 76
    left = answer.mapTo(opened.window.transcript, QPoint(0, 0)).x()
    right = opened.window.transcript.width() - left - answer.width()
    assert abs(left - right) <= 1


def test_a_narrow_page_gives_the_column_all_it_has(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    opened.window.resize(360, 640)
    opened.settle()
    transcript = opened.window.transcript
    answer = transcript.findChildren(AnswerView)[-1]
    assert answer.width() >= 360 - 3 * EDGE_PX
    assert transcript.horizontalScrollBar().maximum() == 0
    opened.wait(lambda: transcript.page.width() <= transcript.viewport().width())
