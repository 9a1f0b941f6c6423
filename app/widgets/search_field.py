"""A field for words that are looked for, with a lens before them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from app.icons import icon
from app.theme import Theme


class SearchField(QLineEdit):
    """One line of words.

    Args:
        theme: Colours the lens.
        words: What it is for, said where nothing is written.
        name: What a screen reader calls it, where that is more than the words.
    """

    def __init__(self, theme: Theme, words: str, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("search")
        self.setPlaceholderText(words)
        self.setAccessibleName(name or words)
        self._lens: QAction = self.addAction(
            icon("search", theme.colours.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.changed.connect(self._colour)

    @Slot()
    def _colour(self) -> None:
        self._lens.setIcon(icon("search", self._theme.colours.muted))
