from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.theme import Theme
from app.widgets.picture import Picture
from tests.app.attachments.files import write_picture


def test_it_has_its_place_before_it_is_read_and_round_corners_behind(
    page: QWidget, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = Picture(theme, write_picture(tmp_path / "a.png").read_bytes(), QSize(60, 40), page)
    picture.show()
    assert picture.size() == picture.sizeHint() == QSize(60, 40)
    assert picture.grab().toImage().pixelColor(30, 20) == QColor(theme.colours.line)
    qtbot.waitUntil(lambda: picture.grab().toImage().pixelColor(30, 20) == QColor("teal"))
    assert picture.grab().toImage().pixelColor(0, 0) != QColor("teal")
