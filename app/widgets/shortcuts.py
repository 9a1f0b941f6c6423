"""A sheet of all keys that work everywhere in the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from app.widgets.labels import Label

WRITING = (("Enter", "Send, or as the settings say"), ("Shift+Enter", "New line"))
READING = (
    ("Ctrl+A", "Select the whole conversation, while it has the keyboard"),
    ("Shift+click", "Select up to here, across messages"),
    ("F3, Shift+F3", "Next and previous place that was found"),
    ("Ctrl+wheel", "Larger or smaller"),
    ("F2, Del", "Rename or delete a conversation in the list"),
)


class ShortcutSheet(QDialog):
    """Each key with what it does, taken from the window's own actions."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        native = QKeySequence.SequenceFormat.NativeText
        named = ((action.shortcut().toString(native), action.text()) for action in actions)
        held = [pair for pair in named if pair[0]]
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 24)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for row, (key, words) in enumerate((*held, *WRITING, *READING)):
            grid.addWidget(Label("key", key), row, 0)
            grid.addWidget(Label("settingLabel", words), row, 1)
