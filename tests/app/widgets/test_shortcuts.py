from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.widgets.shortcuts import ShortcutSheet
from tests.app.conftest import OpenWindow


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_sheet_names_every_key_of_the_window(open_window: OpenWindow) -> None:
    opened = open_window()
    QTest.keyClick(opened.window, Qt.Key.Key_F1)
    sheet = opened.window.findChild(ShortcutSheet)
    assert sheet is not None
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {a.text() for a in opened.window.actions()} <= words
    assert {"Ctrl+K", "Esc", "F6", "Shift+Enter"} <= words
    assert {"In the viewer", "Space", "Play, or stand still", "F5"} <= words
