"""A field for words that are looked for, with a lens before them, and a cross behind that clears it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QLineEdit, QWidget

from app.icons import icon
from app.language import tr
from app.theme import Theme


class SearchField(QLineEdit):
    """One line of words.

    Args:
        theme: Colours the lens and the cross.
        words: What it is for, said where nothing is written.
        name: What a screen reader calls it, where that is more than the words.
        clears: Whether there is a cross where something is written.
    """

    def __init__(
        self, theme: Theme, words: str, *, name: str = "", clears: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("search")
        self.setPlaceholderText(words)
        self.setAccessibleName(name or words)
        places = QLineEdit.ActionPosition
        self._lens: QAction = self.addAction(QIcon(), places.LeadingPosition)
        self._cross: QAction = self.addAction(QIcon(), places.TrailingPosition)
        self._cross.setText(tr("Clear"))
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        if clears:
            self.textChanged.connect(lambda written: self._cross.setVisible(bool(written)))
        theme.changed.connect(self._colour)
        self._colour()

    @Slot()
    def _colour(self) -> None:
        self._lens.setIcon(icon("search", self._theme.colours.muted))
        self._cross.setIcon(icon("close", self._theme.colours.muted))
