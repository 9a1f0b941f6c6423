from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.theme import COLUMN_CHARACTERS, text_font
from app.widgets.column import column_width
from app.widgets.text_block import INSET

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
