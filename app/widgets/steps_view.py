"""The steps of a recording as a table that can be sorted; its row in focus is the step at the cursor."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.models.cursor import Cursor
from app.models.recording import Recording
from app.models.step_table import StepTable
from app.theme import Theme
from app.widgets.figures_view import FiguresView


class StepsView(FiguresView):
    """A row a step, a column a measure. Follows the cursor. Lives in the GUI thread.

    Signals:
        chosen: The person chose the step that made this moment.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        table = StepTable()
        super().__init__(theme, table, tr("Steps"), parent)
        table.setParent(self)
        self._steps = table
        self._cursor = cursor
        self._shown: Recording | None = None
        cursor.opened.connect(self._open)
        cursor.moved.connect(self.follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        if self._shown is not self._cursor.recording:
            self._open()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Select the row of the step at the cursor, where anybody can see it."""
        if self.isVisible():
            self.focus_row(self._steps.row_at(self._cursor.moment))

    def take(self, row: int) -> None:
        """Tell the moment of a step, unless the cursor stands there."""
        if row != self._steps.row_at(self._cursor.moment):
            self.chosen.emit(self._steps.moment(row))

    @Slot()
    def _open(self) -> None:
        self._shown = self._cursor.recording if self.isVisible() else None
        self._steps.show(self._shown)
        self.follow()
