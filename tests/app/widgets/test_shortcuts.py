from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.language import speak
from app.widgets.ring import Ring
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


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_sheet_wraps_where_it_is_narrow_and_where_it_is_not_no_line_is_broken(
    open_window: OpenWindow, qapp: QApplication
) -> None:
    opened = open_window()
    speak(qapp, "de")
    sheet = ShortcutSheet(opened.window.actions(), opened.window)
    sheet.show()
    speak(qapp, "en")
    line = sheet.fontMetrics().lineSpacing()
    assert all(label.height() < 2 * line for label in sheet.findChildren(QLabel))
    for width in (560, 400, 320):
        sheet.resize(width, 600)
        QApplication.processEvents()
        assert sheet.area.horizontalScrollBar().maximum() == 0
        assert sheet.area.verticalScrollBar().maximum() > 0


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_sheet_shows_that_the_keyboard_scrolls_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    opened = open_window()
    QTest.keyClick(opened.window, Qt.Key.Key_F1)
    (sheet,) = opened.window.findChildren(ShortcutSheet)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.area.hasFocus)
    (ring,) = sheet.findChildren(Ring)
    assert ring.isVisible()
    assert ring.geometry() == sheet.area.viewport().geometry()
    QTest.keyClick(sheet.area, Qt.Key.Key_Down)
    assert sheet.area.verticalScrollBar().value() > 0
