"""A sentence that can be selected, and no word of which is cut."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.language import tr
from app.plain import as_said, with_line_ends
from app.widgets.labels import Label


class Sentence(Label):
    """Takes as many lines as it needs. What is copied is what was said, without the places for line ends.

    Args:
        look: Its name in the style sheet.
    """

    def __init__(self, look: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent, wrapped=True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def say(self, words: str) -> None:
        """Show these words."""
        self.setText(with_line_ends(words))
        self.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the key for it."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy"), self.copy)
        menu.popup(event.globalPos())

    @Slot()
    def copy(self) -> None:
        """Put what is selected on the clipboard, or all of it where nothing is."""
        chosen = self.selectedText() or self.text()
        QGuiApplication.clipboard().setText(as_said(chosen))
