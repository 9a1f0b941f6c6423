"""The dialogs over the window: each opens from the menu's signal, over the window that it belongs to."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from tests.app.conftest import Opened, OpenWindow


def _dialog(opened: Opened) -> QDialog:
    (dialog,) = [each for each in opened.window.findChildren(QDialog) if each.isVisible()]
    return dialog


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize(
    ("signal", "name"),
    [
        ("settings_wanted", "SettingsDialog"),
        ("keys_wanted", "ShortcutSheet"),
        ("report_wanted", "ReportDialog"),
        ("instructed", "SystemPrompt"),
    ],
)
def test_each_opens_over_the_window(open_window: OpenWindow, signal: str, name: str) -> None:
    opened = open_window()
    getattr(opened.window.header, signal).emit()
    dialog = _dialog(opened)
    assert type(dialog).__name__ == name
    assert dialog.parent() is opened.window
    dialog.reject()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_sheet_of_keys_lists_those_of_the_window(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.header.keys_wanted.emit()
    dialog = _dialog(opened)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {action.text() for action in opened.window.actions() if action.shortcut().toString()} <= shown
    dialog.reject()
