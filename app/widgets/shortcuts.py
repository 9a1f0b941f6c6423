"""A sheet of all keys that work everywhere in the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.language import mark, tr
from app.theme import BODY_PX, fixed_font
from app.widgets.dialog import PageDialog
from app.widgets.labels import Label

WRITING = (
    (mark("Enter"), mark("Send, or as the settings say")),
    (mark("Shift+Enter"), mark("New line")),
)
READING = (
    (mark("Ctrl+A"), mark("Select the whole conversation, while it has the keyboard")),
    (mark("Shift+click"), mark("Select up to here, across messages")),
    (mark("F3, Shift+F3"), mark("Next and previous place that was found")),
    (mark("Ctrl+wheel"), mark("Larger or smaller")),
    (mark("F2, Del"), mark("Rename or delete a conversation in the list")),
)


class ShortcutSheet(PageDialog):
    """Each key with what it does, taken from the window's own actions."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(tr("Keys"), parent)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its keys scroll; nothing else takes them
        self.area.setAccessibleName(tr("Keys"))
        native = QKeySequence.SequenceFormat.NativeText
        named = ((action.shortcut().toString(native), action.text()) for action in actions)
        held = [pair for pair in named if pair[0]]
        grid = QGridLayout(self.page)
        grid.setContentsMargins(24, 20, 24, 24)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        others = [(tr(key), tr(words)) for key, words in (*WRITING, *READING)]
        for row, (key, words) in enumerate((*held, *others)):
            name = Label("key", key)
            name.setFont(fixed_font(BODY_PX))  # two plus signs in a row are not joined into one
            grid.addWidget(name, row, 0)
            grid.addWidget(Label("settingLabel", words), row, 1)
