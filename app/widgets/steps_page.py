"""The table of steps, and below it what they come to."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.cursor import Cursor
from app.models.totals import totals
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.labels import Label
from app.widgets.steps_view import StepsView

LOW_PX = 120  # of its height; below, what the steps come to has no room


class StepsPage(QWidget):
    """Follows the cursor. Lives in the GUI thread."""

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self.table = StepsView(theme, cursor)
        self.totals = Label("caption", wrapped=True)
        self.totals.setFont(text_font(CAPTION_PX, tabular=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)
        self.setFocusProxy(self.table)
        cursor.opened.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low its room is the table's."""
        super().resizeEvent(event)
        self.totals.setHidden(self.height() < LOW_PX)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        if self.isVisible():
            self.totals.setText(totals(self._cursor.recording))
